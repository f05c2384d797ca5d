// A workspace may not say which server gets the prompts and the key. The editor keeps such settings out; here the person is told of the try.
import * as vscode from 'vscode';
import type { Logger } from '../../core/ports/logger.ts';
import { redirectsIn } from './redirectsIn.ts';

/** Looks at the settings files of the open folders, once. */
export async function tellIgnoredRedirects(logger: Logger): Promise<void> {
  const files = (vscode.workspace.workspaceFolders ?? []).map((folder) => vscode.Uri.joinPath(folder.uri, '.vscode', 'settings.json'));
  const { workspaceFile } = vscode.workspace;
  if (workspaceFile?.scheme === 'file') files.push(workspaceFile);
  const names = new Set<string>();
  for (const file of files) for (const name of redirectsIn(await readText(file))) names.add(name);
  if (names.size === 0) return;
  const text = `The settings of this workspace try to set ${[...names].join(', ')}. Understudy takes these from your user settings only, so they are ignored.`;
  logger.warn(text);
  void vscode.window.showWarningMessage(text);
}

async function readText(file: vscode.Uri): Promise<string> {
  try {
    return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  } catch (thrown) {
    if (thrown instanceof vscode.FileSystemError) return '';
    throw thrown;
  }
}
