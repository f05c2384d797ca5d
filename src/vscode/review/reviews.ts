// Every proposal that waits for the person in this window: follows the buffers, and hands decisions to the core.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Sequencer } from '../../base/sequencer.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { Proposal } from '../../core/model/review.ts';
import type { ValidationReport } from '../../core/model/validation.ts';
import type { ChosenLines } from '../../core/review/acceptance.ts';
import { ReviewSession, type TrackedHunk } from '../../core/review/reviewSession.ts';
import { reviseProposal } from '../../core/review/reviseProposal.ts';
import { type Choice, decideIn, makeWay, placeIn, type ReviewHost } from './decideHunks.ts';
import { followDocument, followDocuments } from './followDocuments.ts';
import { GatheredEmitter } from './gatheredEmitter.ts';

/** `key` tells hunks of different runs apart; hunk ids are unique within one run only. */
export interface ReviewedHunk {
  readonly key: string;
  readonly run: string;
  readonly hunk: TrackedHunk;
  readonly report: ValidationReport;
}

export class Reviews implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly changed = this.owned.add(new GatheredEmitter());
  readonly onDidChange = this.changed.event;
  private readonly sessions = new Map<string, ReviewSession>();
  private readonly deciding = new Sequencer();
  /** When hunks last came, in milliseconds since 1970. */
  appearedAt = 0;
  /** What every drawing asks for, worked out once for each change. */
  private listed: readonly ReviewedHunk[] | undefined;

  constructor(private readonly host: ReviewHost) {
    const keepMove = (run: string, path: FilePath, to: FilePath) =>
      void this.deciding.run(() => host.keep(run, { kind: 'fileMoved', path, to }));
    this.owned.add(followDocuments(() => this.sessions.values(), this.host.reader, keepMove));
  }

  /** Whether waiting hunks are drawn in the editors of their files. */
  isInline(): boolean {
    return this.host.isInline();
  }

  /** Begins the review of a run's proposal. Hunks of earlier runs that wait on its lines make way for it. */
  add(run: string, proposal: Proposal): ReviewSession {
    const isNew = !this.sessions.has(run);
    const session = this.adopt(new ReviewSession(run, proposal));
    if (isNew) void this.deciding.run(() => makeWay(session, this.sessions.values(), this.host));
    return session;
  }

  /** Shows a review that has already begun. It takes the place of one of the same run. */
  adopt(session: ReviewSession): ReviewSession {
    this.sessions.get(session.run)?.dispose();
    this.sessions.set(session.run, session);
    this.appearedAt = Date.now();
    for (const document of vscode.workspace.textDocuments) followDocument(session, document);
    const tell = () => {
      this.listed = undefined;
      this.changed.fire();
    };
    session.onDidChange(tell);
    tell();
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

  /** Hunks of one file, or of all, that are not decided: waiting, stale or in conflict; by path and place. */
  open(path?: FilePath): readonly ReviewedHunk[] {
    this.listed ??= listUndecided(this.sessions.values());
    return path === undefined ? this.listed : this.listed.filter((entry) => entry.hunk.path === path);
  }

  /** Those that can be decided now. */
  waiting(path?: FilePath): readonly ReviewedHunk[] {
    return this.open(path).filter((entry) => entry.hunk.state === 'pending');
  }

  /** Decides hunks of any run, in one write and one undo step. */
  decide(keys: ReadonlySet<string>, decision: Choice['decision'], reason?: string): Promise<void> {
    return this.deciding.run(async () => {
      const chosen = [...this.sessions.values()].map((session) => ({ session, ids: idsAmong(session, keys) }));
      const own = chosen.filter(({ ids }) => ids.size > 0);
      if (own.length > 0) await decideIn(own, { decision, reason }, this.host);
    });
  }

  /** Writes exactly these lines in the place of one hunk. */
  place({ run, hunk }: ReviewedHunk, chosen: ChosenLines): Promise<void> {
    return this.deciding.run(async () => {
      const session = this.sessions.get(run);
      if (session) await placeIn(session, hunk.id, chosen, this.host);
    });
  }

  dispose(): void {
    for (const session of this.sessions.values()) session.dispose();
    this.owned.dispose();
  }
}

function idsAmong(session: ReviewSession, keys: ReadonlySet<string>): ReadonlySet<string> {
  return new Set(session.hunks.filter((hunk) => keys.has(hunkKey(session.run, hunk.id))).map((hunk) => hunk.id));
}

function listUndecided(sessions: Iterable<ReviewSession>): readonly ReviewedHunk[] {
  return [...sessions]
    .flatMap((session) =>
      session.hunks.map((hunk) => ({ key: hunkKey(session.run, hunk.id), run: session.run, hunk, report: session.proposal.report })),
    )
    .filter(({ hunk }) => hunk.state !== 'accepted' && hunk.state !== 'rejected')
    .sort((left, right) => comparePaths(left.hunk.path, right.hunk.path) || left.hunk.current.startLine - right.hunk.current.startLine);
}

/** The order in which files are walked through. */
export const comparePaths = (left: FilePath, right: FilePath): number => (left < right ? -1 : left > right ? 1 : 0);

/** The name of a hunk among those of all runs. */
export const hunkKey = (run: string, hunkId: string) => `${run}/${hunkId}`;
