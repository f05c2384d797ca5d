// Hunks waiting for the person.
import type { ChangeSet, Hunk, Misfit } from './change.ts';
import type { ValidationReport } from './validation.ts';

/** `stale`: the file changed so that the hunk's place is lost. `conflicted`: the person changed the hunk's own lines. */
export type HunkState = 'pending' | 'accepted' | 'rejected' | 'stale' | 'conflicted';

export interface ReviewHunk extends Hunk {
  readonly state: HunkState;
}

/** What a person decides over. */
export interface Proposal {
  readonly changes: ChangeSet;
  readonly hunks: readonly Hunk[];
  readonly report: ValidationReport;
  readonly misfits: readonly Misfit[];
}
