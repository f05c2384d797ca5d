// Workspace paths as the core names them, and the editor's addresses for them.
import * as vscode from 'vscode';
import type { FilePath } from '../../core/model/document.ts';

/** Undefined for a file outside of every workspace folder, and for an untitled one. */
export function findPath(uri: vscode.Uri): FilePath | undefined {
  const folder = vscode.workspace.getWorkspaceFolder(uri);
  if (!folder || uri.scheme !== folder.uri.scheme) return undefined;
  const path = uri.path.slice(folder.uri.path.replace(/\/$/, '').length + 1);
  return isSeveral() ? `${folderName(folder)}/${path}` : path;
}

/** Undefined when no folder is open, or none has the name that the path begins with. */
export function findUri(path: FilePath): vscode.Uri | undefined {
  const folders = vscode.workspace.workspaceFolders ?? [];
  if (!isSeveral()) return folders[0] && vscode.Uri.joinPath(folders[0].uri, path);
  const folder = folders.find((candidate) => path.startsWith(`${folderName(candidate)}/`));
  return folder && vscode.Uri.joinPath(folder.uri, path.slice(folderName(folder).length + 1));
}

/** By this name paths begin, where several folders are open: the folder's own, counted where two are called the same. */
export function folderName(folder: vscode.WorkspaceFolder): string {
  const same = (vscode.workspace.workspaceFolders ?? []).filter((other) => other.name === folder.name && other.index < folder.index).length;
  const name = folder.name.replaceAll('/', '-');
  return same === 0 ? name : `${name} (${same + 1})`;
}

/** The open buffer of a path, whether or not an editor shows it. */
export function findDocument(path: FilePath): vscode.TextDocument | undefined {
  const uri = findUri(path)?.toString();
  return vscode.workspace.textDocuments.find((document) => !document.isClosed && document.uri.toString() === uri);
}

function isSeveral(): boolean {
  return (vscode.workspace.workspaceFolders?.length ?? 0) > 1;
}
