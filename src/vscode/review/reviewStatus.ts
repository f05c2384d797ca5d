// "3 of 12" in the status bar while hunks wait, and the context keys that the review's keys hang on.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { findPath } from '../adapters/workspacePaths.ts';
import type { ReviewedHunk, Reviews } from './reviews.ts';

export class ReviewStatus implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly item = this.owned.add(vscode.window.createStatusBarItem('understudy.review', vscode.StatusBarAlignment.Left, 10));

  constructor(private readonly reviews: Reviews) {
    this.item.name = 'Understudy review';
    this.item.command = 'understudy.nextHunk';
    this.owned.add(reviews.onDidChange(() => this.draw()));
    this.owned.add(vscode.window.onDidChangeTextEditorSelection(() => this.draw()));
    this.owned.add(vscode.window.onDidChangeActiveTextEditor(() => this.draw()));
    this.draw();
  }

  dispose(): void {
    this.owned.dispose();
  }

  private draw(): void {
    const waiting = this.reviews.waiting();
    void vscode.commands.executeCommand('setContext', 'understudy.reviewing', waiting.length > 0);
    void vscode.commands.executeCommand('setContext', 'understudy.hasChanges', this.reviews.open().length > 0);
    const hasConflicts = this.reviews.open().some(({ hunk }) => hunk.state === 'conflicted');
    void vscode.commands.executeCommand('setContext', 'understudy.hasConflicts', hasConflicts);
    if (waiting.length === 0) {
      this.item.hide();
      return;
    }
    const here = findHunkAtCaret(waiting);
    this.item.text = here ? `$(diff) ${waiting.indexOf(here) + 1} of ${waiting.length}` : `$(diff) ${waiting.length} to review`;
    this.item.tooltip = 'Hunks waiting for you. Click for the next one.';
    const where = here
      ? `hunk ${waiting.indexOf(here) + 1} of ${waiting.length}`
      : `${waiting.length} ${waiting.length === 1 ? 'hunk' : 'hunks'} to review`;
    this.item.accessibilityInformation = { label: `Understudy: ${where}. Go to the next one.`, role: 'button' };
    this.item.show();
  }
}

/** The hunk whose lines hold the caret, or whose zone or lens stands next to it. */
export function findHunkAtCaret(entries: readonly ReviewedHunk[]): ReviewedHunk | undefined {
  const editor = vscode.window.activeTextEditor;
  const path = editor && findPath(editor.document.uri);
  if (!editor || path === undefined) return undefined;
  const line = editor.selection.active.line;
  const near = ({ hunk }: ReviewedHunk) =>
    line >= hunk.current.startLine - 1 && line <= Math.max(hunk.current.endLine, hunk.current.startLine);
  const inside = ({ hunk }: ReviewedHunk) => line >= hunk.current.startLine && line < hunk.current.endLine;
  const own = entries.filter((entry) => entry.hunk.path === path);
  return own.find(inside) ?? own.find(near);
}
