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
 * Lines that stay come before the new ones that stand in the same spot; lines equal on both sides stay in any case.
 */
export function pickLines(hunk: TrackedHunk, selection: LineSelection): readonly string[] {
  const picked: string[] = [];
  let from = 0;
  for (const { aStart, aEnd, bStart, bEnd } of diffLines(hunk.removed, hunk.added)) {
    picked.push(...hunk.removed.slice(from, aStart).map(close));
    for (let at = aStart; at < aEnd; at++) if (!selection.removed.has(at)) picked.push(close(hunk.removed[at]!));
    for (let at = bStart; at < bEnd; at++) if (selection.added.has(at)) picked.push(hunk.replacement[at]!);
    from = aEnd;
  }
  return [...picked, ...hunk.removed.slice(from).map(close)];
}

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
