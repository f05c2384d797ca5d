// Models that are found rather than typed in: those that another extension brings to the editor, and Ollama on its own port.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import type { ModelServer } from '../fakes/modelServer.ts';
import { repository } from '../workbench/server.mjs';
import { ask, openChat } from './chatPage.ts';
import { startDemoModel } from './demoModel.ts';
import { openFile, openWorkbench, pictureOfFailure, runCommand, takePicture, type Workbench } from './workbench.ts';

/** Where Ollama listens unless it is told otherwise. */
const ollamaPort = 11_434;
const question = "Where is the cart's total computed?";

describe('models that are found', () => {
  let behindEditor: ModelServer;
  let ollama: ModelServer | undefined;
  let workbench: Workbench;
  let chat: Frame;
  before(async () => {
    behindEditor = await startDemoModel();
    workbench = await openWorkbench({
      settings: { 'workbench.colorTheme': 'Default Dark Modern', 'chat.disableAIFeatures': false },
      environment: { REHEARSAL_MODEL: behindEditor.baseUrl },
      extensions: [join(repository, 'test', 'ui', 'provider')],
    });
    await openFile(workbench.page, 'src/cart.ts');
    chat = await openChat(workbench.page);
  });
  afterEach(async function () {
    await pictureOfFailure(workbench?.page, this.currentTest);
  });
  after(async () => {
    await workbench?.close();
    await behindEditor?.close();
    await ollama?.close();
  });

  /** The editor asks for consent only where the provider says that an account is used; this one does not. */
  it('offers what another extension brings to the editor, and answers', async () => {
    const { page } = workbench;
    await chat.locator('.start .primary', { hasText: 'Connect a model' }).click();
    await chat.getByRole('button', { name: 'Use Recorded (rehearsal)' }).click();
    await chat.locator('.attempt.ok', { hasText: 'is connected' }).waitFor();
    chat = await openChat(page);
    await ask(chat, question, 'Ask');
    await chat.locator('.code .hljs-keyword').first().waitFor({ timeout: 60_000 });
    await chat.locator('.progress-line', { hasText: 'tokens not told' }).waitFor();
    await page.locator('.statusbar-item', { hasText: 'tokens not told' }).waitFor();
    assert.deepEqual(behindEditor.failures, []);
  });

  it('finds Ollama on its port, and answers with its model, for free', async function () {
    const { page } = workbench;
    try {
      ollama = await startDemoModel({ port: ollamaPort, modelName: 'qwen3-coder:30b' });
    } catch {
      // A real Ollama has the port.
      this.skip();
    }
    await runCommand(page, 'Understudy: Connect a Model');
    await chat.locator('.models li', { hasText: 'qwen3-coder:30b' }).filter({ hasText: 'Ollama' }).waitFor();
    await chat.getByRole('button', { name: 'Use qwen3-coder:30b' }).click();
    await chat.locator('.attempt.ok', { hasText: 'qwen3-coder:30b answered' }).waitFor();
    await takePicture(page, 'connect-found');
    chat = await openChat(page);
    await ask(chat, question, 'Ask');
    await chat.locator('.code .hljs-keyword').first().waitFor({ timeout: 60_000 });
    await chat.locator('.progress-line', { hasText: 'free' }).waitFor();
    assert.deepEqual(ollama?.failures, []);
    assert.equal(ollama?.requests.at(-1)?.body.model, 'qwen3-coder:30b');
  });
});
