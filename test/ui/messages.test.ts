// What cannot be done is said once, with the next step: no folder, no name, no trust, a wrong key, a model out of reach or unknown, no quota.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import type { Exchange } from '../fakes/exchanges.ts';
import { type ModelServer, startModelServer } from '../fakes/modelServer.ts';
import { writeSettings } from '../workbench/server.mjs';
import { openChat } from './chatPage.ts';
import { modelSettings, startDemoModel } from './demoModel.ts';
import { until } from './waits.ts';
import { askForEdit, openFile, openWorkbench, pictureOfFailure, runCommand, type Workbench } from './workbench.ts';

const refused = (asked: string, status: number, message: string, code: string): Exchange => ({
  name: code,
  needs: [asked],
  fault: { kind: 'status', status, body: { error: { message, code } } },
});
const refusing = [
  refused('Quota, please.', 429, 'You exceeded your current quota.', 'insufficient_quota'),
  refused('Which model?', 404, 'The model `recorded demo model` does not exist.', 'model_not_found'),
];
const wish = 'The price must never go below zero.';

/** Waits for one message like this, and for no second one. The test driver shows no toasts, so the list of notifications is read. */
async function oneMessage(page: Page, text: RegExp): Promise<void> {
  const messages = page.locator('.notifications-center .notification-list-item-message:visible');
  const wanted = messages.filter({ hasText: text }).first();
  const bell = page.locator('.statusbar [id="status.notifications"]');
  await until(
    page,
    async () => {
      if (await wanted.isVisible()) return true;
      // Without messages the bell opens nothing.
      if (!(await messages.first().isVisible())) await bell.click();
      return wanted.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
    },
    async () => `No message like ${text}; there is: ${(await messages.allTextContents()).join(' | ')}`,
  );
  assert.equal(await messages.filter({ hasText: text }).count(), 1, (await messages.allTextContents()).join(' | '));
  await runCommand(page, 'Notifications: Clear All Notifications');
  await page.locator('.notifications-center').waitFor({ state: 'hidden' });
}

/**
 * Command lines of every process that the extension host has started, save the editor's own: those lie in the server's folder.
 * The host itself is the process that says so.
 */
function startedByExtensions(serverPid: number): string[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const processes = rows.map((row) => {
    const [, pid = '', parent = '', args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return { pid, parent, args };
  });
  const below = (pid: string): typeof processes =>
    processes.filter((entry) => entry.parent === pid).flatMap((entry) => [entry, ...below(entry.pid)]);
  const hosts = below(String(serverPid)).filter((entry) => entry.args.includes('--type=extensionHost'));
  assert.equal(hosts.length, 1, 'The extension host is not found.');
  const started = hosts.flatMap((host) => below(host.pid));
  // The editor itself looks for open ports with these.
  const ofEditor = /\/code-server\/lib\/vscode\/|ls -l \/proc\/|grep socket:/;
  return started.map((entry) => entry.args).filter((args) => !ofEditor.test(args));
}

describe('messages', () => {
  let workbench: Workbench | undefined;
  let model: ModelServer;
  let refusals: ModelServer;
  before(async () => {
    model = await startDemoModel({ apiKey: 'the right key' });
    refusals = await startModelServer({ exchanges: refusing });
  });
  afterEach(async function () {
    await pictureOfFailure(workbench?.page, this.currentTest);
    await workbench?.close();
    workbench = undefined;
  });
  after(async () => {
    await model?.close();
    await refusals?.close();
  });

  it('says that no folder is open', async () => {
    workbench = await openWorkbench({ folder: false, settings: modelSettings(model) });
    const { page } = workbench;
    await runCommand(page, 'File: New Untitled Text File');
    await page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await runCommand(page, 'Understudy: Edit Selection');
    await oneMessage(page, /No folder is open/);
  });

  it('says what is wrong each time: an untitled file, a key that is refused, a model out of reach or unknown, no quota', async () => {
    workbench = await openWorkbench({ settings: modelSettings(model) });
    const { page } = workbench;
    await runCommand(page, 'File: New Untitled Text File');
    await page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await runCommand(page, 'Understudy: Edit Selection');
    await oneMessage(page, /has no name yet/);

    const chat = await openChat(page);
    await openFile(page, 'src/discount.ts');
    for (const [baseUrl, text, message] of [
      [model.baseUrl, wish, /key/i],
      [model.baseUrl, wish, /key/i],
      ['http://127.0.0.1:9/v1', wish, /127\.0\.0\.1:9/],
      ['http://127.0.0.1:9/v1', wish, /127\.0\.0\.1:9/],
      [refusals.baseUrl, 'Quota, please.', /exceeded your current quota.*Add credit/i],
      [refusals.baseUrl, 'Which model?', /does not exist.*Check the model name/i],
    ] as const) {
      writeSettings(workbench.dataFolder, modelSettings({ baseUrl }));
      await chat.locator(`.model[title*="${URL.parse(baseUrl)?.host}"]`).waitFor();
      await askForEdit(page, { from: 9, to: 11 }, text);
      await oneMessage(page, message);
    }
  });

  it('starts nothing in a workspace that is not trusted, and says what trust would bring', async () => {
    const trust = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
    workbench = await openWorkbench({ settings: { ...modelSettings(model), ...trust } });
    const { page } = workbench;
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await openFile(page, 'src/discount.ts');
    await askForEdit(page, { from: 9, to: 11 }, wish);
    assert.deepEqual(startedByExtensions(workbench.serverPid()), []);
    await oneMessage(page, /not trusted.*proposes no edits/);
    assert.deepEqual(startedByExtensions(workbench.serverPid()), []);
  });
});
