// Real edits as blocks: a file before and after a commit becomes SEARCH/REPLACE pairs whose place is the only one.
import { diffLines } from '../../../src/core/text/lineDiff.ts';
import { splitLines } from '../../../src/core/text/lines.ts';
import type { Random } from './random.ts';

/** `start` is the first file line of the SEARCH part. */
export interface Pair {
  readonly start: number;
  readonly search: string[];
  readonly replace: string[];
}

export interface Edit {
  readonly before: string;
  readonly after: string;
  readonly pairs: Pair[];
}

/** `undefined` where the edit is too large or a block cannot be made unique with twelve lines of context. */
export function toEdit(before: string, after: string, random: Random): Edit | undefined {
  if (before.endsWith('\n') !== after.endsWith('\n')) return undefined;
  const a = splitLines(before);
  const b = splitLines(after);
  const changes = diffLines(a, b);
  if (changes.length === 0 || changes.length > 8) return undefined;
  const pairs: Pair[] = [];
  let shift = 0;
  for (let at = 0; at < changes.length; at++) {
    const first = changes[at]!;
    let last = first;
    while (at + 1 < changes.length && changes[at + 1]!.aStart - last.aEnd <= 6) last = changes[++at]!;
    const pair = withContext(a, { from: first.aStart, to: last.aEnd, replace: b.slice(first.bStart, last.bEnd) }, random);
    if (!pair || pair.search.length > 80) return undefined;
    pairs.push(pair);
    shift += last.bEnd - last.aEnd;
  }
  if (Math.abs(shift) > 200) return undefined;
  for (let at = 1; at < pairs.length; at++) if (pairs[at]!.start < pairs[at - 1]!.start + pairs[at - 1]!.search.length) return undefined;
  return { before, after, pairs };
}

function withContext(a: readonly string[], change: { from: number; to: number; replace: string[] }, random: Random): Pair | undefined {
  for (let least = 1 + random.below(4); least <= 12; least += 2) {
    const start = Math.max(0, change.from - random.below(3) - least + 1);
    const end = Math.min(a.length, change.to + random.below(3) + least - 1);
    const search = a.slice(start, end);
    if (search.length === 0 || search.every((line) => line.trim() === '')) continue;
    if (search.filter((line) => /\w{3}/.test(line)).length >= 2 && !hasRival(a, search, start)) {
      return { start, search, replace: [...a.slice(start, change.from), ...change.replace, ...a.slice(change.to, end)] };
    }
  }
  return undefined;
}

/** Another place that has more than 60 % of the lines, in order, give or take two lines. */
function hasRival(a: readonly string[], search: readonly string[], own: number): boolean {
  const places = new Map<string, number[]>();
  a.forEach((line, at) => {
    const form = line.trim();
    if (form !== '') places.set(form, [...(places.get(form) ?? []), at]);
  });
  const votes = new Map<number, number>();
  let filled = 0;
  search.forEach((line, at) => {
    const form = line.trim();
    if (form === '') return;
    filled++;
    const shifts = new Set((places.get(form) ?? []).flatMap((place) => [-2, -1, 0, 1, 2].map((wobble) => place - at + wobble)));
    for (const shift of shifts) votes.set(shift, (votes.get(shift) ?? 0) + 1);
  });
  return [...votes].some(([shift, count]) => Math.abs(shift - own) > 2 && count > 0.6 * filled);
}
