// The row above each waiting hunk: accept, reject, discuss, and what the rehearsal says.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { verdictLine, verdictOf } from '../../core/review/verdictText.ts';
import { findPath } from '../adapters/workspacePaths.ts';
import { lensLine } from './hunkPlace.ts';
import { type ProposalName, parseProposalUri } from './proposalFiles.ts';
import type { ReviewedHunk, Reviews } from './reviews.ts';

export class HunkLens implements vscode.CodeLensProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  readonly onDidChangeCodeLenses = this.changed.event as vscode.Event<void>;

  constructor(private readonly reviews: Reviews) {
    this.owned.add(reviews.onDidChange(() => this.changed.fire()));
  }

  provideCodeLenses(document: vscode.TextDocument): vscode.CodeLens[] {
    const proposed = parseProposalUri(document.uri);
    if (proposed) return this.lensesOnProposal(proposed, document);
    const path = findPath(document.uri);
    if (path === undefined || !this.reviews.isInline()) return [];
    return this.reviews.open(path).flatMap((entry) => toLenses(entry, lensLine(entry.hunk, document)));
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
  if (hunk.state !== 'pending') {
    const why = hunk.state === 'stale' ? 'its place is gone' : 'you changed its lines';
    return [
      lens(`Understudy: does not fit any more (${why})`, 'understudy.openDiff', 'Show what was proposed'),
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
