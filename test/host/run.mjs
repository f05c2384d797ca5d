// Launches the host suite: in desktop VS Code where there is one (VSCODE_EXECUTABLE), else in VS Code's server and Chromium.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startModelServer } from '../fakes/modelServer.ts';
import { openBrowser } from '../workbench/browser.mjs';
import { buildExtension, buildHostModule, buildHostSuite } from '../workbench/build.mjs';
import { repository, startServer } from '../workbench/server.mjs';
import { watchStages } from './pictures.mjs';

/** Days of work are counted in minutes: see dayOfWork.test.ts. */
const limitMs = 900_000 + 30_000 * Number(process.env.UNDERSTUDY_DAYS ?? 20);

/** Until the server answers; the suite itself says when it has ended. */
const longestLoadMs = 120_000;

if (!process.env.UNDERSTUDY_SKIP_BUILD) buildExtension();
const fixtures = join(repository, 'test', 'fixtures');
const parent = mkdtempSync(join(tmpdir(), 'understudy-host-'));
const exchanges = ['sample', 'several'].map((name) => join(fixtures, 'exchanges', name));
const model = await startModelServer({ exchanges });
const settings = { 'understudy.model.baseUrl': model.baseUrl, 'understudy.model.name': 'recorded' };
const desktop = process.env.VSCODE_EXECUTABLE;
const { UNDERSTUDY_HOST_MODULE: otherModule } = process.env;

/** Each in an editor of its own: what is opened decides which tests make sense. */
const rounds = [
  { testsPath: () => buildHostSuite('.'), workspace: () => copySample('sample') },
  { testsPath: () => buildHostSuite('several'), workspace: openTwoFolders },
];
for (const { testsPath, workspace } of otherModule ? [{ ...rounds[0], testsPath: () => buildHostModule(otherModule) }] : rounds) {
  const round = { testsPath: await testsPath(), workspace: workspace() };
  const code = desktop ? await runOnDesktop(desktop, round) : await runInBrowser(round);
  process.exitCode = process.exitCode || code;
}
for (const failure of model.failures) console.error(failure);
if (model.failures.length > 0) process.exitCode = 1;
await model.close();
rmSync(parent, { recursive: true, force: true });

function copySample(name) {
  const folder = join(parent, name);
  cpSync(join(fixtures, 'sample'), folder, { recursive: true });
  initGit(folder);
  return folder;
}

function openTwoFolders() {
  const folders = ['shop', 'depot'].map((name) => ({ path: copySample(name) }));
  const file = join(parent, 'two.code-workspace');
  writeFileSync(file, JSON.stringify({ folders }));
  return file;
}

function initGit(folder) {
  const git = (...args) =>
    execFileSync('git', ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.invalid', ...args], { cwd: folder });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'The shop');
}

async function runOnDesktop(vscodeExecutablePath, { workspace, testsPath }) {
  const { runTests } = await import('@vscode/test-electron');
  return runTests({
    vscodeExecutablePath,
    extensionDevelopmentPath: repository,
    extensionTestsPath: testsPath,
    launchArgs: [workspace, '--disable-extensions', '--disable-workspace-trust'],
  });
}

function printMarked(text) {
  const mark = '[mocha] ';
  if (text.startsWith(mark)) console.log(text.slice(mark.length));
}

async function runInBrowser({ workspace, testsPath }) {
  const server = await startServer({ settings });
  const { browser, page } = await openBrowser(server.chromium);
  try {
    const ended = new Promise((resolve) => {
      const watch = watchStages(page);
      void page.exposeFunction('codeAutomationLog', (_type, args) => {
        printMarked(args.join(' '));
        watch(args.join(' '));
      });
      void page.exposeFunction('codeAutomationExit', (code) => resolve(code));
      setTimeout(() => resolve('no end'), limitMs).unref();
    });
    await page.goto(server.address({ workspace, extensionPath: repository, testsPath }), { waitUntil: 'commit', timeout: longestLoadMs });
    const code = await ended;
    if (code === 'no end') console.error(`The host suite did not end within ${limitMs / 1000} s.`);
    return code === 0 ? 0 : 1;
  } finally {
    await browser.close();
    await server.stop();
  }
}
