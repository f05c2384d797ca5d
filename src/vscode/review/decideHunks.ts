// One decision over hunks of one run: read the files as they stand, work out the change, journal it, write it.
import * as vscode from 'vscode';
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath, Snapshot } from '../../core/model/document.ts';
import type { RunEvent } from '../../core/model/run.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import type { WriteResult } from '../../core/ports/workspaceWriter.ts';
import type { ChosenLines } from '../../core/review/acceptance.ts';
import type { ReviewSession } from '../../core/review/reviewSession.ts';
import { findDocument } from '../adapters/workspacePaths.ts';

export interface Decisions {
  readonly run: string;
  readonly ids: ReadonlySet<string>;
  readonly decision: 'accept' | 'reject';
  readonly reason?: string;
  /** The one hunk was accepted in part: these lines stand in its place, the rest waits. */
  readonly placed?: readonly string[];
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
}

/** All of these hunks that can be decided, in one write and one undo step. */
export async function decideIn(session: ReviewSession, ids: ReadonlySet<string>, choice: Choice, host: ReviewHost): Promise<void> {
  const { signal } = new AbortController();
  const { decision, reason } = choice;
  const chosen = new Set(ids);
  let changes: readonly FileChange[] = [];
  if (decision === 'accept') {
    const acceptance = session.changesAccepting(ids, await readNow(session, ids, host.reader, signal));
    changes = acceptance.changes;
    for (const id of acceptance.refused) chosen.delete(id);
    if (chosen.size < ids.size) warnAboutLost(ids.size - chosen.size);
  }
  if (chosen.size === 0) return;
  const result = await host.settle({ run: session.run, ids: chosen, decision, changes, ...(reason ? { reason } : {}) }, signal);
  if (result.kind === 'refused') return warnAboutRefusal(result.message);
  session.decide(chosen, decision === 'accept' ? 'accepted' : 'rejected');
  session.wrote(changes);
  host.announce(`${count(chosen.size)} ${decision === 'accept' ? 'accepted' : 'rejected'}`);
}

/** Exactly these lines in the place of one hunk: a part of it, or the answer to a conflict. */
export async function placeIn(session: ReviewSession, id: string, chosen: ChosenLines, host: ReviewHost): Promise<void> {
  const { signal } = new AbortController();
  const snapshots = await readNow(session, new Set([id]), host.reader, signal);
  const { changes, refused } = session.changesPlacing(id, chosen, snapshots);
  if (refused.length > 0) warnAboutLost(refused.length);
  if (changes.length === 0) return;
  const isPart = chosen.rest === 'waits';
  const decisions = {
    run: session.run,
    ids: new Set([id]),
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
async function readNow(
  session: ReviewSession,
  ids: ReadonlySet<string>,
  reader: ReviewHost['reader'],
  signal: AbortSignal,
): Promise<Map<FilePath, Snapshot>> {
  const snapshots = new Map<FilePath, Snapshot>();
  const created = new Set(session.proposal.changes.changes.filter((change) => change.kind === 'create').map((change) => change.path));
  const paths = new Set(session.hunks.filter((hunk) => ids.has(hunk.id) && !created.has(hunk.path)).map((hunk) => hunk.path));
  const reads = await Promise.all([...paths].map(async (path) => [path, await reader.read(path, signal)] as const));
  for (const [path, read] of reads) {
    if (read.kind === 'found') {
      snapshots.set(path, read.snapshot);
      if (!findDocument(path)) session.follow(path, read.snapshot.text);
    } else session.lose(path);
  }
  return snapshots;
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
