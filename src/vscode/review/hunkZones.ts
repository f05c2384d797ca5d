// The new lines of waiting hunks, each in a zone of its own under the lines to go: comment threads, so that the buffer stays clean.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { TrackedHunk } from '../../core/review/reviewSession.ts';
import { verdictLine, verdictOf } from '../../core/review/verdictText.ts';
import { findPath } from '../adapters/workspacePaths.ts';
import { zoneLine } from './hunkPlace.ts';
import type { ReviewedHunk, Reviews } from './reviews.ts';

interface Zone {
  readonly thread: vscode.CommentThread;
  readonly path: string;
}

const themeSettlesMs = 500;

/** Commands on a thread get the thread; this is the way back to its hunk. */
export class HunkZones implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly controller = this.owned.add(vscode.comments.createCommentController('understudy.hunks', 'Understudy'));
  private readonly zones = new Map<string, Zone>();
  private repainting: NodeJS.Timeout | undefined;

  constructor(private readonly reviews: Reviews) {
    this.controller.options = { prompt: 'Say what should be different', placeHolder: 'What should be different?' };
    this.owned.add(reviews.onDidChange(() => this.draw()));
    this.owned.add(
      vscode.workspace.onDidOpenTextDocument((document) => {
        const path = findPath(document.uri);
        if (path !== undefined && this.reviews.isInline()) this.drawIn(document, path);
      }),
    );
    this.owned.add(vscode.workspace.onDidChangeConfiguration(() => this.draw()));
    this.owned.add(vscode.window.onDidChangeActiveColorTheme(() => this.repaint()));
    this.draw();
  }

  findHunk(thread: vscode.CommentThread): string | undefined {
    for (const [id, zone] of this.zones) if (zone.thread === thread) return id;
    return undefined;
  }

  dispose(): void {
    clearTimeout(this.repainting);
    for (const zone of this.zones.values()) zone.thread.dispose();
    this.owned.dispose();
  }

  private draw(): void {
    const waiting = this.reviews.isInline() ? this.reviews.waiting() : [];
    const ids = new Set(waiting.map((entry) => entry.key));
    for (const [id, zone] of this.zones) {
      if (ids.has(id)) continue;
      zone.thread.dispose();
      this.zones.delete(id);
    }
    const paths = new Set(waiting.map((entry) => entry.hunk.path));
    for (const document of vscode.workspace.textDocuments) {
      const path = findPath(document.uri);
      if (path !== undefined && paths.has(path)) this.drawIn(document, path);
    }
  }

  private drawIn(document: vscode.TextDocument, path: FilePath): void {
    for (const entry of this.reviews.waiting(path)) if (entry.hunk.added.length > 0) this.place(entry, document);
  }

  /** A code block keeps the colours of the theme in which it was drawn; the editor's own are ready a moment after the change is told. */
  private repaint(): void {
    clearTimeout(this.repainting);
    this.repainting = setTimeout(() => {
      for (const { thread } of this.zones.values()) thread.comments = thread.comments.map((each) => ({ ...each }));
    }, themeSettlesMs);
  }

  private place({ key, hunk, report }: ReviewedHunk, document: vscode.TextDocument): void {
    const line = zoneLine(hunk, document);
    const range = new vscode.Range(line, 0, line, 0);
    const known = this.zones.get(key);
    if (known) {
      if (!known.thread.range?.isEqual(range)) known.thread.range = range;
      return;
    }
    const verdict = verdictOf(report, hunk.path);
    const thread = this.controller.createCommentThread(document.uri, range, [comment(hunk, document.languageId)]);
    thread.state = vscode.CommentThreadState.Resolved;
    thread.canReply = false;
    thread.collapsibleState = vscode.CommentThreadCollapsibleState.Expanded;
    thread.contextValue = 'understudy.hunk';
    thread.label = verdictLine(verdict);
    this.zones.set(key, { thread, path: hunk.path });
  }
}

function counts(hunk: TrackedHunk): string {
  return [hunk.added.length > 0 ? `+${hunk.added.length}` : '', hunk.removed.length > 0 ? `−${hunk.removed.length}` : '']
    .filter(Boolean)
    .join(' ');
}

function placeText(hunk: TrackedHunk): string {
  if (hunk.removed.length > 0) return 'in place of the marked lines';
  return hunk.current.startLine === 0 ? 'new lines, above the first one' : 'new lines';
}

function comment(hunk: TrackedHunk, language: string): vscode.Comment {
  const body = new vscode.MarkdownString();
  body.appendCodeblock(hunk.added.join('\n'), language);
  return {
    body,
    mode: vscode.CommentMode.Preview,
    author: { name: counts(hunk) },
    label: placeText(hunk),
  };
}
