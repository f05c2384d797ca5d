// Accepted hunks of several runs as one write: each run's share is worked out on the text that the shares before it make.
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath, Snapshot } from '../../core/model/document.ts';
import type { ReviewSession } from '../../core/review/reviewSession.ts';

/** Hunks of one review. */
export interface Chosen {
  readonly session: ReviewSession;
  readonly ids: ReadonlySet<string>;
}

/** The hunks of one review that can be accepted, and what they come to after the parts before it. */
export interface JoinedPart extends Chosen {
  readonly changes: readonly FileChange[];
}

export interface Joined {
  readonly joined: readonly JoinedPart[];
  /** They make, move or delete a file that another part is about: that takes a write after the first. */
  readonly apart: readonly Chosen[];
  /** Hunks whose place is lost. */
  readonly refused: number;
}

export function joinAcceptances(chosen: readonly Chosen[], texts: ReadonlyMap<FilePath, Snapshot>): Joined {
  const now = new Map(texts);
  const joined: JoinedPart[] = [];
  const apart: Chosen[] = [];
  let refused = 0;
  for (const part of chosen) {
    const acceptance = part.session.changesAccepting(part.ids, now);
    if (!canJoin(acceptance.changes, joined)) {
      for (const [path, snapshot] of texts) part.session.follow(path, snapshot.text);
      apart.push(part);
      continue;
    }
    refused += acceptance.refused.length;
    joined.push({ ...part, ids: new Set([...part.ids].filter((id) => !acceptance.refused.includes(id))), changes: acceptance.changes });
    for (const change of acceptance.changes)
      if (change.kind === 'modify') now.set(change.path, { path: change.path, text: change.after, version: '' });
  }
  followThrough(joined);
  return { joined, apart, refused };
}

/**
 * The write is one step from the first text to the last, in which neighbouring hunks of two runs are one block of lines. Taken part by
 * part each review knows its own hunks in it, and knows the last text again when redo leads there.
 */
function followThrough(joined: readonly JoinedPart[]): void {
  for (const [at, { session, changes }] of joined.entries()) {
    const later = joined.slice(at + 1).flatMap((part) => part.changes);
    const steps = changes.flatMap((own) => {
      const after = later.filter((change) => change.path === own.path);
      return after.length > 0 ? [own, ...after] : [];
    });
    for (const step of steps) if (step.kind === 'modify') session.follow(step.path, step.after);
  }
}

/** Two parts may change the text of one file; whatever else they do must be to files of their own. */
function canJoin(changes: readonly FileChange[], joined: readonly JoinedPart[]): boolean {
  const earlier = joined.flatMap((part) => part.changes);
  return changes.every((change) =>
    earlier.every((other) => {
      const isApart = pathsOf(change).every((path) => !pathsOf(other).includes(path));
      return isApart || (change.kind === 'modify' && other.kind === 'modify');
    }),
  );
}

const pathsOf = (change: FileChange): readonly FilePath[] => (change.kind === 'rename' ? [change.path, change.to] : [change.path]);

/** One change for each file: from the text as it stands to the one after the last part. */
export function foldTogether(parts: readonly JoinedPart[]): readonly FileChange[] {
  const folded = new Map<FilePath, FileChange>();
  for (const change of parts.flatMap((part) => part.changes)) {
    const known = folded.get(change.path);
    folded.set(change.path, known?.kind === 'modify' && change.kind === 'modify' ? { ...known, after: change.after } : change);
  }
  return [...folded.values()];
}
