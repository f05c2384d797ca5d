// Waits for a state that is seen, each with a bound: the editor draws, focuses and stores when it comes to it, later on a slow machine.
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';

export const patienceMs = 60_000;

/** Looks again until it is so. `tell` says what is there instead. */
export async function until(
  page: Page,
  isSo: () => boolean | Promise<boolean>,
  tell: () => string | Promise<string>,
  timeoutMs = patienceMs,
): Promise<void> {
  const end = Date.now() + timeoutMs;
  while (!(await isSo())) {
    if (Date.now() > end) assert.fail(`Waited ${timeoutMs / 1000} s. ${await tell()}`);
    await page.waitForTimeout(50);
  }
}

/** Keys go to the text of an editor. */
export const editorFocused = (page: Page): Promise<void> => page.locator('.editor-instance .monaco-editor.focused').first().waitFor();

/** Two pictures in a row are the same: colours have changed and everything has come to rest. For pictures only, so it gives up quietly. */
export async function atRest(page: Page): Promise<void> {
  let before = await page.screenshot();
  for (let looks = 0; looks < 20; looks++) {
    await page.waitForTimeout(150);
    const now = await page.screenshot();
    if (now.equals(before)) return;
    before = now;
  }
}

/** What the editor in a browser keeps of a window, under one name. It writes every few seconds; a reload before that brings older state back. */
async function storedState(page: Page, key: string): Promise<string> {
  return String(
    await page.evaluate(`(async () => {
      const done = (request) => new Promise((resolve, reject) => {
        request.onsuccess = () => resolve(request.result);
        request.onerror = () => reject(request.error);
      });
      for (const { name } of await indexedDB.databases()) {
        if (!name.startsWith('vscode-web-state-db-') || name.includes('-global')) continue;
        const database = await done(indexedDB.open(name));
        const value = await done(database.transaction('ItemTable').objectStore('ItemTable').get(${JSON.stringify(key)}));
        database.close();
        if (value !== undefined) return value;
      }
      return '';
    })()`),
  );
}

/** The tabs on screen are those that a reload brings back. */
export async function tabsStored(page: Page): Promise<void> {
  let seen = '';
  await until(
    page,
    async () => {
      const names = await page.locator('.tabs-container .tab .label-name').allInnerTexts();
      const stored = await storedState(page, 'memento/workbench.parts.editor');
      seen = `On screen: ${names.join(', ')}; stored: ${stored}`;
      const editors = leavesOf(stored);
      return editors.length === names.length && names.every((name, at) => editors[at]?.includes(name.split(' ')[0] ?? name));
    },
    () => seen,
  );
}

interface Grid {
  readonly type: 'branch' | 'leaf';
  readonly data: readonly Grid[] | { readonly editors: readonly { readonly value: string }[] };
}

function leavesOf(stored: string): readonly string[] {
  if (stored === '') return [];
  const root = (JSON.parse(stored) as Record<string, { serializedGrid?: { root: Grid } }>)['editorpart.state']?.serializedGrid?.root;
  const walk = (grid: Grid): string[] =>
    'editors' in grid.data ? grid.data.editors.map((editor) => editor.value) : grid.data.flatMap((inner) => walk(inner));
  return root ? walk(root) : [];
}

/** The chat on screen is the one that a reload opens. */
export function chatStored(page: Page, chat: string): Promise<void> {
  let stored = '';
  const look = async () => {
    stored = await storedState(page, 'understudy.understudy');
    return stored.includes(chat);
  };
  return until(page, look, () => `The open chat ${chat} is not stored: ${stored}`);
}

/** Unsaved text of a file lies in the editor's backup. */
export function backupStored(page: Page, dataFolder: string, text: string): Promise<void> {
  const folder = join(dataFolder, 'data', 'User', 'Backups');
  const files = () => (existsSync(folder) ? (readdirSync(folder, { recursive: true }) as string[]).map((name) => join(folder, name)) : []);
  const holds = (path: string) => statSync(path, { throwIfNoEntry: false })?.isFile() === true && readFileSync(path, 'utf8').includes(text);
  return until(
    page,
    () => files().some(holds),
    () => `No backup with "${text}"; there is: ${files().join(', ')}`,
  );
}
