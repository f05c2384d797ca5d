// What cannot be done is said once, with the next step: no folder, no name, no trust, a wrong key, a model out of reach.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import type { Page } from 'playwright-core';
import type { ModelServer } from '../fakes/modelServer.ts';
import { repository, writeSettings } from '../workbench/server.mjs';
import { modelSettings, startDemoModel } from './demoModel.ts';
import { askForEdit, openFile, openWorkbench, pictureOfFailure, runCommand, type Workbench } from './workbench.ts';

const wish = 'The price must never go below zero.';

/** Waits for one message like this, and for no second one. The test driver shows no toasts, so the list of notifications is read. */
async function oneMessage(page: Page, text: RegExp): Promise<void> {
  const messages = page.locator('.notifications-center .notification-list-item-message');
  const wanted = messages.filter({ hasText: text }).first();
  for (let attempt = 1; !(await wanted.isVisible()); attempt++) {
    assert.ok(attempt < 30, `No message like ${text}; there is: ${(await messages.allTextContents()).join(' | ')}`);
    if (!(await messages.first().isVisible())) await page.locator('.statusbar [id="status.notifications"]').click();
    await page.waitForTimeout(1_000);
  }
  assert.equal(await messages.filter({ hasText: text }).count(), 1, (await messages.allTextContents()).join(' | '));
  await page.locator('.statusbar [id="status.notifications"]').click();
  await messages.first().waitFor({ state: 'hidden' });
}

/** Command lines of every process below the server that is ours or that we could have started. */
function ownProcesses(serverPid: number): string[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const processes = rows
    .map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row)!)
    .map(([, pid, parent, args]) => ({ pid, parent, args: args! }));
  const below = new Set([String(serverPid)]);
  for (let size = 0; size !== below.size; ) {
    size = below.size;
    for (const entry of processes) if (below.has(entry.parent!)) below.add(entry.pid!);
  }
  const mine = [
    `${repository}/dist/`,
    `${repository}/node_modules/@vscode/ripgrep`,
    'typescript-language-server',
    '--lsp',
    'pyright',
    'bwrap',
  ];
  return processes.filter((entry) => below.has(entry.pid!) && mine.some((part) => entry.args.includes(part))).map((entry) => entry.args);
}

describe('messages', () => {
  let workbench: Workbench | undefined;
  let model: ModelServer;
  before(async () => {
    model = await startDemoModel({ apiKey: 'the right key' });
  });
  afterEach(async function () {
    await pictureOfFailure(workbench?.page, this.currentTest);
    await workbench?.close();
    workbench = undefined;
  });
  after(() => model?.close());

  it('says that no folder is open', async () => {
    workbench = await openWorkbench({ folder: false, settings: modelSettings(model) });
    const { page } = workbench;
    await runCommand(page, 'File: New Untitled Text File');
    await page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await runCommand(page, 'Understudy: Edit Selection');
    await oneMessage(page, /No folder is open/);
  });

  it('says what is wrong with an untitled file, a key that is refused, and a model out of reach', async () => {
    workbench = await openWorkbench({ settings: modelSettings(model) });
    const { page } = workbench;
    await runCommand(page, 'File: New Untitled Text File');
    await page.locator('.tab.active', { hasText: 'Untitled' }).waitFor();
    await runCommand(page, 'Understudy: Edit Selection');
    await oneMessage(page, /has no name yet/);

    await openFile(page, 'src/discount.ts');
    await askForEdit(page, { from: 9, to: 11 }, wish);
    await oneMessage(page, /key/i);

    writeSettings(workbench.dataFolder, modelSettings({ baseUrl: 'http://127.0.0.1:9/v1' }));
    await page.waitForTimeout(1_000);
    await askForEdit(page, { from: 9, to: 11 }, wish);
    await oneMessage(page, /127\.0\.0\.1:9/);
  });

  it('starts nothing in a workspace that is not trusted, and says what trust would bring', async () => {
    const trust = { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' };
    workbench = await openWorkbench({ settings: { ...modelSettings(model), ...trust } });
    const { page } = workbench;
    await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
    await openFile(page, 'src/discount.ts');
    await askForEdit(page, { from: 9, to: 11 }, wish);
    assert.deepEqual(ownProcesses(workbench.serverPid), []);
    await oneMessage(page, /not trusted.*proposes no edits/);
    assert.deepEqual(ownProcesses(workbench.serverPid), []);
  });
});
