// `npm start`: Understudy on a copy of the sample project, in desktop VS Code if it is found, else in VS Code's server with its address printed.
// The recorded demo model answers unless UNDERSTUDY_BASE_URL and UNDERSTUDY_MODEL name another.
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startModelServer } from '../fakes/modelServer.ts';
import { buildExtension } from './build.mjs';
import { repository, startServer } from './server.mjs';

const whatToTry = `Try, in this order:
  1. Chat, Edit:  Count the quantity in the total and on the receipt.   (two files)
  2. Select the body of applyDiscount in src/discount.ts, Ctrl+Alt+K:  The price must never go below zero.
  3. src/report.ts, the light bulb on the red underline:  Fix with Understudy
  4. Chat, Edit:  Make shipping free above 50 euros.   (its first answer does not compile, and is repaired before you see it)
`;

if (!process.env.UNDERSTUDY_SKIP_BUILD) buildExtension();
const parent = mkdtempSync(join(tmpdir(), 'understudy-demo-'));
const workspace = join(parent, 'sample');
cpSync(join(repository, 'test', 'fixtures', 'sample'), workspace, { recursive: true });
const model = await chooseModel();
const settings = {
  'understudy.model.baseUrl': model.baseUrl,
  'understudy.model.name': model.name,
  'workbench.colorTheme': 'Default Dark Modern',
};
/** Opens the walkthrough. */
const tour = join(repository, 'test', 'workbench', 'tour');
const desktop = findDesktop();
let running = desktop ? startDesktop(desktop) : await startInBrowser('No desktop VS Code was found.');

for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => void end());
if ((await running.ended) === 'did not start') {
  running = await startInBrowser(`${desktop} did not open a window.`);
  await running.ended;
}
await end();

async function end() {
  await running.stop();
  await model.close();
  rmSync(parent, { recursive: true, force: true });
  process.exit(0);
}

async function chooseModel() {
  const { UNDERSTUDY_BASE_URL: baseUrl, UNDERSTUDY_MODEL: name } = process.env;
  if (baseUrl && name) return { baseUrl, name, close: async () => undefined };
  const exchanges = join(repository, 'test', 'fixtures', 'exchanges', 'sample');
  const server = await startModelServer({ exchanges, chunkDelayMs: 15 });
  return { baseUrl: server.baseUrl, name: 'recorded demo model', close: () => server.close() };
}

/** The `code` command of a desktop VS Code; a remote's command of the same name has no window to open. */
function findDesktop() {
  const named = process.env.VSCODE_EXECUTABLE;
  if (named) return named;
  if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
  const names = process.platform === 'win32' ? ['code.cmd'] : ['code', 'code-insiders', 'codium'];
  return names.find((name) => spawnSync(name, ['--version'], { shell: process.platform === 'win32' }).status === 0);
}

/** A profile of its own: the person's settings and extensions stay as they are. */
function startDesktop(program) {
  const user = join(parent, 'profile', 'User');
  mkdirSync(user, { recursive: true });
  writeFileSync(join(user, 'settings.json'), JSON.stringify({ ...settings, 'security.workspace.trust.enabled': false }, undefined, 2));
  const profile = ['--user-data-dir', join(parent, 'profile'), '--extensions-dir', join(parent, 'extensions')];
  const development = [repository, tour].map((path) => `--extensionDevelopmentPath=${path}`);
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const args = [...profile, ...asRoot, '--new-window', '--wait', ...development, workspace];
  const child = spawn(program, args, { stdio: 'inherit', shell: process.platform === 'win32' });
  console.log(`Opened the sample project in VS Code. Close its window, or press Ctrl+C here, to end.\n${whatToTry}`);
  const ended = new Promise((resolve) => {
    child.once('error', () => resolve('did not start'));
    child.once('exit', (code) => resolve(code === 0 || code === null ? 'closed' : 'did not start'));
  });
  return { ended, stop: async () => void child.kill() };
}

async function startInBrowser(why) {
  const server = await startServer({ settings, extensions: [tour], ...(process.env.PORT ? { port: Number(process.env.PORT) } : {}) });
  const address = server.address({ workspace, extensionPath: repository });
  console.log(`${why} Open this address in a browser; Ctrl+C here ends it:\n\n  ${address}\n\n${whatToTry}`);
  return { ended: new Promise(() => undefined), stop: () => server.stop() };
}
