// The product's review over the real editor, with proposals made by the test instead of a model.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import type { FileChange } from '../../src/core/model/change.ts';
import type { FilePath, Snapshot } from '../../src/core/model/document.ts';
import type { Proposal } from '../../src/core/model/review.ts';
import { JournalRecorder } from '../../src/core/orchestrator/recorder.ts';
import { pathPolicy } from '../../src/core/policy/paths.ts';
import { defaultPolicy } from '../../src/core/policy/policy.ts';
import type { WorkspaceReader } from '../../src/core/ports/workspaceReader.ts';
import type { WorkspaceWriter, WriteResult } from '../../src/core/ports/workspaceWriter.ts';
import type { ReviewSession } from '../../src/core/review/reviewSession.ts';
import { hunksOf } from '../../src/core/text/hunks.ts';
import { systemClock } from '../../src/node/clock.ts';
import { isReadOnlyFile } from '../../src/node/files/diskFile.ts';
import { createWriteGuard } from '../../src/node/files/guardedWrite.ts';
import { createWorkspaceReader } from '../../src/node/files/workspaceReader.ts';
import { sha256 } from '../../src/node/hash.ts';
import { createIds } from '../../src/node/ids.ts';
import { createDocumentsReader } from '../../src/vscode/adapters/documentsReader.ts';
import { createDocumentsWriter } from '../../src/vscode/adapters/documentsWriter.ts';
import { restoreReviews } from '../../src/vscode/review/restoreReviews.ts';
import { Reviews } from '../../src/vscode/review/reviews.ts';
import { settleDecisions } from '../../src/vscode/review/settleDecisions.ts';
import { createMemoryJournal } from '../fakes/memoryJournal.ts';

const report = { verdict: 'clean', checks: [], newProblems: [], fixedProblems: [], notChecked: [], tamper: [] } as const;
const signal = new AbortController().signal;

export const rootUri = (): vscode.Uri => vscode.workspace.workspaceFolders![0]!.uri;
export const uriOf = (path: FilePath): vscode.Uri => vscode.Uri.joinPath(rootUri(), path);
export const diskBytes = (path: FilePath): Buffer => readFileSync(uriOf(path).fsPath);

export class ReviewDesk {
  readonly reader: WorkspaceReader;
  readonly writer: WorkspaceWriter;
  reviews: Reviews;
  readonly journal = createMemoryJournal({ now: () => this.runs });
  /** What the last write said. */
  lastResult: WriteResult | undefined;
  savesOpenFiles = false;
  private runs = 0;
  /** Where the notes of writes under way lie. */
  readonly notes = mkdtempSync(join(tmpdir(), 'understudy-notes-'));

  constructor(private readonly isInline = false) {
    const noSearch = () => Promise.reject(new Error('These tests do not search.'));
    const root = rootUri().fsPath;
    const disk = createWorkspaceReader({ root, paths: pathPolicy, ripgrep: noSearch });
    this.reader = createDocumentsReader(disk);
    this.writer = createDocumentsWriter({
      reader: this.reader,
      disk,
      guard: createWriteGuard({ root, paths: pathPolicy, notes: this.notes, ids: createIds(systemClock) }),
      savesOpenFiles: () => this.savesOpenFiles,
      isReadOnly: (path) => isReadOnlyFile(uriOf(path).fsPath),
    });
    this.reviews = this.openReviews();
  }

  async write(changes: readonly FileChange[]): Promise<WriteResult> {
    this.lastResult = changes.length === 0 ? { kind: 'written' } : await this.writer.write(changes, signal);
    return this.lastResult;
  }

  /** As after a reload of the window: nothing is left but the journal and the files. */
  async reload(): Promise<void> {
    this.reviews.dispose();
    this.reviews = this.openReviews();
    const fail = (text: string) => assert.fail(text);
    const logger = { debug: () => undefined, info: () => undefined, warn: fail, error: fail };
    const host = { journal: this.journal, reader: this.reader, logger, isOfThisWindow: () => false };
    await restoreReviews(this.reviews, host);
  }

  async snapshot(path: FilePath): Promise<Snapshot> {
    const result = await this.reader.read(path, signal);
    if (result.kind !== 'found') throw new Error(`${path}: ${JSON.stringify(result)}`);
    return result.snapshot;
  }

  async propose(changes: readonly FileChange[]): Promise<ReviewSession> {
    const { run, proposal } = await this.record(changes);
    return this.reviews.add(run, proposal);
  }

  /** A run that ended with this proposal, in the journal only. */
  async record(changes: readonly FileChange[]): Promise<{ readonly run: string; readonly proposal: Proposal }> {
    const run = `run${++this.runs}`;
    const proposal: Proposal = { changes: { changes }, hunks: changes.flatMap(hunksOf), report, misfits: [] };
    const request = { kind: 'edit', text: 'Do it.', focus: [] } as const;
    const recorder = new JournalRecorder(run, this.journal, sha256);
    await recorder.event({ kind: 'runStarted', request });
    await recorder.event({ kind: 'proposed', ...proposal });
    return { run, proposal };
  }

  async proposeText(path: FilePath, change: (text: string) => string): Promise<ReviewSession> {
    const before = await this.snapshot(path);
    return this.propose([{ kind: 'modify', path, before, after: change(before.text) }]);
  }

  acceptAll(): Promise<void> {
    return this.reviews.decide(new Set(this.reviews.waiting().map((entry) => entry.key)), 'accept');
  }

  private openReviews(): Reviews {
    const ports = { reader: this.reader, person: { approve: async () => 'no' as const }, hash: sha256 };
    const engine = { journal: this.journal, writer: this.writer, rules: { policy: defaultPolicy, trust: 'trusted' as const }, ports };
    return new Reviews({
      reader: this.reader,
      isInline: () => this.isInline,
      keep: (run, event) => new JournalRecorder(run, this.journal, sha256).event(event),
      announce: () => undefined,
      settle: async (decisions) => {
        this.lastResult = await settleDecisions(decisions, engine, () => undefined, signal);
        return this.lastResult;
      },
    });
  }

  dispose(): void {
    rmSync(this.notes, { recursive: true, force: true });
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
