// The command behind "Edit Selection…": what the person points at, what they want, and a run.
import * as vscode from 'vscode';
import { AppError } from '../../base/errors.ts';
import type { EditRequest } from '../../core/model/run.ts';
import { findPath } from '../adapters/workspacePaths.ts';
import type { Runs } from '../runs.ts';
import { askForEdit } from './askForEdit.ts';

/** Asks and starts; resolves with the run, or undefined when the person cancelled. `given` stands for what would be typed. */
export async function editSelection(runs: Runs, memory: vscode.Memento, given?: unknown): Promise<string | undefined> {
  const place = currentPlace();
  const { startLine, endLine } = place.lines;
  const lines = endLine - startLine === 1 ? `line ${endLine}` : `lines ${startLine + 1}–${endLine}`;
  const text = typeof given === 'string' ? given : await askForEdit(`${lines} of ${place.path}`, memory);
  if (text === undefined) return undefined;
  return runs.start({ kind: 'edit', text, focus: [place] });
}

/** The selected lines of the active editor. Throws with the next step where there is nothing to edit. */
export function currentPlace(): EditRequest['focus'][number] & {
  readonly lines: { readonly startLine: number; readonly endLine: number };
} {
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new AppError('edit.noEditor', 'No file is open. Open the file and select the lines to change.');
  const { document, selection } = editor;
  if (!vscode.workspace.workspaceFolders?.length)
    throw new AppError('workspace.none', 'No folder is open. Open your project’s folder, then ask again.');
  if (document.uri.scheme === 'vscode-notebook-cell')
    throw new AppError(
      'edit.notebook',
      'Cells of a notebook are not edited one by one. Save the notebook and ask for the edit in the chat, with its name.',
    );
  if (document.isUntitled)
    throw new AppError('edit.untitled', 'This file has no name yet. Save it in your project’s folder, then ask again.');
  const path = findPath(document.uri);
  if (path === undefined)
    throw new AppError('edit.outside', `${document.fileName} is not in the open folder, so it cannot be edited from here.`);
  const endsAtStart = selection.end.character === 0 && selection.end.line > selection.start.line;
  return { path, lines: { startLine: selection.start.line, endLine: selection.end.line + (endsAtStart ? 0 : 1) } };
}
