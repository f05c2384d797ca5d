// Tells reviews what happens to the files: typing, undo, reloads, names, losses.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { ReviewSession } from '../../core/review/reviewSession.ts';
import { findPath } from '../adapters/workspacePaths.ts';

/** Every session that is open at the time hears of every event. */
export function followDocuments(sessions: () => Iterable<ReviewSession>): Disposable {
  const owned = new DisposableStore();
  const follow = (document: vscode.TextDocument, changes?: readonly vscode.TextDocumentContentChangeEvent[]) => {
    if (changes?.length === 0) return;
    for (const session of sessions()) followDocument(session, document, changes);
  };
  owned.add(vscode.workspace.onDidChangeTextDocument((event) => follow(event.document, event.contentChanges)));
  owned.add(vscode.workspace.onDidOpenTextDocument((document) => follow(document)));
  owned.add(
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) for (const session of sessions()) followName(session, oldUri, newUri);
    }),
  );
  owned.add(
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      for (const path of files.map(findPath)) for (const session of sessions()) if (path !== undefined) session.lose(path);
    }),
  );
  return owned;
}

export function followDocument(
  session: ReviewSession,
  document: vscode.TextDocument,
  changes?: readonly vscode.TextDocumentContentChangeEvent[],
): void {
  const path = findPath(document.uri);
  if (path !== undefined) session.follow(path, document.getText(), changes);
}

function followName(session: ReviewSession, from: vscode.Uri, to: vscode.Uri): void {
  const [before, after] = [findPath(from), findPath(to)];
  if (before === undefined) return;
  if (after === undefined) session.lose(before);
  else session.renamed(before, after);
}
