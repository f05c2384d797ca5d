// Working on while hunks come and wait: nothing moves by itself, nothing typed is lost, and no byte changes before it is accepted.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ModelServer } from '../fakes/modelServer.ts';
import { writeSettings } from '../workbench/server.mjs';
import { modelSettings, startDemoModel } from './demoModel.ts';
import { editorFocused, tabsStored, until } from './waits.ts';
import {
  askHere,
  git,
  goToLine,
  hashes,
  lens,
  openBox,
  openFile,
  openWorkbench,
  pictureOfFailure,
  runCommand,
  selectLines,
  takePicture,
  type Workbench,
  waitForZones,
} from './workbench.ts';

describe('working on', () => {
  let model: ModelServer;
  let workbench: Workbench;
  const onDisk = (path: string) => readFileSync(join(workbench.workspace, path), 'utf8');
  const settings = (more: Record<string, unknown> = {}) => ({
    ...modelSettings(model),
    'workbench.colorTheme': 'Default Dark Modern',
    'editor.quickSuggestions': { other: 'off', comments: 'off', strings: 'off' },
    ...more,
  });
  const written = (path: string, isRight: (text: string) => boolean) =>
    until(
      workbench.page,
      () => isRight(onDisk(path)),
      () => onDisk(path),
    );
  const row = (text: string) => workbench.page.locator(`.sidebar .monaco-list-row[aria-label^="${text}"]`).first();
  /** Rows are drawn anew while a person reaches for them: the mouse comes again until the action shows. */
  const inRow = async (text: string, action: string) => {
    const button = row(text).locator(`.action-label[aria-label^="${action}"]`);
    const reach = async () => {
      await workbench.page.mouse.move(800, 700);
      await row(text).hover();
      await button.click({ timeout: 2_000 });
    };
    await until(
      workbench.page,
      () =>
        reach().then(
          () => true,
          () => false,
        ),
      () => `No ${action} on ${text}.`,
    );
  };

  before(async () => {
    model = await startDemoModel({ chunkDelayMs: 120 });
    workbench = await openWorkbench({ settings: settings(), git: true });
  });
  afterEach(async function () {
    await pictureOfFailure(workbench?.page, this.currentTest);
    assert.deepEqual(model.failures, []);
  });
  after(async () => {
    await workbench?.close();
    await model?.close();
  });

  it('fixes a problem from the light bulb, and the problem is gone', async () => {
    const { page } = workbench;
    await openFile(page, 'src/report.ts');
    await page.locator('.squiggly-error').first().waitFor({ timeout: 60_000 });
    await goToLine(page, 7);
    await page.keyboard.press('F8');
    const fix = page.locator('.action-widget .monaco-list-row', { hasText: 'Fix with Understudy' });
    // The editor drops the key while it still closes its own view of the problem.
    const open = async () => {
      await page.keyboard.press('Escape');
      await page.keyboard.press('Control+.');
      await fix.waitFor({ timeout: 2_000 });
    };
    const isOpen = () =>
      open().then(
        () => true,
        () => false,
      );
    await until(page, isOpen, () => 'The light bulb did not open.');
    await takePicture(page, 'light-bulb');
    await fix.click();
    await waitForZones(page, 1);
    await lens(page, 'Accept').first().click();
    await page.locator('.view-line', { hasText: "{ cents, currency: 'EUR' }" }).first().waitFor();
    await page.locator('.squiggly-error').first().waitFor({ state: 'detached' });
    await page.keyboard.press('Control+S');
    await written('src/report.ts', (text) => text.includes("{ cents, currency: 'EUR' }"));
  });

  it('stops what runs in the file in front with Escape, also with lines selected', async () => {
    const { page } = workbench;
    await openFile(page, 'src/discount.ts');
    await selectLines(page, { from: 9, to: 9 });
    const before = hashes(workbench.workspace);
    const asked = model.requests.length;
    await askHere(page, 'The price must never go below zero.');
    const isAsked = () => model.requests.length > asked;
    await until(page, isAsked, () => 'The model was not asked.');
    await editorFocused(page);
    await page.keyboard.press('Escape');
    const isStopped = () => model.requests.at(-1)?.aborted === true;
    await until(page, isStopped, () => 'The answer went on.');
    await waitForZones(page, 0);
    assert.deepEqual(hashes(workbench.workspace), before);
  });

  it('offers earlier requests to an empty input, and asks nothing when that is left with Escape', async () => {
    const { page } = workbench;
    const asked = model.requests.length;
    const box = await openBox(page, 'Control+Alt+K');
    await page.locator('.quick-input-list .monaco-list-row', { hasText: 'The price must never go below zero.' }).waitFor();
    await box.press('Escape');
    await box.waitFor({ state: 'hidden' });
    await editorFocused(page);
    assert.equal(model.requests.length, asked);
  });

  it('moves no focus, no caret, no selection, no scroll position and no tab', async () => {
    const { page } = workbench;
    await openFile(page, 'src/cart.ts');
    await selectLines(page, { from: 23, to: 28 });
    const state = async () => ({
      tabs: await page.locator('.tabs-container .tab .label-name').allInnerTexts(),
      active: await page.locator('.tab.active .label-name').innerText(),
      caret: await page.locator('[id="status.editor.selection"]').innerText(),
      focus: await page.evaluate(
        'document.activeElement?.closest(".editor-instance")?.getAttribute("data-uri") ?? document.activeElement?.className',
      ),
      first: Math.min(...(await page.locator('.monaco-editor .line-numbers').allInnerTexts()).map(Number)),
    });
    await page.locator('[id="status.editor.selection"]', { hasText: 'Ln 29, Col 1 (207 selected)' }).waitFor();
    const before = await state();
    await askHere(page, 'Count the quantity in the total and on the receipt.');
    await lens(page, 'Accept').first().waitFor({ timeout: 60_000 });
    await waitForZones(page, 3);
    assert.deepEqual(await state(), before);
    assert.match(before.caret, /selected/);
  });

  it('changes no byte through save, save without formatting, automatic save, stage and reload', async () => {
    const { page, workspace } = workbench;
    const before = hashes(workspace);
    const index = () => git(workspace, 'ls-files', '--stage');
    const indexBefore = index();
    const unchanged = async (step: string, indexNow = indexBefore) => {
      await page.waitForTimeout(400);
      assert.deepEqual(hashes(workspace), before, step);
      assert.equal(index(), indexNow, step);
      assert.equal(await page.locator('.tab.dirty').count(), 0, `${step}: a buffer differs from its file`);
      await waitForZones(page, 3);
    };
    await unchanged('as proposed');
    await page.keyboard.press('Control+S');
    await unchanged('save');
    await runCommand(page, 'File: Save without Formatting');
    await unchanged('save without formatting');
    writeSettings(workbench.dataFolder, settings({ 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 100 }));
    await page.waitForTimeout(1_000);
    await unchanged('automatic save');
    writeSettings(workbench.dataFolder, settings());
    await runCommand(page, 'Git: Stage All Changes');
    const isStaged = () => index() !== indexBefore;
    await until(page, isStaged, () => 'Nothing was staged.');
    // What the light bulb's fix wrote is staged, and nothing else.
    assert.equal(git(workspace, 'diff', '--cached', '--name-only').trim(), 'src/report.ts');
    await unchanged('stage', index());
    const staged = index();
    await tabsStored(page);
    await workbench.load();
    await lens(page, 'Accept').first().waitFor();
    await unchanged('reload', staged);
  });

  it('decides whole files, single hunks and all from the Changes view', async () => {
    const { page } = workbench;
    await page.locator('.activitybar [aria-label^="Understudy"]').first().click();
    const view = page.locator('.sidebar .pane-header', { hasText: 'Changes' });
    await view.waitFor();
    if ((await view.getAttribute('aria-expanded')) === 'false') await view.click();
    await row('src/cart.ts').waitFor();
    await takePicture(page, 'changes-view');
    await inRow('sum = add', 'Reject Hunk');
    await row('sum = add').waitFor({ state: 'detached' });
    await inRow('src/cart.ts', 'Accept All Hunks');
    await row('src/cart.ts').waitFor({ state: 'detached' });
    await page.locator('.view-line', { hasText: 'multiply, zero } from' }).first().waitFor();
    await view.hover();
    await page.locator('.sidebar .pane-header .action-label[aria-label^="Accept All Hunks"]').click();
    await written('src/receipt.ts', (text) => text.includes('import { lineTotal }') && text.includes('formatMoney(lineTotal(line))'));
    await waitForZones(page, 0);
    await page.locator('.monaco-editor .view-lines').first().click();
    await page.keyboard.press('Control+S');
    await written('src/cart.ts', (text) => text.includes('multiply, zero }') && text.includes('sum = add(sum, line.product.price);'));
  });

  it('loses nothing that is typed while an answer streams and while hunks wait', async () => {
    const { page } = workbench;
    const before = onDisk('src/discount.ts');
    await openFile(page, 'src/discount.ts');
    await selectLines(page, { from: 9, to: 11 });
    await askHere(page, 'The price must never go below zero.');
    await editorFocused(page);
    await page.keyboard.press('Control+Home');
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    for (const letter of '// typed while it streams') await page.keyboard.type(letter, { delay: 20 });
    await waitForZones(page, 1);
    await page.keyboard.press('Control+End');
    await page.keyboard.type('// typed while it waits');
    await page.locator('.view-line', { hasText: '// typed while it waits' }).first().waitFor();
    await lens(page, 'Accept').first().click();
    await waitForZones(page, 0);
    await page.keyboard.press('Control+S');
    const changed = before.replace(
      '  return multiply(amount, 1 - discount.percent / 100);\n',
      '  const kept = Math.max(0, 1 - discount.percent / 100);\n  return multiply(amount, kept);\n',
    );
    await written('src/discount.ts', (text) => text === `// typed while it streams\n${changed}// typed while it waits`);
  });
});
