// Every proposal that waits for the person in this window: follows the buffers, and hands decisions to the core.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import { Sequencer } from '../../base/sequencer.ts';
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath, Snapshot } from '../../core/model/document.ts';
import type { Proposal } from '../../core/model/review.ts';
import type { ValidationReport } from '../../core/model/validation.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import type { WriteResult } from '../../core/ports/workspaceWriter.ts';
import { type LineSelection, pickLines } from '../../core/review/partHunk.ts';
import { ReviewSession, type TrackedHunk } from '../../core/review/reviewSession.ts';
import { reviseProposal } from '../../core/review/reviseProposal.ts';
import { findDocument } from '../adapters/workspacePaths.ts';
import { followDocument, followDocuments } from './followDocuments.ts';

/** `key` tells hunks of different runs apart; hunk ids are unique within one run only. */
export interface ReviewedHunk {
  readonly key: string;
  readonly run: string;
  readonly hunk: TrackedHunk;
  readonly report: ValidationReport;
}

export interface Decisions {
  readonly run: string;
  readonly ids: ReadonlySet<string>;
  readonly decision: 'accept' | 'reject';
  readonly reason?: string;
  /** What accepting writes; empty for a rejection. */
  readonly changes: readonly FileChange[];
}

export interface ReviewHost {
  readonly reader: Pick<WorkspaceReader, 'read'>;
  /** Journals the decisions and writes the changes. */
  settle(decisions: Decisions, signal: AbortSignal): Promise<WriteResult>;
  isInline(): boolean;
}

export class Reviews implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new Emitter<void>());
  readonly onDidChange = this.changed.event;
  private readonly sessions = new Map<string, ReviewSession>();
  private readonly deciding = new Sequencer();
  private lastAppeared = 0;

  /** Whether waiting hunks are drawn in the editors of their files. */
  readonly isInline: () => boolean;
  /** When hunks last came, in milliseconds since 1970. */
  readonly appearedAt = (): number => this.lastAppeared;

  constructor(private readonly host: ReviewHost) {
    this.isInline = () => host.isInline();
    this.owned.add(followDocuments(() => this.sessions.values()));
  }

  /** Begins the review of a run's proposal. */
  add(run: string, proposal: Proposal): ReviewSession {
    const session = new ReviewSession(run, proposal);
    this.sessions.get(run)?.dispose();
    this.sessions.set(run, session);
    this.lastAppeared = Date.now();
    for (const document of vscode.workspace.textDocuments) followDocument(session, document);
    session.onDidChange(() => this.changed.fire());
    this.changed.fire();
    return session;
  }

  /** The person changed a proposed text by hand: its hunks are new, and nothing has judged them. */
  revise(run: string, path: FilePath, after: string): void {
    const session = this.sessions.get(run);
    if (session) this.add(run, reviseProposal(session, path, after));
  }

  find(run: string): ReviewSession | undefined {
    return this.sessions.get(run);
  }

  /** Hunks that can be decided now, by path and place. */
  waiting(): readonly ReviewedHunk[] {
    return this.all().filter((entry) => entry.hunk.state === 'pending');
  }

  /** Hunks of one file that are not decided: waiting, stale or in conflict. */
  open(path?: FilePath): readonly ReviewedHunk[] {
    const undecided = this.all().filter(({ hunk }) => hunk.state !== 'accepted' && hunk.state !== 'rejected');
    return path === undefined ? undecided : undecided.filter((entry) => entry.hunk.path === path);
  }

  /** Decides hunks of any run, in one write and one undo step for each run. */
  decide(keys: ReadonlySet<string>, decision: 'accept' | 'reject', reason?: string): Promise<void> {
    return this.deciding.run(async () => {
      for (const session of this.sessions.values()) {
        const own = new Set(session.hunks.filter((hunk) => keys.has(hunkKey(session.run, hunk.id))).map((hunk) => hunk.id));
        if (own.size > 0) await this.decideIn(session, own, { decision, reason });
      }
    });
  }

  /** Writes some lines of one hunk; the rest waits on. The hunk as a whole stays undecided in the journal. */
  acceptLines({ run, hunk }: ReviewedHunk, selection: LineSelection): Promise<void> {
    return this.deciding.run(async () => {
      const session = this.sessions.get(run);
      if (!session) return;
      const { signal } = new AbortController();
      const snapshots = await readNow(session, new Set([hunk.id]), this.host.reader, signal);
      const { changes, refused } = session.changesPlacing(hunk.id, { lines: pickLines(hunk, selection), rest: 'waits' }, snapshots);
      if (refused.length > 0) warnAboutStale(refused.length);
      if (changes.length === 0) return;
      const result = await this.host.settle({ run, ids: new Set(), decision: 'accept', changes }, signal);
      if (result.kind === 'written') session.wrote(changes);
      else void vscode.window.showWarningMessage(`Nothing was written. ${result.message}`);
    });
  }

  dispose(): void {
    for (const session of this.sessions.values()) session.dispose();
    this.owned.dispose();
  }

  private all(): readonly ReviewedHunk[] {
    return [...this.sessions.values()]
      .flatMap((session) =>
        session.hunks.map((hunk) => ({ key: hunkKey(session.run, hunk.id), run: session.run, hunk, report: session.proposal.report })),
      )
      .sort((left, right) => left.hunk.path.localeCompare(right.hunk.path) || left.hunk.current.startLine - right.hunk.current.startLine);
  }

  private async decideIn(
    session: ReviewSession,
    ids: ReadonlySet<string>,
    { decision, reason }: { decision: 'accept' | 'reject'; reason?: string | undefined },
  ): Promise<void> {
    const { signal } = new AbortController();
    const chosen = new Set(ids);
    let changes: readonly FileChange[] = [];
    if (decision === 'accept') {
      const acceptance = session.changesAccepting(ids, await readNow(session, ids, this.host.reader, signal));
      changes = acceptance.changes;
      for (const id of acceptance.refused) chosen.delete(id);
      if (chosen.size < ids.size) warnAboutStale(ids.size - chosen.size);
    }
    if (chosen.size === 0) return;
    const result = await this.host.settle({ run: session.run, ids: chosen, decision, changes, ...(reason ? { reason } : {}) }, signal);
    if (result.kind === 'written') {
      session.decide(chosen, decision === 'accept' ? 'accepted' : 'rejected');
      session.wrote(changes);
    } else void vscode.window.showWarningMessage(`Nothing was written. ${result.message}`);
  }
}

/** The files as they stand; a file that cannot be read makes its hunks stale. */
async function readNow(
  session: ReviewSession,
  ids: ReadonlySet<string>,
  reader: ReviewHost['reader'],
  signal: AbortSignal,
): Promise<Map<FilePath, Snapshot>> {
  const snapshots = new Map<FilePath, Snapshot>();
  const created = new Set(session.proposal.changes.changes.filter((change) => change.kind === 'create').map((change) => change.path));
  for (const path of new Set(session.hunks.filter((hunk) => ids.has(hunk.id)).map((hunk) => hunk.path))) {
    if (created.has(path)) continue;
    const read = await reader.read(path, signal);
    if (read.kind === 'found') {
      snapshots.set(path, read.snapshot);
      if (!findDocument(path)) session.follow(path, read.snapshot.text);
    } else session.lose(path);
  }
  return snapshots;
}

/** The name of a hunk among those of all runs. */
export const hunkKey = (run: string, hunkId: string) => `${run}/${hunkId}`;

function warnAboutStale(count: number): void {
  void vscode.window.showWarningMessage(
    `${count === 1 ? 'One hunk was' : `${count} hunks were`} left out: the text there changed. Retry asks again with the text as it stands.`,
  );
}
