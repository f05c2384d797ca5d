// What a person decides about a request in the chat: which context goes along, what comes next, and what becomes of a block that fits nowhere.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import type { Exchange } from '../fakes/exchanges.ts';
import { type ModelServer, startModelServer } from '../fakes/modelServer.ts';
import { writeSettings } from '../workbench/server.mjs';
import { ask, openChat } from './chatPage.ts';
import { modelSettings } from './demoModel.ts';
import { atRest, editorFocused, until } from './waits.ts';
import { openFile, openWorkbench, pictureOfFailure, takePicture, type Workbench } from './workbench.ts';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const misplaced = `src/discount.ts
<<<<<<< SEARCH
export function halve(price: number): number {
  return price * 0.5 - penalty;
=======
export function halve(price: number): number {
  return price / 2;
>>>>>>> REPLACE
`;
const exchanges: Exchange[] = [
  {
    name: 'slow',
    needs: ['Count slowly'],
    lacks: ['Tell me more'],
    answer: 'one two three four five six seven eight',
    chunkChars: 4,
    chunkDelayMs: 400,
  },
  { name: 'more', needs: ['Tell me more'], answer: 'There is more.' },
  { name: 'taxes', needs: ['What does the receipt say?'], lacks: ['And now?'], answer: 'Name and lines.' },
  { name: 'taxes again', needs: ['And now?'], answer: 'Still so.' },
  { name: 'misplaced', needs: ['Halve the price'], answer: misplaced },
];

describe('asking', () => {
  let models: ModelServer;
  let workbench: Workbench;
  let chat: Frame;
  const settings = (more: Record<string, unknown> = {}) => ({
    ...modelSettings(models),
    'workbench.colorTheme': 'Default Dark Modern',
    'understudy.run.maxRepairs': 1,
    ...more,
  });
  const lastPrompt = () => models.requests.at(-1)?.prompt ?? '';
  const inThemes = async (name: string) => {
    for (const [theme, kind] of [
      ['Default High Contrast', 'vscode-high-contrast'],
      ['Default Light Modern', 'vscode-light'],
      ['Default Dark Modern', 'vscode-dark'],
    ] as const) {
      writeSettings(workbench.dataFolder, settings({ 'workbench.colorTheme': theme }));
      await chat.locator(`body.${kind}`).waitFor();
      await atRest(workbench.page);
      await takePicture(workbench.page, `${name}-${kind.slice('vscode-'.length)}`);
    }
  };
  before(async () => {
    models = await startModelServer({ exchanges });
    workbench = await openWorkbench({ settings: settings() });
    await openFile(workbench.page, 'src/receipt.ts');
    chat = await openChat(workbench.page);
  });
  afterEach(async function () {
    await pictureOfFailure(workbench?.page, this.currentTest);
    assert.deepEqual(models.failures, []);
  });
  after(async () => {
    await workbench?.close();
    await models?.close();
  });

  it('shows what was sent, and the next request keeps what is pinned and lacks what is left out', async () => {
    await ask(chat, 'What does the receipt say?', 'Ask');
    const turn = chat.locator('.turn').last();
    await turn.getByText('Name and lines.').waitFor();
    assert.match(lastPrompt(), /function greeting/);
    await turn.locator('.progress-line').click();
    const pieces = turn.locator('.ledger > ul > li');
    const pinned = pieces.filter({ hasText: 'order' }).first();
    await pinned.getByRole('button', { name: /^Pin / }).click();
    for (const piece of await pieces.filter({ hasText: /customer|greeting/ }).all())
      await piece.getByRole('button', { name: /^Leave out / }).click();
    await chat.locator('.composer .chip.pinned').waitFor();
    await chat.locator('.composer .chip.removed').first().waitFor();
    await inThemes('context');
    await ask(chat, 'And now?', 'Ask');
    const next = chat.locator('.turn').last();
    await next.getByText('Still so.').waitFor();
    await next.locator('.progress-line').click();
    await next.locator('.ledger > ul > li', { hasText: 'pinned by you' }).waitFor();
    await next.locator('.ledger summary').click();
    await next.locator('.ledger details li', { hasText: 'removed by you' }).first().waitFor();
    const shown = lastPrompt().split('# Workspace').at(-1) ?? '';
    assert.match(shown, /And now\?/);
    assert.match(shown, /^### src\/order\.ts \(complete file/m);
    assert.doesNotMatch(shown, /function greeting/);
    await chat.getByRole('button', { name: /^Unpin / }).click();
    for (const chip of await chat.getByRole('button', { name: /^Put back / }).all()) await chip.click();
    await chat.locator('.composer .chip.pinned, .composer .chip.removed').first().waitFor({ state: 'detached' });
  });

  it('lines up what is asked meanwhile, and says what everything came to', async () => {
    await ask(chat, 'Count slowly', 'Ask');
    await chat.locator('.turn').last().locator('.answer', { hasText: 'one' }).waitFor();
    await ask(chat, 'Tell me more', 'Ask');
    await chat.locator('.queue li', { hasText: 'Tell me more' }).waitFor();
    await inThemes('queue');
    await chat.locator('.turn').last().getByText('There is more.').waitFor();
    await chat.locator('.queue').waitFor({ state: 'detached' });
    await chat.locator('.turn').nth(-2).getByText('seven eight').waitFor();
    await workbench.page.locator('.statusbar-item', { hasText: /tokens · free/ }).waitFor();
  });

  it('asks about a block that fits nowhere, and takes the file as it was changed by hand', async () => {
    const { page } = workbench;
    const onDisk = () => readFileSync(join(workbench.workspace, 'src/discount.ts'), 'utf8');
    const before = onDisk();
    chat = await openChat(page);
    await ask(chat, 'Halve the price');
    await chat.locator('.question', { hasText: 'fits nowhere' }).waitFor({ timeout: 60_000 });
    await inThemes('misfit');
    await chat.getByRole('button', { name: 'By hand' }).click();
    await page.locator('.tab', { hasText: 'block 1.edits' }).waitFor();
    await page.locator('.tab.active', { hasText: 'discount.ts' }).waitFor();
    await page.locator('.view-line', { hasText: 'applyDiscount' }).first().waitFor();
    await editorFocused(page);
    await page.keyboard.press('Control+End');
    await page.keyboard.type('export const half = 0.5;');
    await page.locator('.view-line', { hasText: 'export const half = 0.5;' }).waitFor();
    await takePicture(page, 'misfit-by-hand');
    await chat.getByRole('button', { name: 'Use my text' }).click();
    await chat.locator('.changes .file', { hasText: 'discount.ts' }).locator('.verdict.clean').waitFor({ timeout: 60_000 });
    assert.equal(onDisk(), before);
    await page.locator('.tab', { hasText: 'block 1.edits' }).waitFor({ state: 'detached' });
    await chat.getByRole('button', { name: 'Accept all' }).click();
    await chat.locator('.changes header .settled', { hasText: 'Accepted' }).waitFor();
    await until(
      page,
      () => onDisk() === `${before}export const half = 0.5;`,
      () => onDisk(),
    );
  });

  it('can be used by everybody: no fault for a screen reader, at 200 % zoom, and with forced colours', async () => {
    const { page } = workbench;
    const faults = async (options = '{}') => {
      // The page lets the side bar's colour through, which a judge inside the page cannot see.
      await chat.evaluate("document.documentElement.style.background = 'var(--vscode-sideBar-background)'");
      await chat.evaluate(axe);
      const { violations } = (await chat.evaluate(`axe.run(${options})`)) as AxeResult;
      return violations.map((fault) => `${fault.id}: ${fault.nodes.map((node) => node.html).join(' ')}`);
    };
    assert.deepEqual(await faults(), []);
    await page.setViewportSize({ width: 640, height: 480 });
    const over = await chat.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    assert.ok(Number(over) <= 0);
    await chat.locator('.composer textarea').waitFor();
    await takePicture(page, 'zoomed');
    await page.setViewportSize({ width: 1280, height: 960 });
    await page.emulateMedia({ forcedColors: 'active' });
    // Their contrast is the person's own choice.
    assert.deepEqual(await faults("{ rules: { 'color-contrast': { enabled: false } } }"), []);
    await takePicture(page, 'forced-colours');
    await page.emulateMedia({ forcedColors: 'none' });
  });
});

interface AxeResult {
  readonly violations: { readonly id: string; readonly nodes: { readonly html: string }[] }[];
}
