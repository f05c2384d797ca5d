// One decision over hunks, also of several runs: read the files as they stand, work out the change, journal it, write it.
import * as vscode from 'vscode';
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath, Snapshot } from '../../core/model/document.ts';
import type { RunEvent } from '../../core/model/run.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import type { WriteResult } from '../../core/ports/workspaceWriter.ts';
import type { ChosenLines } from '../../core/review/acceptance.ts';
import type { ReviewSession } from '../../core/review/reviewSession.ts';
import { findSuperseded } from '../../core/review/supersede.ts';
import { findDocument } from '../adapters/workspacePaths.ts';
import { type Chosen, foldTogether, type JoinedPart, joinAcceptances } from './joinAcceptances.ts';

/** Hunks of one run that are decided, and the files that its share of the write is about. */
export interface DecidedPart {
  readonly run: string;
  readonly ids: ReadonlySet<string>;
  readonly paths: ReadonlySet<FilePath>;
}

export interface Decisions {
  readonly parts: readonly DecidedPart[];
  readonly decision: 'accept' | 'reject';
  readonly reason?: string;
  /** The one hunk was accepted in part: these lines stand in its place, the rest waits. */
  readonly placed?: readonly string[];
  /** The run that proposed something else for the same lines. */
  readonly supersededBy?: string;
  /** What accepting writes; empty for a rejection. */
  readonly changes: readonly FileChange[];
}

export interface ReviewHost {
  readonly reader: Pick<WorkspaceReader, 'read'>;
  /** Journals the decisions and writes the changes. */
  settle(decisions: Decisions, signal: AbortSignal): Promise<WriteResult>;
  /** Appends to the journal of a run what no later look at the files could tell. */
  keep(run: string, event: RunEvent): Promise<void>;
  isInline(): boolean;
  /** What happened, in a sentence, for who does not see it. */
  announce(text: string): void;
}

export interface Choice {
  readonly decision: 'accept' | 'reject';
  readonly reason?: string | undefined;
  readonly supersededBy?: string | undefined;
}

/** All of these hunks that can be decided, in one write and one undo step. What cannot share a write with the others has its own. */
export async function decideIn(chosen: readonly Chosen[], choice: Choice, host: ReviewHost): Promise<void> {
  const { signal } = new AbortController();
  if (choice.decision === 'reject') return void (await settleAll(chosen.map(withoutWrite), choice, host));
  const texts = await readNow(chosen, host.reader, signal);
  const { joined, apart, refused } = joinAcceptances(chosen, texts);
  if (refused > 0) warnAboutLost(refused);
  const isWritten = joined.some(({ ids }) => ids.size > 0) ? await settleAll(joined, choice, host) : true;
  if (!isWritten) followAgain(chosen, texts);
  else if (apart.length > 0) await decideIn(apart, choice, host);
}

/** Two proposals for the same lines cannot both be accepted: the newer one was asked for. The journal of the older one says so. */
export async function makeWay(newer: ReviewSession, sessions: Iterable<ReviewSession>, host: ReviewHost): Promise<void> {
  const others = [...sessions].filter((session) => session !== newer);
  const older = others.map((session) => ({ session, ids: findSuperseded(session.hunks, newer.hunks) }));
  const chosen = older.filter(({ ids }) => ids.size > 0);
  if (chosen.length > 0) await decideIn(chosen, { decision: 'reject', reason: supersededReason, supersededBy: newer.run }, host);
}

const supersededReason = 'a newer proposal is about the same lines';

const withoutWrite = ({ session, ids }: Chosen): JoinedPart => ({ session, ids, changes: [] });

/** False when the write was refused. */
async function settleAll(joined: readonly JoinedPart[], choice: Choice, host: ReviewHost): Promise<boolean> {
  const { signal } = new AbortController();
  const { decision, reason, supersededBy } = choice;
  const own = joined.filter(({ ids }) => ids.size > 0);
  const changes = foldTogether(own);
  const parts = own.map((part) => ({ run: part.session.run, ids: part.ids, paths: new Set(part.changes.map(({ path }) => path)) }));
  const why = { ...(reason ? { reason } : {}), ...(supersededBy ? { supersededBy } : {}) };
  const result = await host.settle({ parts, decision, changes, ...why }, signal);
  if (result.kind === 'refused') {
    warnAboutRefusal(result.message);
    return false;
  }
  for (const { session, ids } of own) session.decide(ids, decision === 'accept' ? 'accepted' : 'rejected');
  for (const { session } of own) session.wrote(changes);
  const hunks = count(own.reduce((sum, { ids }) => sum + ids.size, 0));
  host.announce(supersededBy ? `${hunks} made way for the new proposal` : `${hunks} ${decision === 'accept' ? 'accepted' : 'rejected'}`);
  return true;
}

/** A later review worked its acceptance out on the text that the earlier ones make: that text did not come to be. */
function followAgain(chosen: readonly Chosen[], texts: ReadonlyMap<FilePath, Snapshot>): void {
  for (const { session } of chosen)
    for (const [path, snapshot] of texts) session.follow(path, findDocument(path)?.getText() ?? snapshot.text);
}

/** Exactly these lines in the place of one hunk: a part of it, or the answer to a conflict. */
export async function placeIn(session: ReviewSession, id: string, chosen: ChosenLines, host: ReviewHost): Promise<void> {
  const { signal } = new AbortController();
  const snapshots = await readNow([{ session, ids: new Set([id]) }], host.reader, signal);
  const { changes, refused } = session.changesPlacing(id, chosen, snapshots);
  if (refused.length > 0) warnAboutLost(refused.length);
  if (changes.length === 0) return;
  const isPart = chosen.rest === 'waits';
  const decisions = {
    parts: [{ run: session.run, ids: new Set([id]), paths: new Set(changes.map(({ path }) => path)) }],
    decision: 'accept',
    changes,
    ...(isPart ? { placed: chosen.lines } : {}),
  } as const;
  const result = await host.settle(decisions, signal);
  if (result.kind === 'refused') return warnAboutRefusal(result.message);
  if (!isPart) session.decide(new Set([id]), 'accepted');
  session.wrote(changes);
  host.announce(isPart ? 'Selected lines accepted, the rest waits' : 'The proposal stands in the place of your lines');
}

/** The files as they stand; a file that cannot be read makes its hunks stale. */
async function readNow(chosen: readonly Chosen[], reader: ReviewHost['reader'], signal: AbortSignal): Promise<Map<FilePath, Snapshot>> {
  const snapshots = new Map<FilePath, Snapshot>();
  const paths = new Set(chosen.flatMap(({ session, ids }) => pathsToRead(session, ids)));
  const reads = await Promise.all([...paths].map(async (path) => [path, await reader.read(path, signal)] as const));
  for (const [path, read] of reads) {
    if (read.kind === 'found') snapshots.set(path, read.snapshot);
    for (const { session } of chosen) {
      if (read.kind !== 'found') session.lose(path);
      else if (!findDocument(path)) session.follow(path, read.snapshot.text);
    }
  }
  return snapshots;
}

/** A file that is to come is not there. */
function pathsToRead(session: ReviewSession, ids: ReadonlySet<string>): readonly FilePath[] {
  const created = new Set(session.proposal.changes.changes.filter((change) => change.kind === 'create').map((change) => change.path));
  return session.hunks.filter((hunk) => ids.has(hunk.id) && !created.has(hunk.path)).map((hunk) => hunk.path);
}

const count = (hunks: number) => (hunks === 1 ? 'One hunk' : `${hunks} hunks`);

function warnAboutLost(hunks: number): void {
  void vscode.window.showWarningMessage(
    `${count(hunks)} ${hunks === 1 ? 'was' : 'were'} left out: the text there changed. Compare it with yours, or retry to ask again with the text as it stands.`,
  );
}

function warnAboutRefusal(message: string): void {
  void vscode.window.showWarningMessage(`Nothing was written. ${message}`);
}
