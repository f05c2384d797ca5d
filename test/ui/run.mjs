// Builds the extension and runs the ui suite: mocha here, the workbench in Chromium.
import { spawnSync } from 'node:child_process';
import { buildExtension } from '../workbench/build.mjs';
import { installWorkbench } from '../workbench/install.mjs';
import { repository } from '../workbench/server.mjs';

await installWorkbench();
if (!process.env.UNDERSTUDY_SKIP_BUILD) buildExtension();
const files = process.argv.slice(2);
// One second try: the browser's editor drops a key or is late now and then, which is none of ours; a fault of ours fails twice.
const mocha = [
  'node_modules/mocha/bin/mocha.js',
  '--reporter',
  'test/countingReporter.cjs',
  '--timeout',
  '300000',
  '--retries',
  '1',
  '--exit',
];
const run = spawnSync(process.execPath, [...mocha, ...(files.length > 0 ? files : ['test/ui/**/*.test.ts'])], {
  cwd: repository,
  stdio: 'inherit',
});
process.exitCode = run.status ?? 1;
