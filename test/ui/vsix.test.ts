// The packaged product, installed as people install it: no development folder, no node_modules.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelServer, startModelServer } from '../fakes/modelServer.ts';
import { buildVsix } from '../package/vsix.ts';
import { repository } from '../workbench/server.mjs';
import { ask, openChat } from './chatPage.ts';
import { openFile, openWorkbench, takePicture, type Workbench } from './workbench.ts';

describe('packaged extension', () => {
  let models: ModelServer;
  let workbench: Workbench;
  before(async function () {
    this.timeout(300_000);
    models = await startModelServer({ exchanges: join(repository, 'test', 'fixtures', 'exchanges', 'sample') });
    const settings = { 'understudy.model.baseUrl': models.baseUrl, 'understudy.model.name': 'demo' };
    workbench = await openWorkbench({ settings, vsix: buildVsix() });
  });
  after(async () => {
    await workbench?.close();
    await models?.close();
  });

  it('repairs, checks and writes one accepted edit', async () => {
    const { page, workspace } = workbench;
    await openFile(page, 'src/shipping.ts');
    const before = readFileSync(join(workspace, 'src', 'shipping.ts'), 'utf8');
    const chat = await openChat(page);
    await ask(chat, 'Make shipping free for carts above 50 euros');
    await chat.locator('.changes .verdict.clean', { hasText: 'types' }).waitFor({ timeout: 80_000 });
    await takePicture(page, 'packaged');
    assert.equal(readFileSync(join(workspace, 'src', 'shipping.ts'), 'utf8'), before);
    await chat.getByRole('button', { name: 'Accept all' }).click();
    await chat.locator('.changes .file .state', { hasText: 'Accepted' }).waitFor();
    await page.locator('.monaco-editor').getByText('freeAbove').first().waitFor();
    assert.deepEqual(models.failures, []);
  });
});
