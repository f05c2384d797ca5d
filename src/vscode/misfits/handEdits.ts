// Settling a block by hand: the block, as the model wrote it, beside a copy of the file that may be changed. Disk and buffers stay as they are.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { EditBlock } from '../../core/model/change.ts';
import { MemoryFiles } from '../adapters/memoryFiles.ts';
import type { HandEdit, HandEditor } from './misfitDesk.ts';

const fileScheme = 'understudy-byhand';
const blockScheme = 'understudy-block';

export class HandEdits implements HandEditor, vscode.TextDocumentContentProvider, Disposable {
  private readonly owned = new DisposableStore();
  private readonly files = this.owned.add(new MemoryFiles(fileScheme));
  private readonly edits = new Map<string, { readonly file: vscode.Uri; readonly block: vscode.Uri; readonly text: string }>();

  constructor() {
    this.owned.add(vscode.workspace.registerTextDocumentContentProvider(blockScheme, this));
  }

  provideTextDocumentContent(uri: vscode.Uri): string {
    return [...this.edits.values()].find((edit) => edit.block.toString() === uri.toString())?.text ?? '';
  }

  /** The person asked for it, so the focus moves: to the file, at the lines that come nearest. */
  async open({ id, question }: HandEdit): Promise<void> {
    const { file, misfit } = question;
    if (!file) return;
    const uri = vscode.Uri.from({ scheme: fileScheme, path: `/${id}/${file.path}` });
    const block = vscode.Uri.from({ scheme: blockScheme, path: `/${id}/block ${misfit.block.ordinal + 1}.edits` });
    if (!this.edits.has(id)) this.files.writeFile(uri, new TextEncoder().encode(file.text));
    this.edits.set(id, { file: uri, block, text: showBlock(misfit.block) });
    await vscode.window.showTextDocument(block, { viewColumn: vscode.ViewColumn.One, preview: false, preserveFocus: true });
    const line = misfit.nearest[0]?.startLine ?? 0;
    const selection = new vscode.Range(line, 0, line, 0);
    await vscode.window.showTextDocument(uri, { viewColumn: vscode.ViewColumn.Two, preview: false, selection });
  }

  textOf(id: string): string | undefined {
    const uri = this.edits.get(id)?.file.toString();
    return vscode.workspace.textDocuments.find((document) => document.uri.toString() === uri && !document.isClosed)?.getText();
  }

  /** Nothing is lost by it: what counts was taken before. */
  async close(id: string): Promise<void> {
    const edit = this.edits.get(id);
    if (!edit) return;
    this.edits.delete(id);
    const own = new Set([edit.file.toString(), edit.block.toString()]);
    const document = vscode.workspace.textDocuments.find((open) => open.uri.toString() === edit.file.toString());
    if (document?.isDirty) await document.save();
    const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
    await vscode.window.tabGroups.close(tabs.filter(({ input }) => input instanceof vscode.TabInputText && own.has(input.uri.toString())));
    this.files.delete(edit.file);
  }

  dispose(): void {
    this.owned.dispose();
  }
}

/** In the form that the grammar of edit blocks colours. */
function showBlock(block: EditBlock): string {
  if (block.kind !== 'replace') return `${block.kind} ${block.path}\n`;
  const { path, search, replace } = block;
  return [path ?? '', '<<<<<<< SEARCH', ...search, '=======', ...replace, '>>>>>>> REPLACE', ''].join('\n');
}
