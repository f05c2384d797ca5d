// The loop as a person sees it: select, ask, look at the hunks, take one, drop one, and find the bytes as expected.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import type { ModelServer } from '../fakes/modelServer.ts';
import { writeSettings } from '../workbench/server.mjs';
import { modelSettings, startDemoModel } from './demoModel.ts';
import { atRest, backupStored, tabsStored, until } from './waits.ts';
import {
  askForEdit,
  goToLine,
  lens,
  openFile,
  openWorkbench,
  pictureOfFailure,
  takePicture,
  type Workbench,
  waitForZones,
  zones,
} from './workbench.ts';

const themes = {
  dark: { name: 'Default Dark Modern', mark: 'vs-dark' },
  light: { name: 'Default Light Modern', mark: 'vs' },
  'light-2026': { name: 'Light 2026', mark: 'vs' },
  'high-contrast': { name: 'Default High Contrast', mark: 'hc-black' },
};

/** Rows are not in the order of their lines: the editor draws them anew after an undo. */
async function topmost(rows: Locator): Promise<Locator> {
  const placed = await Promise.all(
    (await rows.all()).map(async (row) => ({ row, top: (await row.boundingBox())?.y ?? Number.POSITIVE_INFINITY })),
  );
  return placed.sort((left, right) => left.top - right.top)[0]!.row;
}

describe('review', () => {
  let model: ModelServer;
  let workbench: Workbench;
  const onDisk = (path: string) => readFileSync(join(workbench.workspace, path), 'utf8');
  const settings = (more: Record<string, unknown>) => ({ ...modelSettings(model), 'workbench.colorTheme': themes.dark.name, ...more });

  const said = (page: Page, text: string) => page.locator(`.statusbar-item [role="alert"][aria-label*="${text}"]`).first().waitFor();
  const toReview = (page: Page, hunks: number) =>
    page
      .locator('.statusbar-item', { hasText: `of ${hunks}` })
      .or(page.locator('.statusbar-item', { hasText: `${hunks} to review` }))
      .first();

  const inEachTheme = async (look: (name: string) => Promise<void>) => {
    for (const [name, theme] of Object.entries(themes).reverse()) {
      writeSettings(workbench.dataFolder, settings({ 'workbench.colorTheme': theme.name }));
      await workbench.page.locator(`.monaco-workbench.${theme.mark}`).waitFor();
      await atRest(workbench.page);
      await look(name);
    }
  };

  before(async () => {
    model = await startDemoModel();
    workbench = await openWorkbench({ settings: settings({}) });
  });
  afterEach(async function () {
    await pictureOfFailure(workbench?.page, this.currentTest);
  });
  after(async () => {
    await workbench?.close();
    await model?.close();
    assert.deepEqual(model.failures, []);
  });

  it('shows the hunks of a request in the editor, with their verdict, in every kind of theme', async () => {
    const { page } = workbench;
    const before = onDisk('src/cart.ts');
    await openFile(page, 'src/cart.ts');
    await askForEdit(page, { from: 23, to: 29 }, 'Count the quantity in the total and on the receipt.');
    await lens(page, 'Accept').first().waitFor();
    await waitForZones(page, 3);
    await toReview(page, 5).waitFor();
    assert.match((await lens(page, '✓ .*').first().textContent()) ?? '', /types \d/);
    await page.keyboard.press('Escape');
    const size = page.viewportSize()!;
    await inEachTheme(async (name) => {
      await takePicture(page, name === 'dark' ? 'inline-hunks' : `inline-hunks-${name}`);
      await page.setViewportSize({ width: 640, height: 720 });
      await atRest(page);
      await takePicture(page, `inline-hunks-narrow-${name}`);
      await page.setViewportSize(size);
    });
    assert.equal(onDisk('src/cart.ts'), before);
    assert.equal(await page.locator('.tab.dirty').count(), 0);
  });

  it('shows lines that the person changed beside the proposal, by the keyboard alone, and leaves both as they are', async () => {
    const { page } = workbench;
    const before = onDisk('src/cart.ts');
    await goToLine(page, before.split('\n').findIndex((line) => line.includes('line.product.price);')) + 1);
    await page.keyboard.press('Home');
    await page.keyboard.type('/* mine */ ');
    await lens(page, 'Take Proposal').first().waitFor();
    await lens(page, 'Keep Mine').first().waitFor();
    await inEachTheme((name) => takePicture(page, `conflict-row-${name}`));
    await page.keyboard.press('Shift+Alt+O');
    await page.locator('.tab.active', { hasText: 'your lines and the proposal' }).waitFor();
    await page.locator('.modified .view-line', { hasText: 'mine' }).first().waitFor();
    await page.locator('.modified .view-line', { hasText: 'lineTotal' }).first().waitFor();
    await inEachTheme((name) => takePicture(page, `conflict-${name}`));
    await page.locator('.tab.active').getByRole('button', { name: /Close/ }).click();
    await page.locator('.tab.active', { hasText: 'cart.ts' }).waitFor();
    await goToLine(page, 1);
    for (let steps = 0; steps < 10 && (await page.locator('.tab.dirty').count()) > 0; steps++) {
      await page.keyboard.press('Control+Z');
      await page
        .locator('.tab.dirty')
        .waitFor({ state: 'detached', timeout: 500 })
        .catch(() => undefined);
    }
    await waitForZones(page, 3);
    assert.equal(onDisk('src/cart.ts'), before);
    assert.equal(await page.locator('.tab.dirty').count(), 0);
  });

  it('says to a screen reader which hunk the keyboard went to', async () => {
    const { page } = workbench;
    await goToLine(page, 1);
    await page.keyboard.press('Alt+J');
    const alert = page.locator('.statusbar-item [role="alert"]').first();
    await alert.waitFor();
    assert.match((await alert.getAttribute('aria-label')) ?? '', /Hunk \d of 5: src\/cart\.ts line \d+, .*rehearsed/);
  });

  it('accepts by the keyboard alone and says so; undo brings the hunks back', async () => {
    const { page } = workbench;
    await goToLine(page, 1);
    await page.keyboard.press('Alt+J');
    await page.keyboard.press('Alt+Y');
    await said(page, 'One hunk accepted');
    await toReview(page, 4).waitFor();
    await page.keyboard.press('Control+Z');
    await toReview(page, 5).waitFor();
    await page.keyboard.press('Shift+Alt+Y');
    await said(page, '3 hunks accepted');
    await toReview(page, 2).waitFor();
    await page.keyboard.press('Control+Z');
    await toReview(page, 5).waitFor();
    await waitForZones(page, 3);
  });

  it('accepts one hunk and rejects another, each by a click; another window follows what reaches the disk', async () => {
    const { page } = workbench;
    const before = onDisk('src/cart.ts');
    const other = await workbench.openWindow();
    await toReview(other, 5).waitFor();
    await page.bringToFront();
    await goToLine(page, 1);
    await (await topmost(lens(page, 'Accept'))).click();
    await page.locator('.view-line', { hasText: 'multiply, zero } from' }).first().waitFor();
    await waitForZones(page, 2);
    await zones(page).first().getByRole('button', { name: 'Reject Hunk' }).click();
    await waitForZones(page, 1);
    assert.equal(onDisk('src/cart.ts'), before);
    await page.keyboard.press('Control+S');
    await page.locator('.tab.dirty').waitFor({ state: 'detached' });
    assert.equal(onDisk('src/cart.ts'), before.replace('type Money, zero }', 'type Money, multiply, zero }'));
    await toReview(other, 4).waitFor();
    await other.close();
  });

  it('brings the waiting hunks back after a reload', async () => {
    const { page } = workbench;
    await tabsStored(page);
    await workbench.load();
    await lens(page, 'Accept').first().waitFor();
    await waitForZones(page, 1);
    await toReview(page, 3).waitFor();
  });

  it('shows the proposed file as a diff, with its verdict and the means to take it', async () => {
    const { page } = workbench;
    await lens(page, '✓ .*').first().click();
    await page.locator('.tab.active', { hasText: 'proposed' }).waitFor();
    await page.locator('.monaco-diff-editor .modified .view-line', { hasText: 'lineTotal' }).first().waitFor();
    await page.locator('.modified .codelens-decoration a:visible', { hasText: 'Accept' }).first().waitFor();
    await takePicture(page, 'diff-view');
    await page.locator('.tab.active').getByRole('button', { name: /Close/ }).click();
  });

  it('keeps an accept that was not saved through a reload, and writes nothing by itself', async () => {
    const { page } = workbench;
    const before = onDisk('src/cart.ts');
    await openFile(page, 'src/cart.ts');
    await lens(page, 'Accept').first().click();
    await page.locator('.tab.dirty', { hasText: 'cart.ts' }).waitFor();
    await waitForZones(page, 0);
    await tabsStored(page);
    await backupStored(page, workbench.dataFolder, 'lineTotal');
    await workbench.load();
    await page.locator('.tab.dirty', { hasText: 'cart.ts' }).waitFor();
    await page.locator('.view-line', { hasText: 'lineTotal' }).first().waitFor();
    assert.equal(onDisk('src/cart.ts'), before);
    await toReview(page, 2).waitFor();
    assert.equal(await zones(page).count(), 0);
  });

  it('has unsaved text and waiting hunks back after the window was killed', async () => {
    const before = onDisk('src/receipt.ts');
    await openFile(workbench.page, 'src/receipt.ts');
    await waitForZones(workbench.page, 2);
    await goToLine(workbench.page, 1);
    await workbench.page.keyboard.type('// typed and never saved\n');
    await workbench.page.locator('.tab.dirty', { hasText: 'receipt.ts' }).waitFor();
    await tabsStored(workbench.page);
    await backupStored(workbench.page, workbench.dataFolder, 'typed and never saved');
    await workbench.killPage();
    const { page } = workbench;
    await page.locator('.tab.dirty', { hasText: 'receipt.ts' }).waitFor();
    await page.locator('.view-line', { hasText: 'typed and never saved' }).first().waitFor();
    await waitForZones(page, 2);
    assert.equal(onDisk('src/receipt.ts'), before);
    await lens(page, 'Accept').first().click();
    await waitForZones(page, 1);
    await page.locator('.view-line', { hasText: 'typed and never saved' }).first().waitFor();
    assert.equal(onDisk('src/receipt.ts'), before);
  });

  it('brings a comparison back after a reload with its texts, and closes one whose hunks are all decided', async () => {
    const { page } = workbench;
    const comparison = page.locator('.tab', { hasText: 'receipt.ts (proposed)' });
    // A lens that is drawn anew under the pointer takes no click.
    const opens = async () => {
      await lens(page, '✓ .*').first().click();
      return comparison.waitFor({ timeout: 3_000 }).then(
        () => true,
        () => false,
      );
    };
    await until(page, opens, () => 'No comparison opens.');
    await backupStored(page, workbench.dataFolder, 'typed and never saved');
    await tabsStored(page);
    await workbench.load();
    await comparison.click();
    await page.locator('.monaco-diff-editor .modified .view-line', { hasText: 'typed and never saved' }).first().waitFor();
    await openFile(page, 'src/receipt.ts');
    await goToLine(page, 1);
    await page.keyboard.press('Alt+J');
    await toReview(page, 1).waitFor();
    await page.keyboard.press('Alt+N');
    await said(page, 'One hunk rejected');
    await tabsStored(page);
    await workbench.load();
    await page.locator('.tab.dirty', { hasText: 'receipt.ts' }).waitFor();
    await comparison.waitFor({ state: 'detached' });
  });
});
