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
import { journaled } from './startRun.ts';

export interface HunkDecision {
  readonly hunkId: string;
  readonly decision: 'accept' | 'reject';
  readonly reason?: string;
  readonly placed?: readonly string[];
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
export function applyReviewed(reviewed: Reviewed, host: WriteHost, signal: AbortSignal): AsyncGenerator<RunEvent, WriteResult> {
  return journaled(writeAccepted(reviewed, host, signal), new JournalRecorder(reviewed.run, host.journal, host.hash));
}

async function* writeAccepted(reviewed: Reviewed, host: WriteHost, signal: AbortSignal): AsyncGenerator<RunEvent, WriteResult> {
  for (const decision of reviewed.decisions) yield { kind: 'hunkDecided', ...decision };
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
