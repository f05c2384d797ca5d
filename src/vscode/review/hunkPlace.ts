// Where a hunk is drawn in an editor.
import * as vscode from 'vscode';
import type { TrackedHunk } from '../../core/review/reviewSession.ts';

/** The lines to go; undefined for a pure insertion. */
export function removedRange(hunk: TrackedHunk, document: vscode.TextDocument): vscode.Range | undefined {
  const { startLine, endLine } = hunk.current;
  if (startLine === endLine || startLine >= document.lineCount) return undefined;
  return new vscode.Range(startLine, 0, Math.min(endLine, document.lineCount) - 1, Number.MAX_SAFE_INTEGER);
}

/** The line under which the new lines stand. */
export function zoneLine(hunk: TrackedHunk, document: vscode.TextDocument): number {
  const { startLine, endLine } = hunk.current;
  return Math.min(Math.max(0, (startLine === endLine ? startLine : endLine) - 1), document.lineCount - 1);
}

/** The line above which the lens row stands. */
export function lensLine(hunk: TrackedHunk, document: vscode.TextDocument): number {
  const { startLine, endLine } = hunk.current;
  return Math.min(startLine === endLine ? zoneLine(hunk, document) : startLine, document.lineCount - 1);
}
