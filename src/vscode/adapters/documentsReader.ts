// The person's text: an open buffer with unsaved changes comes before the file.
import * as vscode from 'vscode';
import type { FilePath } from '../../core/model/document.ts';
import type { ReadResult, WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import { findDocument, findPath, findUri } from './workspacePaths.ts';

/** `disk` judges every path first, so that a buffer opens no door that the disk keeps shut. */
export function createDocumentsReader(disk: WorkspaceReader): WorkspaceReader {
  return {
    ...disk,
    async read(path, signal) {
      const onDisk = await disk.read(path, signal);
      if (onDisk.kind === 'unreadable' && onDisk.reason !== 'encoding') return onDisk;
      if (isUnsavedNotebook(path)) return { kind: 'unreadable', reason: 'notAFile', message: notebookMessage(path) };
      return readBuffer(path) ?? (onDisk.kind === 'unreadable' ? readAsOpened(path, onDisk) : onDisk);
    },
  };
}

/** Its cells are documents of their own, and what the file holds is not what the person sees. */
function isUnsavedNotebook(path: FilePath): boolean {
  const uri = findUri(path)?.toString();
  return vscode.workspace.notebookDocuments.some((notebook) => notebook.isDirty && !notebook.isClosed && notebook.uri.toString() === uri);
}

const notebookMessage = (path: FilePath) =>
  `${path} is open as a notebook with unsaved cells. Save the notebook; until then it is neither read nor changed.`;

function readBuffer(path: FilePath): ReadResult | undefined {
  const document = findDocument(path);
  if (!document?.isDirty) return undefined;
  return { kind: 'found', snapshot: { path, text: document.getText(), version: `buffer:${document.version}` } };
}

/** An encoding that does not name itself, as the person has the file open: taken if every byte on disk would come back from it. */
async function readAsOpened(path: FilePath, refused: ReadResult): Promise<ReadResult> {
  const document = findDocument(path);
  if (!document || isUnicode(document)) return refused;
  const { encoding, uri, version } = document;
  const text = document.getText();
  const [bytes, again] = await Promise.all([vscode.workspace.fs.readFile(uri), vscode.workspace.encode(text, { encoding })]);
  const isKept = bytes.length === again.length && bytes.every((byte, at) => byte === again[at]);
  return isKept ? { kind: 'found', snapshot: { path, text, version: `buffer:${version}` } } : refused;
}

/** Any text can be written in these. */
export const isUnicode = (document: vscode.TextDocument): boolean => document.encoding.startsWith('utf');

/** The texts of open files that are not saved. */
export function unsavedTexts(): ReadonlyMap<FilePath, string> {
  const texts = new Map<FilePath, string>();
  for (const document of vscode.workspace.textDocuments) {
    const path = document.isDirty ? findPath(document.uri) : undefined;
    if (path !== undefined) texts.set(path, document.getText());
  }
  return texts;
}
