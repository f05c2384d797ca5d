// Accepting the selected lines of hunks: old lines in the file, new lines in the proposed side of a diff.
import * as vscode from 'vscode';
import { pickLines, selectWithPartners } from '../../core/review/partHunk.ts';
import { findPath } from '../adapters/workspacePaths.ts';
import { parseProposalUri } from './proposalNames.ts';
import type { ReviewedHunk, Reviews } from './reviews.ts';

/** A hunk and where its lines stand in the document with the selection. */
interface ShownHunk {
  readonly entry: ReviewedHunk;
  readonly startLine: number;
  readonly count: number;
}

export async function acceptSelectedLines(reviews: Reviews): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return;
  const proposal = parseProposalUri(editor.document.uri);
  const path = proposal?.path ?? findPath(editor.document.uri);
  const waiting = reviews.waiting().filter((entry) => entry.hunk.path === path && (!proposal || entry.run === proposal.run));
  const shown = proposal ? placeAdded(waiting) : waiting.map(placeRemoved);
  const chosen = shown.flatMap((hunk) => linesIn(hunk, editor.selections));
  if (chosen.length === 0) {
    void vscode.window.showInformationMessage('Select lines to go in the file, or lines to come in the diff, then accept them.');
    return;
  }
  const [first] = chosen;
  if (!first) return;
  const { hunk } = first.entry;
  const lines = pickLines(hunk, selectWithPartners(hunk, proposal ? 'added' : 'removed', first.lines));
  await reviews.place(first.entry, { lines, rest: 'waits' });
}

const placeRemoved = (entry: ReviewedHunk): ShownHunk => ({
  entry,
  startLine: entry.hunk.current.startLine,
  count: entry.hunk.removed.length,
});

/** The proposed side shows the file with every waiting hunk accepted. */
function placeAdded(waiting: readonly ReviewedHunk[]): readonly ShownHunk[] {
  let shift = 0;
  return waiting.map((entry) => {
    const { current, added } = entry.hunk;
    const startLine = current.startLine + shift;
    shift += added.length - (current.endLine - current.startLine);
    return { entry, startLine, count: added.length };
  });
}

/** Lines of the hunk by their number within it. An empty selection means the caret's line. */
function linesIn(shown: ShownHunk, selections: readonly vscode.Selection[]): { entry: ReviewedHunk; lines: ReadonlySet<number> }[] {
  const isSelected = (line: number) =>
    selections.some(
      ({ start, end, isEmpty }) => line >= start.line && (line < end.line || (line === end.line && (isEmpty || end.character > 0))),
    );
  const lines = [...Array(shown.count).keys()].filter((line) => isSelected(shown.startLine + line));
  return lines.length > 0 ? [{ entry: shown.entry, lines: new Set(lines) }] : [];
}
