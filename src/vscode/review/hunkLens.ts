// The row above each waiting hunk: accept, reject, discuss, and what the rehearsal says.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { verdictLine, verdictOf } from '../../core/review/verdictText.ts';
import { findPath } from '../adapters/workspacePaths.ts';
import { lensLine } from './hunkPlace.ts';
import { type ConflictName, type ProposalName, parseConflictUri, parseProposalUri } from './proposalNames.ts';
import type { ReviewedHunk, Reviews } from './reviews.ts';

export class HunkLens implements vscode.CodeLensProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event as vscode.Event<void>;

  constructor(private readonly reviews: Reviews) {
    this.owned.add(reviews.onDidChange(() => this.changed.fire()));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const conflict = parseConflictUri(document.uri);
    if (conflict) return this.lensesOnConflict(conflict);
    const proposed = parseProposalUri(document.uri);
    if (proposed) return this.lensesOnProposal(proposed, document);
    const path = findPath(document.uri);
    if (path === undefined || !this.reviews.isInline()) return [];
    return this.reviews.open(path).flatMap((entry) => toLenses(entry, lensLine(entry.hunk, document)));
  }

  /** The choice stands over the lines it is about. */
  private lensesOnConflict({ run, hunkId, side }: ConflictName): vscode.CodeLens[] {
    const entry = this.reviews.open().find((candidate) => candidate.run === run && candidate.hunk.id === hunkId);
    if (entry?.hunk.state !== 'conflicted' || side === 'before') return [];
    const range = new vscode.Range(0, 0, 0, 0);
    const lens = (title: string, command: string) => new vscode.CodeLens(range, { title, command, arguments: [entry.key] });
    return side === 'yours'
      ? [lens('Keep My Lines', 'understudy.keepMine')]
      : [lens('Take the Proposal', 'understudy.takeProposal'), lens('Ask Again with My Lines', 'understudy.retryHunk')];
  }

  /** In the proposed text each waiting hunk has pushed those below it. */
  private lensesOnProposal({ run, path }: ProposalName, document: vscode.TextDocument): vscode.CodeLens[] {
    let moved = 0;
    return this.reviews
      .waiting()
      .filter((entry) => entry.run === run && entry.hunk.path === path)
      .flatMap((entry) => {
        const { startLine, endLine } = entry.hunk.current;
        const line = Math.min(startLine + moved, document.lineCount - 1);
        moved += entry.hunk.replacement.length - (endLine - startLine);
        return toLenses(entry, line);
      });
  }

  dispose(): void {
    this.owned.dispose();
  }
}

function toLenses(entry: ReviewedHunk, line: number): vscode.CodeLens[] {
  const { hunk, report } = entry;
  const range = new vscode.Range(line, 0, line, 0);
  const lens = (title: string, command: string, tooltip: string) =>
    new vscode.CodeLens(range, { title, command, tooltip, arguments: [entry.key] });
  if (hunk.state === 'conflicted')
    return [
      lens('Understudy: you changed these lines', 'understudy.compareConflict', 'Your lines and the proposal, side by side'),
      lens('Compare', 'understudy.compareConflict', 'Your lines and the proposal, side by side'),
      lens('Keep Mine', 'understudy.keepMine', 'Your lines stay, the hunk is dropped'),
      lens('Take Proposal', 'understudy.takeProposal', 'The proposed lines take the place of yours (one undo step)'),
      lens('Ask Again', 'understudy.retryHunk', 'Ask again with the text as it stands'),
    ];
  if (hunk.state !== 'pending') {
    return [
      lens('Understudy: does not fit any more (its place is gone)', 'understudy.openDiff', 'Show what was proposed'),
      lens('Retry', 'understudy.retryHunk', 'Ask again with the text as it stands'),
      lens('Dismiss', 'understudy.rejectHunk', 'Drop this hunk'),
    ];
  }
  const verdict = verdictOf(report, hunk.path);
  return [
    lens('Accept', 'understudy.acceptHunk', 'Write these lines (one undo step)'),
    lens('Reject', 'understudy.rejectHunk', 'Drop this hunk'),
    lens('Discuss', 'understudy.discussHunk', 'Say what should be different'),
    lens(verdictLine(verdict), 'understudy.openDiff', verdict.detail.join('\n') || 'Show the whole file as a diff'),
  ];
}
