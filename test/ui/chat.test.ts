// The chat in the real workbench: a request over two files, a repaired answer, an answer in words, and what a reload brings back.
import assert from 'node:assert/strict';
import type { Frame } from 'playwright-core';
import type { ModelServer } from '../fakes/modelServer.ts';
import { writeSettings } from '../workbench/server.mjs';
import { ask, findChat, lastTurnEnded, openChat } from './chatPage.ts';
import { modelSettings, startDemoModel } from './demoModel.ts';
import { atRest, chatStored } from './waits.ts';
import { hashes, openFile, openWorkbench, pictureOfFailure, runCommand, takePicture, type Workbench } from './workbench.ts';

const themes = { dark: 'Default Dark Modern', light: 'Default Light Modern', highContrast: 'Default High Contrast' };
/** The class by which the page knows the kind of theme. */
const kinds = { dark: 'vscode-dark', light: 'vscode-light', highContrast: 'vscode-high-contrast' };

describe('chat', () => {
  let models: ModelServer;
  let workbench: Workbench;
  let chat: Frame;
  const inTheme = (theme: string) => ({ ...modelSettings(models), 'workbench.colorTheme': theme });
  before(async () => {
    models = await startDemoModel();
    workbench = await openWorkbench({ settings: inTheme(themes.dark) });
    await openFile(workbench.page, 'src/cart.ts');
    chat = await openChat(workbench.page);
  });
  after(async () => {
    await workbench?.close();
    await models?.close();
  });
  afterEach(async function () {
    await pictureOfFailure(workbench?.page, this.currentTest);
    assert.deepEqual(models.failures, []);
  });

  it('points at the file in front', async () => {
    await chat.locator('.composer .chip', { hasText: 'cart.ts' }).waitFor();
    await takePicture(workbench.page, 'chat-start');
  });

  it('proposes hunks in two files, checked, and writes nothing', async () => {
    const before = hashes(workbench.workspace);
    await ask(chat, 'Count the quantity in the total and on the receipt');
    await chat.locator('.changes .verdict').nth(1).waitFor();
    await lastTurnEnded(chat);
    assert.deepEqual(await chat.locator('.changes .file-name .name').allInnerTexts(), ['cart.ts', 'receipt.ts']);
    for (const verdict of await chat.locator('.changes .verdict').allInnerTexts()) assert.match(verdict, /types \d/);
    for (const [name, theme] of Object.entries(themes).reverse()) {
      writeSettings(workbench.dataFolder, inTheme(theme));
      await chat.locator(`body.${kinds[name as keyof typeof themes]}`).waitFor();
      await atRest(workbench.page);
      await takePicture(workbench.page, name === 'dark' ? 'chat' : `chat-${name}`);
    }
    assert.deepEqual(hashes(workbench.workspace), before);
  });

  it('accepts one file and rejects the other', async () => {
    const before = hashes(workbench.workspace);
    await chat.getByRole('button', { name: 'Reject src/receipt.ts' }).click();
    await chat.getByRole('button', { name: 'Accept src/cart.ts' }).click();
    await chat.locator('.changes header .settled').waitFor();
    assert.deepEqual(await chat.locator('.changes .file .state').allInnerTexts(), ['Accepted', 'Rejected']);
    await workbench.page.locator('.monaco-editor').getByText('lineTotal(line)').first().waitFor();
    const after = hashes(workbench.workspace);
    assert.equal(after['src/receipt.ts'], before['src/receipt.ts']);
  });

  it('tells of a repair before it shows the answer', async () => {
    chat = await openChat(workbench.page);
    await ask(chat, 'Make shipping free for carts above 50 euros');
    const turn = chat.locator('.turn').last();
    await turn.locator('.changes .verdict.clean').waitFor({ timeout: 60_000 });
    await turn.locator('.progress-line').click();
    assert.match(await turn.locator('.steps').innerText(), /Operator '>' cannot be applied/);
    assert.match(await turn.locator('.steps').innerText(), /Repaired, 1 of 3/);
    await takePicture(workbench.page, 'chat-repaired');
  });

  it('answers a question in words, with colours', async () => {
    chat = await openChat(workbench.page);
    await ask(chat, "Where is the cart's total computed?", 'Ask');
    const turn = chat.locator('.turn').last();
    await turn.locator('.code .hljs-keyword').first().waitFor({ timeout: 60_000 });
    await lastTurnEnded(chat);
    assert.equal(await turn.locator('.changes').count(), 0);
    await turn.getByRole('button', { name: 'Open src/order.ts' }).or(turn.getByTitle('Open src/order.ts')).first().click();
    await workbench.page.locator('.tab.active', { hasText: 'order.ts' }).waitFor();
    await takePicture(workbench.page, 'chat-answer');
  });

  it('is the same after a reload', async () => {
    const before = await chat.locator('.turns').innerText();
    await chatStored(workbench.page, (await chat.locator('.chat').getAttribute('data-chat')) ?? '');
    await workbench.load();
    chat = await findChat(workbench.page);
    await chat.locator('.code .hljs-keyword').first().waitFor();
    assert.equal(await chat.locator('.turns').innerText(), before);
  });

  it('opens an earlier chat with the hunks that still wait', async () => {
    await runCommand(workbench.page, 'Understudy: Show Earlier Chats');
    await chat.locator('.screen .chats').getByText('Make shipping free').click();
    await chat.getByRole('button', { name: 'Accept src/shipping.ts' }).click();
    await chat.locator('.changes .file .state', { hasText: 'Accepted' }).waitFor();
  });

  it('lists the chat under earlier chats when a new one begins', async () => {
    chat = await openChat(workbench.page);
    await chat.locator('.start .chats').getByText('Count the quantity in the total').waitFor();
  });
});
