// The product's review over the real editor, with proposals made by the test instead of a model.
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { FileChange } from '../../src/core/model/change.ts';
import type { FilePath, Snapshot } from '../../src/core/model/document.ts';
import { pathPolicy } from '../../src/core/policy/paths.ts';
import type { WorkspaceReader } from '../../src/core/ports/workspaceReader.ts';
import type { WorkspaceWriter, WriteResult } from '../../src/core/ports/workspaceWriter.ts';
import type { ReviewSession } from '../../src/core/review/reviewSession.ts';
import { hunksOf } from '../../src/core/text/hunks.ts';
import { isReadOnlyFile } from '../../src/node/files/diskFile.ts';
import { createWorkspaceReader } from '../../src/node/files/workspaceReader.ts';
import { createDocumentsReader } from '../../src/vscode/adapters/documentsReader.ts';
import { createDocumentsWriter } from '../../src/vscode/adapters/documentsWriter.ts';
import { Reviews } from '../../src/vscode/review/reviews.ts';

const report = { verdict: 'clean', checks: [], newProblems: [], fixedProblems: [], notChecked: [], tamper: [] } as const;
const signal = new AbortController().signal;

export const rootUri = (): vscode.Uri => vscode.workspace.workspaceFolders![0]!.uri;
export const uriOf = (path: FilePath): vscode.Uri => vscode.Uri.joinPath(rootUri(), path);
export const diskBytes = (path: FilePath): Buffer => readFileSync(uriOf(path).fsPath);

export class ReviewDesk {
  readonly reader: WorkspaceReader;
  readonly writer: WorkspaceWriter;
  readonly reviews: Reviews;
  /** What the last write said. */
  lastResult: WriteResult | undefined;
  savesOpenFiles = false;
  private runs = 0;

  constructor() {
    const noSearch = () => Promise.reject(new Error('These tests do not search.'));
    this.reader = createDocumentsReader(createWorkspaceReader({ root: rootUri().fsPath, paths: pathPolicy, ripgrep: noSearch }));
    this.writer = createDocumentsWriter({
      reader: this.reader,
      savesOpenFiles: () => this.savesOpenFiles,
      isReadOnly: (path) => isReadOnlyFile(uriOf(path).fsPath),
    });
    this.reviews = new Reviews({ reader: this.reader, isInline: () => false, settle: ({ changes }) => this.write(changes) });
  }

  async write(changes: readonly FileChange[]): Promise<WriteResult> {
    this.lastResult = changes.length === 0 ? { kind: 'written' } : await this.writer.write(changes, signal);
    return this.lastResult;
  }

  async snapshot(path: FilePath): Promise<Snapshot> {
    const result = await this.reader.read(path, signal);
    if (result.kind !== 'found') throw new Error(`${path}: ${JSON.stringify(result)}`);
    return result.snapshot;
  }

  propose(changes: readonly FileChange[]): ReviewSession {
    this.runs++;
    return this.reviews.add(`run${this.runs}`, { changes: { changes }, hunks: changes.flatMap(hunksOf), report, misfits: [] });
  }

  async proposeText(path: FilePath, change: (text: string) => string): Promise<ReviewSession> {
    const before = await this.snapshot(path);
    return this.propose([{ kind: 'modify', path, before, after: change(before.text) }]);
  }

  acceptAll(): Promise<void> {
    return this.reviews.decide(new Set(this.reviews.waiting().map((entry) => entry.key)), 'accept');
  }

  dispose(): void {
    this.reviews.dispose();
  }
}

export async function show(path: FilePath): Promise<vscode.TextDocument> {
  const document = await vscode.workspace.openTextDocument(uriOf(path));
  await vscode.window.showTextDocument(document, { preview: false });
  return document;
}

export async function waitUntil(what: string, holds: () => boolean, limitMs = 15_000): Promise<void> {
  for (const end = Date.now() + limitMs; !holds(); ) {
    if (Date.now() > end) throw new Error(`Waited ${limitMs} ms for ${what}.`);
    await delay(10);
  }
}

export async function closeEditors(): Promise<void> {
  for (const document of vscode.workspace.textDocuments) {
    if (!document.isDirty || document.uri.scheme !== 'file') continue;
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('workbench.action.files.revert');
  }
  await vscode.commands.executeCommand('workbench.action.closeAllEditors');
}
