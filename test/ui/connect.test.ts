// Connecting a model in the real workbench: nothing is configured, a wrong key, the right key, and then a question.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import type { ModelServer } from '../fakes/modelServer.ts';
import { ask, openChat } from './chatPage.ts';
import { startDemoModel } from './demoModel.ts';
import { openFile, openWorkbench, pictureOfFailure, takePicture, type Workbench } from './workbench.ts';

const key = 'test-key-that-must-not-leak';

describe('connect a model', () => {
  let model: ModelServer;
  let workbench: Workbench;
  let chat: Frame;
  const fill = async (wanted: { readonly key: string }) => {
    await chat.getByLabel('Address').fill(model.baseUrl);
    await chat.getByLabel('Model', { exact: true }).fill('recorded demo model');
    await chat.getByLabel('Key').fill(wanted.key);
    await chat.getByRole('button', { name: 'Test and connect' }).click();
  };
  before(async () => {
    model = await startDemoModel({ apiKey: key });
    workbench = await openWorkbench({ settings: { 'workbench.colorTheme': 'Default Dark Modern' } });
    await openFile(workbench.page, 'src/cart.ts');
    chat = await openChat(workbench.page);
  });
  afterEach(async function () {
    await pictureOfFailure(workbench?.page, this.currentTest);
  });
  after(async () => {
    await workbench?.close();
    await model?.close();
  });

  it('is the next step when nothing is configured, not an error', async () => {
    await chat.locator('.start .primary', { hasText: 'Connect a model' }).waitFor();
    assert.equal(await workbench.page.locator('.notification-toast').count(), 0);
    await ask(chat, 'Where is the total?', 'Ask');
    await chat.locator('.box.failed', { hasText: 'No model is connected yet' }).getByRole('button', { name: 'Connect a model' }).click();
    await chat.getByRole('heading', { name: 'Connect a model' }).waitFor();
  });

  it('says why a wrong key does not do, and keeps nothing', async () => {
    await fill({ key: 'wrong' });
    await chat.locator('.attempt.failed', { hasText: 'key' }).waitFor();
    assert.equal(await chat.locator('.connected').count(), 0);
  });

  it('connects with the right key, which never reaches the settings', async () => {
    await fill({ key });
    await chat.locator('.attempt.ok', { hasText: 'is connected' }).waitFor();
    await chat.locator('.connected', { hasText: 'recorded demo model' }).waitFor();
    await takePicture(workbench.page, 'connect');
    const settings = readFileSync(join(workbench.dataFolder, 'data', 'Machine', 'settings.json'), 'utf8');
    assert.ok(!settings.includes(key));
    await chat.getByLabel('Key').and(chat.locator('[placeholder="kept from before"]')).waitFor();
  });

  it('then answers', async () => {
    chat = await openChat(workbench.page);
    await ask(chat, "Where is the cart's total computed?", 'Ask');
    await chat.locator('.code .hljs-keyword').first().waitFor({ timeout: 60_000 });
    assert.deepEqual(model.failures, []);
  });
});
