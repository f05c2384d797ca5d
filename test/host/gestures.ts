// What the host tests do and look at, through the editor's public doors only.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';

export const workspaceFolder = (): string => vscode.workspace.workspaceFolders![0]!.uri.fsPath;

export const uriOf = (path: string): vscode.Uri => vscode.Uri.joinPath(vscode.workspace.workspaceFolders![0]!.uri, path);

export async function openFile(path: string): Promise<vscode.TextEditor> {
  return vscode.window.showTextDocument(uriOf(path), { preview: false });
}

/** Polls: the editor has no event for most of what is waited for. */
export async function waitFor(what: string, isThere: () => Promise<boolean> | boolean, limitMs = 30_000): Promise<void> {
  for (const end = Date.now() + limitMs; Date.now() < end; ) {
    if (await isThere()) return;
    await delay(50);
  }
  throw new Error(`Waited ${limitMs} ms for ${what}.`);
}

export async function lensTitles(path: string): Promise<string[]> {
  return (await lenses(path)).flatMap((lens) => lens.command?.title ?? []);
}

/** Keys of hunks that are not decided yet, by their lens rows. */
export async function undecidedHunks(path: string): Promise<string[]> {
  const own = (await lenses(path)).filter((lens) => lens.command?.command === 'understudy.rejectHunk');
  return own.flatMap((lens) => lens.command?.arguments?.[0] ?? []);
}

async function lenses(path: string): Promise<vscode.CodeLens[]> {
  const found = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uriOf(path), 100);
  return found.filter((lens) => lens.command?.command.startsWith('understudy.'));
}

/** SHA-256 of every file of the workspace, the git index included; git's other files are its own affair. */
export async function fileHashes(): Promise<Record<string, string>> {
  const hashes: Record<string, string> = {};
  const walk = (folder: string, prefix: string) => {
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      if (prefix === '.git/' && name !== 'index') continue;
      if (statSync(path).isDirectory()) walk(path, `${prefix}${name}/`);
      else hashes[prefix + name] = createHash('sha256').update(readFileSync(path)).digest('hex');
    }
  };
  walk(workspaceFolder(), '');
  return hashes;
}

/** Asks for an edit of the active file and waits until its hunks can be decided. */
export async function propose(path: string, text: string): Promise<void> {
  const known = new Set(await undecidedHunks(path));
  await vscode.commands.executeCommand('understudy.editSelection', text);
  await waitFor('new hunks', async () => (await undecidedHunks(path)).some((key) => !known.has(key)));
}
