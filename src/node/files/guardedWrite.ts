// Changes that the editor writes by itself, kept safe around it: what stood on disk comes back unless everything arrives.
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { Ids } from '../../core/ports/ids.ts';
import type { PathPolicy } from '../../core/ports/pathPolicy.ts';
import type { WriteResult } from '../../core/ports/workspaceWriter.ts';
import { diskPlace } from './diskPlace.ts';
import { planWrite } from './writePlan.ts';
import { guardTransaction, type RecoveredWrite, recoverTransactions } from './writeTransaction.ts';

/** `work` says whether it wrote everything. `changes` are those that reach the disk, with the bytes they leave there. */
export interface WriteGuard {
  run(changes: readonly FileChange[], confirmed: ReadonlySet<FilePath>, work: () => Promise<boolean>): Promise<WriteResult>;
  /** Settles what an ended process left. Called when a host starts. */
  recover(): Promise<readonly RecoveredWrite[]>;
}

export interface GuardOptions {
  readonly root: string;
  readonly paths: PathPolicy;
  /** The folder of the notes, outside of the workspace. */
  readonly notes: string;
  readonly ids: Ids;
}

export function createWriteGuard({ root, paths, notes, ids }: GuardOptions): WriteGuard {
  return {
    async run(changes, confirmed, work) {
      const plan = await planWrite(changes, { paths, place: diskPlace(root), confirmed });
      if (plan.kind === 'refused') return plan;
      const settled = await guardTransaction(plan.slots, { notes, id: ids() }, work);
      if (settled.kind === 'completed') return { kind: 'written' };
      const message = `The editor could not write ${settled.path} and what belongs to it. The files are as they were before.`;
      return { kind: 'refused', path: settled.path, reason: 'stale', message };
    },
    recover: () => recoverTransactions(notes),
  };
}
