// Writes what the person accepted, and nothing else: decisions are recorded, then the intent, then the write, then that it is done.
import type { ChangeSet, FileChange } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import type { RunRules } from '../model/policy.ts';
import type { RunEvent, WriteSummary } from '../model/run.ts';
import type { Hash } from '../ports/hash.ts';
import type { Journal } from '../ports/journal.ts';
import type { Person } from '../ports/person.ts';
import type { WorkspaceReader } from '../ports/workspaceReader.ts';
import type { WorkspaceWriter, WriteResult } from '../ports/workspaceWriter.ts';
import { applyHunks } from '../text/hunks.ts';
import { decideEdit } from './decideEdit.ts';
import { textAfter } from './proposal.ts';
import { JournalRecorder } from './recorder.ts';

export interface HunkDecision {
  readonly hunkId: string;
  readonly decision: 'accept' | 'reject';
  readonly reason?: string;
  readonly placed?: readonly string[];
  /** Not the person but a newer run's hunk on the same lines took this one away. */
  readonly supersededBy?: string;
}

/** What is decided over hunks of one run. `paths` are the files that its share of the write is about. */
export interface RunDecisions {
  readonly run: string;
  readonly decisions: readonly HunkDecision[];
  readonly paths: ReadonlySet<FilePath>;
}

/**
 * A reviewed proposal of one run. `accepted` is what the accepted hunks come to on the texts as they stand: `acceptedChanges`
 * where nobody typed meanwhile, else what the review worked out.
 */
export interface Reviewed {
  readonly run: string;
  readonly accepted: readonly FileChange[];
  readonly decisions: readonly HunkDecision[];
  readonly rules: RunRules;
}

export interface WriteHost {
  readonly reader: WorkspaceReader;
  readonly writer: WorkspaceWriter;
  readonly person: Person;
  readonly journal: Journal;
  readonly hash: Hash;
}

/** The changes with only the accepted hunks. Hunks without a decision stay pending and are not written. */
export function acceptedChanges(changes: ChangeSet, decisions: readonly HunkDecision[]): FileChange[] {
  const accepted = new Set(decisions.filter((entry) => entry.decision === 'accept').map((entry) => entry.hunkId));
  return changes.changes.flatMap((change) => applyHunks(change, accepted) ?? []);
}

/** All accepted hunks are written together or none is; the result says why. */
export async function* applyReviewed(reviewed: Reviewed, host: WriteHost, signal: AbortSignal): AsyncGenerator<RunEvent, WriteResult> {
  const { run, decisions, accepted, rules } = reviewed;
  const writing = applyTogether([{ run, decisions, paths: new Set(accepted.map(({ path }) => path)) }], { accepted, rules }, host, signal);
  for (;;) {
    const next = await writing.next();
    if (next.done) return next.value;
    yield next.value.event;
  }
}

/** An event after it is in the journal of its run. */
export interface EventOfRun {
  readonly run: string;
  readonly event: RunEvent;
}

/** One decision over hunks of several runs, in one write: each run's journal tells its own share of it. */
export async function* applyTogether(
  decided: readonly RunDecisions[],
  write: Pick<Reviewed, 'accepted' | 'rules'>,
  host: WriteHost,
  signal: AbortSignal,
): AsyncGenerator<EventOfRun, WriteResult> {
  const parts = decided.map((part) => ({ ...part, recorder: new JournalRecorder(part.run, host.journal, host.hash) }));
  /** Side by side, so that a thousand decisions are a few writes; each journal keeps their order. */
  const told = parts.flatMap(({ run, recorder, decisions }) =>
    decisions.map((decision) => ({ run, recorder, event: { kind: 'hunkDecided', ...decision } as const })),
  );
  await Promise.all(told.map(({ recorder, event }) => recorder.event(event)));
  for (const { run, event } of told) yield { run, event };

  const writing = writeAccepted(write, host, signal);
  for (;;) {
    const next = await writing.next();
    if (next.done) return next.value;
    const shares = parts.map(({ run, recorder, paths }) => ({ run, recorder, event: shareOf(next.value, paths) }));
    await Promise.all(shares.map(({ recorder, event }) => recorder.event(event)));
    for (const { run, event } of shares) yield { run, event };
  }
}

function shareOf(event: RunEvent, paths: ReadonlySet<FilePath>): RunEvent {
  if (event.kind !== 'writeIntended' && event.kind !== 'writeDone') return event;
  return { ...event, writes: event.writes.filter((write) => paths.has(write.path)) };
}

async function* writeAccepted(
  reviewed: Pick<Reviewed, 'accepted' | 'rules'>,
  host: WriteHost,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, WriteResult> {
  const changes = reviewed.accepted;
  if (changes.length === 0) return { kind: 'written' };

  const approved = yield* approveAll(changes, reviewed.rules, host, signal);
  if (approved.kind === 'refused') {
    yield { kind: 'writeRefused', path: approved.path, reason: approved.message };
    return approved;
  }
  const writes = changes.map((change) => summarise(change, host.hash));
  yield { kind: 'writeIntended', writes };
  const result = await host.writer.writeConfirmed(changes, approved.confirmed, signal);
  if (result.kind === 'written') yield { kind: 'writeDone', writes };
  else yield { kind: 'writeRefused', path: result.path, reason: result.message };
  return result;
}

type Approved = { readonly kind: 'approved'; readonly confirmed: ReadonlySet<FilePath> };

/** Protected files need a yes of their own, with the file named. */
async function* approveAll(
  changes: readonly FileChange[],
  rules: RunRules,
  host: WriteHost,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, Approved | Extract<WriteResult, { kind: 'refused' }>> {
  const confirmed = new Set<FilePath>();
  for (const change of changes) {
    for (const { action, decision } of await decideEdit(change, rules, host.reader)) {
      yield { kind: 'decided', action, decision };
      if (decision.kind === 'deny') return { kind: 'refused', path: action.path, reason: 'outside', message: decision.why };
      if (decision.kind === 'allow') continue;
      if ((await host.person.approve(action, decision, signal)) === 'no') {
        return { kind: 'refused', path: action.path, reason: 'protected', message: `${action.path} was not changed: ${decision.why}` };
      }
      confirmed.add(action.path);
    }
  }
  return { kind: 'approved', confirmed };
}

function summarise(change: FileChange, hash: Hash): WriteSummary {
  const after = textAfter(change);
  return {
    path: change.path,
    kind: change.kind,
    ...(change.kind === 'rename' ? { to: change.to } : {}),
    ...(change.kind === 'create' ? {} : { beforeHash: hash(change.before.text) }),
    ...(after === undefined ? {} : { afterHash: hash(after) }),
  };
}
