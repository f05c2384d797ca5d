// The Changes view: proposed files with counts and verdicts, and their hunks.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { HunkState } from '../../core/model/review.ts';
import { verdictLine, verdictOf } from '../../core/review/verdictText.ts';
import { findUri } from '../adapters/workspacePaths.ts';
import { hunkInWords } from './hunkPlace.ts';
import type { ReviewedHunk, Reviews } from './reviews.ts';

export type ChangeNode = { readonly kind: 'file'; readonly path: FilePath } | { readonly kind: 'hunk'; readonly entry: ReviewedHunk };

export class ChangesTree implements vscode.TreeDataProvider<ChangeNode>, Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  readonly onDidChangeTreeData = this.changed.event as vscode.Event<void>;

  constructor(private readonly reviews: Reviews) {
    this.owned.add(reviews.onDidChange(() => this.changed.fire()));
  }

  getChildren(node?: ChangeNode): ChangeNode[] {
    if (!node) return [...new Set(this.reviews.open().map((entry) => entry.hunk.path))].map((path) => ({ kind: 'file', path }));
    if (node.kind === 'hunk') return [];
    return this.reviews.open(node.path).map((entry) => ({ kind: 'hunk', entry }));
  }

  getTreeItem(node: ChangeNode): vscode.TreeItem {
    return node.kind === 'file' ? fileItem(node.path, this.reviews.open(node.path)) : hunkItem(node.entry);
  }

  dispose(): void {
    this.owned.dispose();
  }
}

function fileItem(path: FilePath, entries: readonly ReviewedHunk[]): vscode.TreeItem {
  const name = path.split('/').at(-1) ?? path;
  const item = new vscode.TreeItem(name, vscode.TreeItemCollapsibleState.Expanded);
  const added = entries.reduce((sum, { hunk }) => sum + hunk.added.length, 0);
  const removed = entries.reduce((sum, { hunk }) => sum + hunk.removed.length, 0);
  const [first] = entries;
  const verdict = first && verdictOf(first.report, path);
  item.description = [`+${added} −${removed}`, verdict && verdictLine(verdict)].filter(Boolean).join('  ');
  item.tooltip = [path, ...(verdict?.detail ?? [])].join('\n');
  item.resourceUri = findUri(path);
  item.iconPath = vscode.ThemeIcon.File;
  item.contextValue = 'understudy.file';
  const hunks = entries.length === 1 ? '1 hunk' : `${entries.length} hunks`;
  item.accessibilityInformation = {
    label: `${path}, ${hunks}, ${added} lines to come, ${removed} to go${verdict ? `, ${verdict.text}` : ''}`,
  };
  item.command = { title: 'Show as Diff', command: 'understudy.openDiff', arguments: [path] };
  return item;
}

const waits = { note: '', context: 'understudy.hunk', icon: 'diff' };
const looks: Readonly<Partial<Record<HunkState, typeof waits>>> = {
  conflicted: { note: '  you changed these lines', context: 'understudy.conflict', icon: 'git-merge' },
  stale: { note: '  does not fit any more', context: 'understudy.lostHunk', icon: 'warning' },
};

function hunkItem(entry: ReviewedHunk): vscode.TreeItem {
  const { hunk } = entry;
  const text = [...hunk.added, ...hunk.removed].find((line) => line.trim() !== '')?.trim() ?? '(blank lines)';
  const item = new vscode.TreeItem(text, vscode.TreeItemCollapsibleState.None);
  const { note, context, icon } = looks[hunk.state] ?? waits;
  item.description = `line ${hunk.current.startLine + 1}  +${hunk.added.length} −${hunk.removed.length}${note}`;
  item.contextValue = context;
  item.iconPath = new vscode.ThemeIcon(icon);
  item.accessibilityInformation = { label: `${text}, ${hunkInWords(entry)}` };
  item.command = { title: 'Go to Hunk', command: 'understudy.showHunk', arguments: [entry.key] };
  return item;
}
