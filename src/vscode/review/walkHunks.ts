// Walking from hunk to hunk: the caret moves because the person asked for it.
import * as vscode from 'vscode';
import { findDocument, findUri } from '../adapters/workspacePaths.ts';
import { activePath } from './findHunks.ts';
import { hunkInWords, lensLine } from './hunkPlace.ts';
import { comparePaths, type ReviewedHunk, type Reviews } from './reviews.ts';

/** To the nearest hunk below or above the caret, then to the next file, round and round. Hunks in conflict are stops too. */
export async function step(reviews: Reviews, direction: 1 | -1, say: (text: string) => void): Promise<void> {
  const open = reviews.open().filter((entry) => entry.hunk.state !== 'stale');
  const line = vscode.window.activeTextEditor?.selection.active.line ?? -1;
  const path = activePath() ?? '';
  const isBehind = ({ hunk }: ReviewedHunk) =>
    hunk.path === path ? (hunk.current.startLine - line) * direction > 0 : comparePaths(hunk.path, path) * direction > 0;
  const ordered = direction === 1 ? open : [...open].reverse();
  const next = ordered.find(isBehind) ?? ordered[0];
  if (!next) return;
  await reveal(next);
  say(`Hunk ${open.indexOf(next) + 1} of ${open.length}: ${hunkInWords(next)}`);
}

export async function reveal(entry: ReviewedHunk | undefined): Promise<void> {
  const uri = entry && findUri(entry.hunk.path);
  if (!entry || !uri) return;
  if (entry.hunk.removed.length === 0 && !findDocument(entry.hunk.path) && !(await exists(uri))) {
    await vscode.commands.executeCommand('understudy.openDiff', entry.hunk.path);
    return;
  }
  const editor = await showDocument(uri);
  const line = Math.min(Math.max(entry.hunk.current.startLine, 0), editor.document.lineCount - 1);
  editor.selection = new vscode.Selection(line, 0, line, 0);
  const top = lensLine(entry.hunk, editor.document);
  editor.revealRange(new vscode.Range(top, 0, line, 0), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

/** An editor that is in front stays as it is: showing it again costs a round trip and a layout. */
async function showDocument(uri: vscode.Uri): Promise<vscode.TextEditor> {
  const active = vscode.window.activeTextEditor;
  return active?.document.uri.toString() === uri.toString() ? active : vscode.window.showTextDocument(uri);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
