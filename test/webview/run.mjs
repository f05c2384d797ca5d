// Builds the page as it is packaged and runs its suite: mocha here, the page in Chromium.
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { buildPage } from '../../webview-ui/build.mjs';
import { installWorkbench } from '../workbench/install.mjs';

const repository = join(import.meta.dirname, '..', '..');
const outdir = join(repository, '.tmp', 'page');

await installWorkbench();
rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });
await buildPage({ production: true, outdir });
const mocha = ['node_modules/mocha/bin/mocha.js', '--reporter', 'test/countingReporter.cjs', '--timeout', '240000'];
const run = spawnSync(process.execPath, [...mocha, 'test/webview/**/*.test.ts'], { cwd: repository, stdio: 'inherit' });
process.exitCode = run.status ?? 1;
