// Scores the built index beside two yardsticks in the same run. The scorer and its data lie in $UNDERSTUDY_BENCH/retrieval, or in
// ../shared/bench/retrieval. Usage: npm run build && npm run bench:retrieval [-- --repo owner/name --kind question]
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

let folder = import.meta.dirname;
while (!existsSync(join(folder, 'shared', 'bench')) && dirname(folder) !== folder) folder = dirname(folder);
const scorer = join(process.env.UNDERSTUDY_BENCH ?? join(folder, 'shared', 'bench'), 'retrieval', 'score.mjs');
if (!existsSync(scorer)) {
  console.error(`No scorer at ${scorer}. Set UNDERSTUDY_BENCH to the folder that has retrieval/score.mjs.`);
  process.exit(2);
}
const built = join(import.meta.dirname, '..', '..', 'dist', 'bench');
let worst = 0;
for (const [label, module] of [
  ['ours', 'retrieval'],
  ['LanceDB full text, defaults', 'retrievalLanceDefaults'],
  ['words counted by ripgrep', 'retrievalRipgrep'],
]) {
  console.log(`\n== ${label}`);
  const { status } = spawnSync(process.execPath, [scorer, '--impl', join(built, `${module}.mjs`), ...process.argv.slice(2)], {
    stdio: 'inherit',
  });
  worst = Math.max(worst, status ?? 1);
}
process.exit(worst);
