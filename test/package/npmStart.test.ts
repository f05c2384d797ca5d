// `npm start` on machines that have a desktop VS Code, played by a program of that name on the PATH, and on those that have none.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { repository } from '../workbench/server.mjs';

/** Notes how it was called and what it finds there, and closes; or opens nothing, as a broken installation would. */
const editor = `#!${process.execPath}
const { appendFileSync, existsSync, readFileSync } = require('node:fs');
const { join } = require('node:path');
const args = process.argv.slice(2);
if (args.includes('--version')) { console.log('1.139.1'); process.exit(0); }
if (process.env.EDITOR_FAILS) process.exit(1);
const profile = args[args.indexOf('--user-data-dir') + 1];
const workspace = args.at(-1);
const settings = JSON.parse(readFileSync(join(profile, 'User', 'settings.json'), 'utf8'));
fetch(settings['understudy.model.baseUrl'] + '/models').then((answer) => answer.ok, () => false).then((modelAnswers) => {
  appendFileSync(process.env.EDITOR_LOG, JSON.stringify({ args, settings, modelAnswers, hasSample: existsSync(join(workspace, 'src', 'cart.ts')) }));
});
`;

interface Called {
  readonly args: readonly string[];
  readonly settings: Record<string, unknown>;
  readonly modelAnswers: boolean;
  readonly hasSample: boolean;
}

describe('npm start', () => {
  let folder: string;
  let child: ChildProcess | undefined;
  let said = '';
  const start = (environment: Record<string, string>) => {
    said = '';
    const { VSCODE_EXECUTABLE: _, UNDERSTUDY_BASE_URL: __, WAYLAND_DISPLAY: ___, DISPLAY: ____, ...inherited } = process.env;
    const PATH = [folder, dirname(process.execPath), process.env.PATH].join(delimiter);
    const env = { ...inherited, PATH, UNDERSTUDY_SKIP_BUILD: '1', EDITOR_LOG: join(folder, 'log'), ...environment };
    const started = spawn(process.execPath, ['test/workbench/start.mjs'], { cwd: repository, env, stdio: ['ignore', 'pipe', 'inherit'] });
    started.stdout.on('data', (chunk) => {
      said += String(chunk);
    });
    child = started;
    return new Promise<number | null>((resolve) => started.once('exit', resolve));
  };
  const saying = async (text: RegExp) => {
    for (let waited = 0; !text.test(said); waited += 100) {
      assert.ok(waited < 100_000, `It never said ${text}:\n${said}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  };
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'understudy-code-'));
    writeFileSync(join(folder, 'code'), editor);
    chmodSync(join(folder, 'code'), 0o755);
  });
  afterEach(() => {
    if (child?.exitCode === null) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it('opens a desktop VS Code on the sample, with the demo model and a profile of its own, and ends with it', async () => {
    assert.equal(await start({ DISPLAY: ':0' }), 0);
    assert.match(said, /Opened the sample project in VS Code/);
    const called = JSON.parse(readFileSync(join(folder, 'log'), 'utf8')) as Called;
    assert.deepEqual(
      called.args.filter((arg) => arg.startsWith('--extensionDevelopmentPath=')),
      [repository, join(repository, 'test', 'workbench', 'tour')].map((path) => `--extensionDevelopmentPath=${path}`),
    );
    assert.ok(called.args.includes('--wait') && called.args.includes('--new-window'));
    assert.equal(called.args.includes('--no-sandbox'), process.getuid?.() === 0);
    assert.deepEqual([called.modelAnswers, called.hasSample], [true, true]);
    assert.equal(called.settings['understudy.model.name'], 'recorded demo model');
    assert.equal(existsSync(called.args.at(-1) ?? ''), false, 'the copy of the sample is left behind');
  });

  it('uses the model that the environment names', async () => {
    const models = { UNDERSTUDY_BASE_URL: 'http://127.0.0.1:9/v1', UNDERSTUDY_MODEL: 'qwen3' };
    assert.equal(await start({ DISPLAY: ':0', ...models }), 0);
    const { settings, modelAnswers } = JSON.parse(readFileSync(join(folder, 'log'), 'utf8')) as Called;
    assert.deepEqual(
      [settings['understudy.model.baseUrl'], settings['understudy.model.name'], modelAnswers],
      ['http://127.0.0.1:9/v1', 'qwen3', false],
    );
  });

  it('goes to the browser when the desktop program opens nothing', async () => {
    const ending = start({ DISPLAY: ':0', EDITOR_FAILS: '1' });
    await saying(/code did not open a window\. Open this address in a browser.*\n\n {2}http:\/\/127\.0\.0\.1:\d+\//);
    const address = /http:\/\/127\.0\.0\.1:\d+\/\S+/.exec(said)?.[0] ?? '';
    assert.equal((await fetch(address)).status, 200);
    child?.kill('SIGTERM');
    assert.equal(await ending, 0);
  });

  it('asks no desktop program where there is no screen', async function () {
    // Elsewhere there is a screen without DISPLAY.
    if (process.platform !== 'linux') this.skip();
    const ending = start({});
    await saying(/No desktop VS Code was found\. Open this address/);
    assert.equal(existsSync(join(folder, 'log')), false);
    child?.kill('SIGTERM');
    assert.equal(await ending, 0);
  });
});
