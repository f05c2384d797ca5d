// One workbench for a test file: server, browser and page, and the few gestures a person makes in it.
import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { openBrowser } from '../workbench/browser.mjs';
import { repository, startServer } from '../workbench/server.mjs';

export interface Workbench {
  readonly page: Page;
  readonly workspace: string;
  readonly dataFolder: string;
  readonly serverPid: number;
  close(): Promise<void>;
}

export interface WorkbenchOptions {
  readonly settings?: Record<string, unknown>;
  readonly environment?: Record<string, string>;
  /** No folder is opened when false. */
  readonly folder?: boolean;
  /** Drives the packaged extension instead of the development folder. */
  readonly vsix?: string;
}

/** Opens a copy of the sample project. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const parent = mkdtempSync(join(tmpdir(), 'understudy-ui-'));
  const workspace = join(parent, 'sample');
  cpSync(join(repository, 'test', 'fixtures', 'sample'), workspace, { recursive: true });
  const server = await startServer(options);
  const { browser, page } = await openBrowser(server.chromium);
  const close = async () => {
    await browser.close();
    await server.stop();
    rmSync(parent, { recursive: true, force: true });
  };
  const target = { workspace: options.folder === false ? undefined : workspace, extensionPath: options.vsix ? undefined : repository };
  await page.goto(server.address(target));
  await page.waitForSelector('.monaco-workbench .statusbar-item');
  return { page, workspace, dataFolder: server.dataFolder, serverPid: server.pid, close };
}

/** Runs a command by its title, as a person does with F1. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('F1');
  const box = page.locator('.quick-input-widget input');
  await box.waitFor({ state: 'visible' });
  await box.fill(`>${title}`);
  await page.locator('.quick-input-list .monaco-list-row', { hasText: title }).first().waitFor();
  await page.keyboard.press('Enter');
}

/** Opens a file of the workspace by its path. */
export async function openFile(page: Page, path: string): Promise<void> {
  await page.keyboard.press('Control+P');
  const box = page.locator('.quick-input-widget input');
  await box.waitFor({ state: 'visible' });
  await box.fill(path);
  await page.locator('.quick-input-list .monaco-list-row').first().waitFor();
  await page.keyboard.press('Enter');
  const name = path.split('/').at(-1) ?? path;
  await page.locator('.tab.active', { hasText: name }).waitFor();
  await page.locator('.monaco-editor .view-lines').first().waitFor();
}

/** Keeps a picture: below .tmp/shots, or below media/ for the README when UNDERSTUDY_PICTURES is set. */
export async function takePicture(page: Page, name: string): Promise<void> {
  const folder = join(repository, '.tmp', 'shots');
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
