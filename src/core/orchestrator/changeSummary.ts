// Counts of a change as people know them: +added -removed.
import type { FileChange } from '../model/change.ts';
import { hunksOf } from '../text/hunks.ts';

export interface LineCounts {
  readonly added: number;
  readonly removed: number;
}

export function lineCounts(change: FileChange): LineCounts {
  const hunks = hunksOf(change);
  return {
    added: hunks.reduce((sum, hunk) => sum + hunk.added.length, 0),
    removed: hunks.reduce((sum, hunk) => sum + hunk.removed.length, 0),
  };
}
