// Tells reviews what happens to the files: typing, undo, reloads, names, losses, and what others write on disk.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import type { ReviewSession } from '../../core/review/reviewSession.ts';
import { findDocument, findPath } from '../adapters/workspacePaths.ts';

/** A file of a review has another name, which no later look at the disk could tell. */
export type Moved = (run: string, path: FilePath, to: FilePath) => void;

/** Every session that is open at the time hears of every event. */
export function followDocuments(
  sessions: () => Iterable<ReviewSession>,
  reader: Pick<WorkspaceReader, 'read'>,
  onDidMove: Moved,
): Disposable {
  const owned = new DisposableStore();
  const follow = (document: vscode.TextDocument, changes?: readonly vscode.TextDocumentContentChangeEvent[]) => {
    if (changes?.length === 0) return;
    for (const session of sessions()) followDocument(session, document, changes);
  };
  owned.add(vscode.workspace.onDidChangeTextDocument((event) => follow(event.document, event.contentChanges)));
  owned.add(vscode.workspace.onDidOpenTextDocument((document) => follow(document)));
  owned.add(
    vscode.workspace.onDidRenameFiles(({ files }) => {
      for (const { oldUri, newUri } of files) for (const session of sessions()) followName(session, oldUri, newUri, onDidMove);
    }),
  );
  owned.add(
    vscode.workspace.onDidDeleteFiles(({ files }) => {
      for (const path of files.map(findPath)) for (const session of sessions()) if (path !== undefined) session.lose(path);
    }),
  );
  const watcher = owned.add(vscode.workspace.createFileSystemWatcher('**/*'));
  const look = (uri: vscode.Uri) => void followClosedFile(uri, sessions, reader);
  for (const event of [watcher.onDidChange, watcher.onDidCreate, watcher.onDidDelete]) owned.add(event(look));
  return owned;
}

/** A file that gets another name is missing under the old one before the editor tells the new one. */
const namedByThenMs = 2_000;

const isAbout = (session: ReviewSession, path: FilePath) => session.hunks.some((hunk) => hunk.path === path);

/** Another program, or another window, wrote a file that no editor here shows: its buffer would have told. */
async function followClosedFile(
  uri: vscode.Uri,
  sessions: () => Iterable<ReviewSession>,
  reader: Pick<WorkspaceReader, 'read'>,
): Promise<void> {
  const path = findPath(uri);
  if (path === undefined || findDocument(path) || ![...sessions()].some((session) => isAbout(session, path))) return;
  const { signal } = new AbortController();
  let read = await reader.read(path, signal);
  if (read.kind !== 'found') {
    await new Promise<void>((resolve) => setTimeout(resolve, namedByThenMs).unref());
    read = await reader.read(path, signal);
  }
  if (findDocument(path)) return;
  for (const session of sessions()) {
    if (!isAbout(session, path)) continue;
    if (read.kind === 'found') session.follow(path, read.snapshot.text);
    else session.lose(path);
  }
}

export function followDocument(
  session: ReviewSession,
  document: vscode.TextDocument,
  changes?: readonly vscode.TextDocumentContentChangeEvent[],
): void {
  const path = findPath(document.uri);
  if (path !== undefined && isAbout(session, path)) session.follow(path, document.getText(), changes);
}

function followName(session: ReviewSession, from: vscode.Uri, to: vscode.Uri, onDidMove: Moved): void {
  const [before, after] = [findPath(from), findPath(to)];
  if (before === undefined) return;
  if (after === undefined) {
    session.lose(before);
    return;
  }
  if (session.hunks.some((hunk) => hunk.path === before)) onDidMove(session.run, before, after);
  session.renamed(before, after);
}
