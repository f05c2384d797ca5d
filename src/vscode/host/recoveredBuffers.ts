// Buffers that still hold what a cut-off write had put there: the write was undone on disk, so they go back too.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import type { RecoveredWrite } from '../../node/files/writeTransaction.ts';
import { sha256OfBytes } from '../../node/hash.ts';
import { findPath } from '../adapters/workspacePaths.ts';

/** The editor brings unsaved buffers back while it starts, sooner or later than us. */
const startTakesMs = 60_000;

/** Only a buffer that is byte for byte what the write made: nothing that the person typed is touched. */
export function putBackBuffers({ settled, versions }: RecoveredWrite, disk: Pick<WorkspaceReader, 'read'>): Disposable {
  const owned = new DisposableStore();
  if (settled.kind !== 'undone') return owned;
  const look = (document: vscode.TextDocument) => {
    const path = findPath(document.uri);
    const version = path === undefined ? undefined : versions.get(path);
    if (path !== undefined && version !== undefined && document.isDirty) void putBack(document, { path, version }, disk);
  };
  owned.add(vscode.workspace.onDidOpenTextDocument(look));
  owned.add(vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => contentChanges.length === 0 && look(document)));
  const timer = setTimeout(() => owned.dispose(), startTakesMs).unref();
  owned.add({ dispose: () => clearTimeout(timer) });
  vscode.workspace.textDocuments.forEach(look);
  return owned;
}

interface Written {
  readonly path: string;
  readonly version: string;
}

async function putBack(document: vscode.TextDocument, { path, version }: Written, disk: Pick<WorkspaceReader, 'read'>): Promise<void> {
  const bytes = await vscode.workspace.encode(document.getText(), { encoding: document.encoding });
  const read = await disk.read(path, new AbortController().signal);
  if (sha256OfBytes(bytes) !== version || read.kind !== 'found') return;
  const edit = new vscode.WorkspaceEdit();
  const whole = new vscode.Range(0, 0, document.lineCount, 0);
  edit.replace(document.uri, whole, read.snapshot.text, { label: 'Understudy: Undo', needsConfirmation: false });
  if (await vscode.workspace.applyEdit(edit)) await document.save();
}
