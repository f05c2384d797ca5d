// Scores the built modules of dist/bench against the adversarial corpora: `npm run bench:corpora [-- streams secrets …]`.
// The corpora lie beside the repository in ../shared/corpora, or where $UNDERSTUDY_CORPORA says.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..', '..');
const folder = process.env.UNDERSTUDY_CORPORA ?? join(root, '..', 'shared', 'corpora');
const scorer = join(folder, 'score.mjs');
if (!existsSync(scorer)) {
  console.error(`No corpora at ${folder}. Set UNDERSTUDY_CORPORA to the folder that holds score.mjs.`);
  process.exit(2);
}
const build = spawnSync(process.execPath, ['esbuild.mjs'], { cwd: root, stdio: 'inherit' });
if (build.status !== 0) process.exit(2);

const wanted = process.argv.slice(2);
const corpora = ['commands', 'paths', 'secrets', 'streams'].filter((name) => wanted.length === 0 || wanted.includes(name));
let falls = 0;
for (const name of corpora) {
  const module = join(root, 'dist', 'bench', `${name}.mjs`);
  if (!existsSync(module)) {
    console.log(`\n${name}: no module in dist/bench`);
    falls++;
  } else if (spawnSync(process.execPath, [scorer, name, '--impl', module], { stdio: 'inherit' }).status !== 0) falls++;
}
process.exit(falls === 0 ? 0 : 1);
