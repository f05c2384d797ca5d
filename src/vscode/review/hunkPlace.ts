// Where a hunk is drawn in an editor.
import * as vscode from 'vscode';
import type { TrackedHunk } from '../../core/review/reviewSession.ts';
import { verdictOf } from '../../core/review/verdictText.ts';
import type { ReviewedHunk } from './reviews.ts';

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

/** For who hears it instead of seeing it: "src/cart.ts line 24, 2 lines to go, 3 to come, types 0.2 s". */
export function hunkInWords({ hunk, report }: ReviewedHunk): string {
  const lines = (count: number) => `${count} ${count === 1 ? 'line' : 'lines'}`;
  const parts = [`${hunk.path} line ${hunk.current.startLine + 1}`];
  if (hunk.removed.length > 0) parts.push(`${lines(hunk.removed.length)} to go`);
  if (hunk.added.length > 0) parts.push(`${lines(hunk.added.length)} to come`);
  if (hunk.state === 'conflicted') parts.push('you changed its lines');
  else if (hunk.state === 'stale') parts.push('its place is gone');
  else parts.push(verdictInWords(report, hunk.path));
  return parts.join(', ');
}

/** The mark is left out: a screen reader would read "check mark". */
function verdictInWords(report: ReviewedHunk['report'], path: string): string {
  const { mark, text } = verdictOf(report, path);
  return mark === '✓' ? `rehearsed, ${text}` : text;
}
