// Which hunks of earlier proposals a newer one takes the place of: those that wait on the very lines it is about.
import { isOpen, type TrackedHunk } from './trackedHunk.ts';

/** Ids among `older`, both as they stand on the same text. A hunk that lost its place stands on no lines, so it stays. */
export function findSuperseded(older: readonly TrackedHunk[], newer: readonly TrackedHunk[]): ReadonlySet<string> {
  const standing = (hunk: TrackedHunk) => isOpen(hunk) && hunk.state !== 'stale';
  const coming = newer.filter(standing);
  return new Set(older.filter((hunk) => standing(hunk) && coming.some((other) => onSameLines(hunk, other))).map((hunk) => hunk.id));
}

function onSameLines(left: TrackedHunk, right: TrackedHunk): boolean {
  if (left.path !== right.path || hasLines(left) !== hasLines(right)) return false;
  const [upper, lower] = left.current.startLine <= right.current.startLine ? [left.current, right.current] : [right.current, left.current];
  if (upper.startLine === lower.startLine) return isEmpty(upper) === isEmpty(lower);
  return lower.startLine < upper.endLine;
}

/** A rename's own hunk has none: it competes with another name only. */
const hasLines = ({ removed, added }: TrackedHunk) => removed.length + added.length > 0;
const isEmpty = ({ startLine, endLine }: TrackedHunk['current']) => startLine === endLine;
