// A part of a hunk: some of its lines accepted now, the rest still waiting.
import { diffLines } from '../text/lineDiff.ts';
import { splitLines } from '../text/lines.ts';
import { sameLines } from '../text/trackedRange.ts';
import type { TrackedHunk } from './trackedHunk.ts';

/** Lines by their number within the hunk's `removed` and `added`. */
export interface LineSelection {
  readonly removed: ReadonlySet<number>;
  readonly added: ReadonlySet<number>;
}

/**
 * What stands in the hunk's place when only these lines are taken out and put in, with line ends where the line has one.
 * Within each difference the n-th new line stands where the n-th old one does, after it if that stays; equal lines stay in any case.
 */
export function pickLines(hunk: TrackedHunk, selection: LineSelection): readonly string[] {
  const picked: string[] = [];
  let from = 0;
  for (const { aStart, aEnd, bStart, bEnd } of diffLines(hunk.removed, hunk.added)) {
    picked.push(...hunk.removed.slice(from, aStart).map(close));
    for (let offset = 0; offset < Math.max(aEnd - aStart, bEnd - bStart); offset++) {
      const [old, next] = [aStart + offset, bStart + offset];
      if (old < aEnd && !selection.removed.has(old)) picked.push(close(hunk.removed[old]!));
      if (next < bEnd && selection.added.has(next)) picked.push(hunk.replacement[next]!);
    }
    from = aEnd;
  }
  return [...picked, ...hunk.removed.slice(from).map(close)];
}

/**
 * The selection that goes with some lines of one side: within each difference the n-th line of the one side stands for the n-th
 * of the other, and what one side has more goes with the last line of the other.
 */
export function selectWithPartners(hunk: TrackedHunk, side: 'removed' | 'added', chosen: ReadonlySet<number>): LineSelection {
  const removed = new Set<number>();
  const added = new Set<number>();
  for (const { aStart, aEnd, bStart, bEnd } of diffLines(hunk.removed, hunk.added)) {
    const own = side === 'removed' ? { start: aStart, end: aEnd, into: removed } : { start: bStart, end: bEnd, into: added };
    const other = side === 'removed' ? { start: bStart, end: bEnd, into: added } : { start: aStart, end: aEnd, into: removed };
    for (let at = own.start; at < own.end; at++) {
      if (!chosen.has(at)) continue;
      own.into.add(at);
      const partner = other.start + at - own.start;
      const partners = at === own.end - 1 ? other.end - partner : 1;
      for (const line of rangeOf(partner, Math.min(partner + partners, other.end))) other.into.add(line);
    }
  }
  return { removed, added };
}

const rangeOf = (start: number, end: number) => Array.from({ length: Math.max(0, end - start) }, (_, index) => start + index);
const close = (line: string) => `${line}\n`;

/** What still waits once `placed` stands at line `startLine`; undefined when nothing is left. */
export function restOf(hunk: TrackedHunk, placed: readonly string[], startLine: number): TrackedHunk | undefined {
  const standing = placed.map((line) => splitLines(line)[0] ?? '');
  if (sameLines(standing, hunk.added)) return undefined;
  const most = Math.min(standing.length, hunk.added.length);
  let head = 0;
  while (head < most && standing[head] === hunk.added[head]) head++;
  let tail = 0;
  while (tail < most - head && standing.at(-1 - tail) === hunk.added.at(-1 - tail)) tail++;
  const { yours: _, ...known } = hunk;
  return {
    ...known,
    id: `${hunk.id}+`,
    state: 'pending',
    isRest: true,
    removed: standing.slice(head, standing.length - tail),
    added: hunk.added.slice(head, hunk.added.length - tail),
    replacement: hunk.replacement.slice(head, hunk.replacement.length - tail),
    after: { startLine: hunk.after.startLine + head, endLine: hunk.after.endLine - tail },
    current: { startLine: startLine + head, endLine: startLine + standing.length - tail },
  };
}
