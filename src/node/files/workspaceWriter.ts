// Writing accepted changes to the person's files: checked against what they were made for, all or none.

import { AppError, messageOf } from '../../base/errors.ts';
import { Sequencer } from '../../base/sequencer.ts';
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { Ids } from '../../core/ports/ids.ts';
import type { PathPolicy } from '../../core/ports/pathPolicy.ts';
import type { WorkspaceWriter, WriteResult } from '../../core/ports/workspaceWriter.ts';
import { diskPlace } from './diskPlace.ts';
import { faultCode } from './durable.ts';
import { planWrite } from './writePlan.ts';
import { type RecoveredWrite, recoverTransactions, runTransaction } from './writeTransaction.ts';

export interface WriterOptions {
  readonly root: string;
  readonly paths: PathPolicy;
  /** Folder for the notes of writes under way, outside of the workspace: `openDataFolder(root).writes`. */
  readonly notes: string;
  readonly ids: Ids;
}

/** `recover` settles what a killed process left; the first write does so too. Called when a host starts. */
export interface RecoveringWriter extends WorkspaceWriter {
  recover(): Promise<readonly RecoveredWrite[]>;
}

const nothingConfirmed: ReadonlySet<FilePath> = new Set();

/** One write at a time; each is durable when it resolves. An abort counts until the first file is touched. */
export function createWorkspaceWriter(options: WriterOptions): RecoveringWriter {
  const { root, paths, notes, ids } = options;
  const queue = new Sequencer();
  const place = diskPlace(root);

  async function writeNow(changes: readonly FileChange[], confirmed: ReadonlySet<FilePath>, signal: AbortSignal): Promise<WriteResult> {
    signal.throwIfAborted();
    await recoverTransactions(notes);
    const plan = await planWrite(changes, { paths, place, confirmed });
    if (plan.kind === 'refused') return plan;
    signal.throwIfAborted();
    if (plan.slots.length === 0) return { kind: 'written' };
    const settled = await translateFaults(() => runTransaction(plan.slots, notes, ids()));
    if (settled.kind === 'completed') return { kind: 'written' };
    const { path } = settled;
    return {
      kind: 'refused',
      path,
      reason: 'stale',
      message: `${path} changed while it was being written, so nothing was. Run the edit again.`,
    };
  }

  const writeConfirmed = (changes: readonly FileChange[], confirmed: ReadonlySet<FilePath>, signal: AbortSignal) =>
    queue.run(() => writeNow(changes, confirmed, signal));
  return {
    write: (changes, signal) => writeConfirmed(changes, nothingConfirmed, signal),
    writeConfirmed,
    recover: () => queue.run(() => recoverTransactions(notes)),
  };
}

async function translateFaults<T>(task: () => Promise<T>): Promise<T> {
  try {
    return await task();
  } catch (thrown) {
    if (thrown instanceof AppError) throw thrown;
    const next = faultCode(thrown) === 'ENOSPC' ? 'Free some disk space' : 'Check the folder and its permissions';
    throw new AppError(
      'workspace.writeFailed',
      `Writing failed: ${messageOf(thrown)}. ${next}, then accept again; no file was left half-written.`,
      {
        cause: thrown,
      },
    );
  }
}
