// The person's text: an open buffer with unsaved changes comes before the file.
import * as vscode from 'vscode';
import type { FilePath } from '../../core/model/document.ts';
import type { ReadResult, WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import { findDocument, findPath } from './workspacePaths.ts';

/** `disk` judges every path first, so that a buffer opens no door that the disk keeps shut. */
export function createDocumentsReader(disk: WorkspaceReader): WorkspaceReader {
  return {
    ...disk,
    async read(path, signal) {
      const onDisk = await disk.read(path, signal);
      if (onDisk.kind === 'unreadable' && onDisk.reason !== 'encoding') return onDisk;
      return readBuffer(path) ?? onDisk;
    },
  };
}

function readBuffer(path: FilePath): ReadResult | undefined {
  const document = findDocument(path);
  if (!document?.isDirty) return undefined;
  return { kind: 'found', snapshot: { path, text: document.getText(), version: `buffer:${document.version}` } };
}

/** The texts of open files that are not saved. */
export function unsavedTexts(): ReadonlyMap<FilePath, string> {
  const texts = new Map<FilePath, string>();
  for (const document of vscode.workspace.textDocuments) {
    const path = document.isDirty ? findPath(document.uri) : undefined;
    if (path !== undefined) texts.set(path, document.getText());
  }
  return texts;
}
