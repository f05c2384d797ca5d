// One workbench for a test file: server, browser and page, and the few gestures a person makes in it.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../workbench/browser.mjs';
import { repository, startServer } from '../workbench/server.mjs';
import { editorFocused, patienceMs, until } from './waits.ts';

/** The workbench is 15 MB of script: on a machine that is busy with other things it takes its time. */
const loadMs = 150_000;

export interface Workbench {
  /** Another one after `killPage`. */
  readonly page: Page;
  readonly workspace: string;
  readonly dataFolder: string;
  readonly serverPid: () => number;
  /** Loads the window anew: the extension host starts again. */
  load(): Promise<void>;
  /** A further window on the same workspace. */
  openWindow(): Promise<Page>;
  /** Kills the window as it stands, without a word to it, and opens another one. */
  killPage(): Promise<void>;
  /** Kills the server with all it started, in the middle of whatever it does. */
  killServer(): Promise<void>;
  /** Starts a server in the place of the one that was killed, with what it had stored. */
  restartServer(): Promise<void>;
  close(): Promise<void>;
}

export interface WorkbenchOptions {
  readonly settings?: Record<string, unknown>;
  readonly environment?: Record<string, string>;
  /** Makes the workspace a git repository with one commit. */
  readonly git?: boolean;
  /** No folder is opened when false. */
  readonly folder?: boolean;
  /** Folders of further extensions. */
  readonly extensions?: readonly string[];
  /** Drives the packaged extension instead of the development folder. */
  readonly vsix?: string;
}

/** Opens a copy of the sample project. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const parent = mkdtempSync(join(tmpdir(), 'understudy-ui-'));
  const workspace = join(parent, 'sample');
  cpSync(join(repository, 'test', 'fixtures', 'sample'), workspace, { recursive: true });
  if (options.git) initGit(workspace);
  let server = await startServer(options);
  const opened = await openBrowser(server.chromium);
  let { page } = opened;
  const close = async () => {
    await opened.browser.close();
    await server.stop();
    rmSync(parent, { recursive: true, force: true });
  };
  const target = {
    workspace: options.folder === false ? undefined : workspace,
    extensionPath: options.vsix ? undefined : repository,
  };
  const show = async (shown: Page) => {
    shown.setDefaultTimeout(patienceMs);
    await shown.goto(server.address(target), { waitUntil: 'commit', timeout: loadMs });
    await shown.waitForSelector('.monaco-workbench .statusbar-item', { timeout: loadMs });
    return shown;
  };
  const load = async () => void (await show(page));
  const openWindow = async () => show(await page.context().newPage());
  const killPage = async () => {
    const context = page.context();
    const session = await context.newCDPSession(page);
    const crashed = page.waitForEvent('crash');
    session.send('Page.crash').catch(() => undefined);
    await crashed;
    const killed = page;
    page = await context.newPage();
    await load();
    await killed.close();
  };
  const restartServer = async () => {
    server = await startServer({ ...options, port: server.port, dataFolder: server.dataFolder });
  };
  await load();
  const { dataFolder } = server;
  const killServer = () => server.kill();
  return {
    get page() {
      return page;
    },
    ...{ load, openWindow, workspace, dataFolder, serverPid: () => server.pid, killPage, killServer, restartServer, close },
  };
}

export function git(workspace: string, ...args: readonly string[]): string {
  const asTester = ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.invalid'];
  return execFileSync('git', [...asTester, ...args], { cwd: workspace, encoding: 'utf8' });
}

function initGit(workspace: string): void {
  git(workspace, 'init', '--quiet');
  git(workspace, 'add', '--all');
  git(workspace, 'commit', '--quiet', '--message', 'The shop');
}

/** Every file of the workspace by its content, git's own left out. */
export function hashes(folder: string): Record<string, string> {
  const names = (readdirSync(folder, { recursive: true }) as string[]).filter((name) => !/^\.git(\/|$)/.test(name)).sort();
  const files = names.filter((name) => statSync(join(folder, name)).isFile());
  return Object.fromEntries(
    files.map((name) => [
      name,
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    ]),
  );
}

/** Runs a command by its title, as a person does with F1. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await pickRow(page, { key: 'F1', text: `>${title}`, row: title });
}

/** Opens a file of the workspace by its path. */
export async function openFile(page: Page, path: string): Promise<void> {
  const name = path.split('/').at(-1) ?? path;
  await pickRow(page, { key: 'Control+P', text: path, row: name });
  await page.locator('.tab.active', { hasText: name }).waitFor();
  await page.locator('.monaco-editor .view-lines').first().waitFor();
  await editorFocused(page);
}

/** Rows may come late, after the list was drawn: then it is opened again. */
async function pickRow(page: Page, pick: { readonly key: string; readonly text: string; readonly row: string }): Promise<void> {
  const row = page.locator(`.quick-input-list .monaco-list-row[aria-label^="${pick.row}"]`).first();
  await again(
    async () => {
      const box = await openBox(page, pick.key);
      await box.fill(pick.text);
      await row.click({ timeout: 6_000 });
    },
    () => page.keyboard.press('Escape'),
  );
}

/** The editor drops a key now and then while it is busy with another view; a gesture that did nothing is made once more. */
async function again(gesture: () => Promise<void>, undo: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await gesture();
    } catch (thrown) {
      if (attempt === 5) throw thrown;
      await undo();
    }
  }
}

/** The input that a key opens. */
export async function openBox(page: Page, key: string) {
  const box = page.locator('.quick-input-widget input');
  await page.keyboard.press(key);
  await box.waitFor({ state: 'visible', timeout: 6_000 });
  return box;
}

/** What the README shows; UNDERSTUDY_PICTURES renews these. */
const readmePictures = new Set([
  'chat',
  'chat-light',
  'chat-repaired',
  'inline-hunks',
  'inline-hunks-light',
  'diff-view',
  'connect',
  'context-dark',
  'misfit-by-hand',
]);

/** Keeps a picture below .tmp/shots; one for the README goes to media/ when asked for. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const isForReadme = process.env.UNDERSTUDY_PICTURES !== undefined && readmePictures.has(name);
  const folder = isForReadme ? join(repository, 'media') : join(repository, '.tmp', 'shots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}

/** Selects lines of the open file (one-based, inclusive) and asks for an edit of them, by the keyboard alone. */
export async function askForEdit(page: Page, lines: { readonly from: number; readonly to: number }, text: string): Promise<void> {
  await selectLines(page, lines);
  await askHere(page, text);
}

export async function selectLines(page: Page, lines: { readonly from: number; readonly to: number }): Promise<void> {
  await goToLine(page, lines.from);
  for (let line = lines.from; line <= lines.to; line++) await page.keyboard.press('Shift+ArrowDown');
  await caretAt(page, `Ln ${lines.to + 1}, Col 1 (`);
}

/** Asks for an edit of what is selected, or of the line of the caret. */
export async function askHere(page: Page, text: string): Promise<void> {
  await again(
    async () => {
      const box = await openBox(page, 'Control+Alt+K');
      await page.locator('.quick-input-title', { hasText: 'Understudy: Edit' }).waitFor({ timeout: 6_000 });
      await box.fill(text);
      await page.locator('.quick-input-list .monaco-list-row', { hasText: text }).first().waitFor({ timeout: 6_000 });
      await box.press('Enter');
    },
    () => page.keyboard.press('Escape'),
  );
  await page.locator('.quick-input-widget').waitFor({ state: 'hidden' });
}

/** Moves the caret, one-based. */
export async function goToLine(page: Page, line: number): Promise<void> {
  await again(
    async () => {
      const box = await openBox(page, 'Control+G');
      await box.fill(`:${line}`);
      await box.press('Enter');
      await box.waitFor({ state: 'hidden', timeout: 6_000 });
    },
    () => page.keyboard.press('Escape'),
  );
  await caretAt(page, `Ln ${line}, Col`);
  await editorFocused(page);
}

/** Waits for the status bar, which says where the caret is. */
export const caretAt = (page: Page, text: string): Promise<void> =>
  page.locator('[id="status.editor.selection"]', { hasText: text }).waitFor();

/** The row above a hunk. */
export const lens = (page: Page, title: string) => page.locator('.codelens-decoration a:visible', { hasText: new RegExp(`^${title}$`) });

/** The zone with a hunk's new lines. */
export const zones = (page: Page) => page.locator('.review-widget');

export async function waitForZones(page: Page, count: number): Promise<void> {
  const now = () => zones(page).count();
  await until(
    page,
    async () => (await now()) === count,
    async () => `${count} zones are wanted; there are ${await now()}.`,
  );
}

/** For an `afterEach`: what the screen showed when a test failed. */
export async function pictureOfFailure(page: Page | undefined, test: Mocha.Test | undefined): Promise<void> {
  if (page && test?.state === 'failed') await takePicture(page, `failed-${test.title.replaceAll(/[^a-z]+/gi, '-').slice(0, 60)}`);
}
