// The difference of two line lists: Myers' search on interned lines between lines that are unique on both sides.
// Effort is bounded by a step budget, not a clock, so that the same input gives the same answer on every machine.

/** Lines `aStart..aEnd` of the first list became `bStart..bEnd` of the second; ends are exclusive. */
export interface LineChange {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** Steps of the search before the rest is reported as one replaced block; a few tens of milliseconds. */
export const defaultDiffSteps = 3_000_000;

interface Search {
  readonly a: Int32Array;
  readonly b: Int32Array;
  readonly keptA: Uint8Array;
  readonly keptB: Uint8Array;
  steps: number;
}

interface Span {
  readonly aStart: number;
  readonly aEnd: number;
  readonly bStart: number;
  readonly bEnd: number;
}

/** Changes in order, never touching each other. Equal lists give none. */
export function diffLines(a: readonly string[], b: readonly string[], maxSteps = defaultDiffSteps): readonly LineChange[] {
  const interned = internLines(a, b);
  const search: Search = {
    a: interned.a,
    b: interned.b,
    keptA: new Uint8Array(a.length),
    keptB: new Uint8Array(b.length),
    steps: maxSteps,
  };
  matchSpan(search, { aStart: 0, aEnd: a.length, bStart: 0, bEnd: b.length }, interned.count);
  return changesOf(search);
}

/**
 * Equal lines get equal numbers. Texts that are compared mostly agree, line after line: comparing two lines costs less than looking
 * one up, which has to read it whole to know where to look.
 */
function internLines(
  a: readonly string[],
  b: readonly string[],
): { readonly a: Int32Array; readonly b: Int32Array; readonly count: number } {
  const ids = new Map<string, number>();
  const places: number[] = [];
  const number = (line: string, place: number) => {
    const known = ids.get(line);
    if (known !== undefined) return known;
    ids.set(line, places.push(place) - 1);
    return places.length - 1;
  };
  const left = Int32Array.from(a, number);
  let next = 0;
  const right = Int32Array.from(b, (line) => {
    const id = next < a.length && a[next] === line ? left[next]! : number(line, a.length);
    next = a[next] === line ? next + 1 : places[id]! + 1;
    return id;
  });
  return { a: left, b: right, count: places.length };
}

function changesOf({ keptA, keptB }: Search): LineChange[] {
  const changes: LineChange[] = [];
  for (let i = 0, j = 0; i < keptA.length || j < keptB.length; ) {
    const aStart = i;
    const bStart = j;
    while (i < keptA.length && !keptA[i]) i++;
    while (j < keptB.length && !keptB[j]) j++;
    if (i > aStart || j > bStart) changes.push({ aStart, aEnd: i, bStart, bEnd: j });
    while (i < keptA.length && j < keptB.length && keptA[i] && keptB[j]) {
      i++;
      j++;
    }
  }
  return changes;
}

function keep(search: Search, i: number, j: number): void {
  search.keptA[i] = 1;
  search.keptB[j] = 1;
}

function matchSpan(search: Search, whole: Span, idCount: number): void {
  const span = trimEnds(search, whole);
  const anchors = uniquePairs(search, span, idCount);
  let { aStart, bStart } = span;
  for (let at = 0; at <= anchors.count; at++) {
    const isLast = at === anchors.count;
    const i = isLast ? span.aEnd : anchors.i[at]!;
    const j = isLast ? span.bEnd : anchors.j[at]!;
    if (i < aStart || j < bStart) continue;
    if (i > aStart || j > bStart) myers(search, trimEnds(search, { aStart, aEnd: i, bStart, bEnd: j }));
    if (i < span.aEnd) keep(search, i, j);
    aStart = i + 1;
    bStart = j + 1;
  }
}

/** Marks the common beginning and end as kept and returns what is between. */
function trimEnds(search: Search, span: Span): Span {
  let { aStart, aEnd, bStart, bEnd } = span;
  while (aStart < aEnd && bStart < bEnd && search.a[aStart] === search.b[bStart]) keep(search, aStart++, bStart++);
  while (aStart < aEnd && bStart < bEnd && search.a[aEnd - 1] === search.b[bEnd - 1]) keep(search, --aEnd, --bEnd);
  return { aStart, aEnd, bStart, bEnd };
}

/** Lines `i[at]` of the first list and `j[at]` of the second are the same. Plain numbers: a large text has tens of thousands. */
interface Pairs {
  readonly i: Int32Array;
  readonly j: Int32Array;
  readonly count: number;
}

/** Pairs of lines that occur once on each side, as the longest run that rises on both. */
function uniquePairs(search: Search, span: Span, idCount: number): Pairs {
  const most = Math.min(span.aEnd - span.aStart, span.bEnd - span.bStart);
  const pairs = { i: new Int32Array(most), j: new Int32Array(most), count: 0 };
  if (span.aEnd - span.aStart + span.bEnd - span.bStart < 64) return pairs;
  const inA = new Int32Array(idCount).fill(-1);
  const inB = new Int32Array(idCount).fill(-1);
  for (let i = span.aStart; i < span.aEnd; i++) inA[search.a[i]!] = inA[search.a[i]!] === -1 ? i : -2;
  for (let j = span.bStart; j < span.bEnd; j++) inB[search.b[j]!] = inB[search.b[j]!] === -1 ? j : -2;
  for (let i = span.aStart; i < span.aEnd; i++) {
    const id = search.a[i]!;
    if (inA[id] !== i || inB[id]! < 0) continue;
    pairs.i[pairs.count] = i;
    pairs.j[pairs.count++] = inB[id]!;
  }
  return longestRise(pairs);
}

function longestRise({ i, j, count }: Pairs): Pairs {
  const tails = new Int32Array(count);
  const before = new Int32Array(count);
  let length = 0;
  for (let at = 0; at < count; at++) {
    let low = 0;
    let high = length;
    if (length > 0 && j[tails[length - 1]!]! < j[at]!) low = length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (j[tails[middle]!]! < j[at]!) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? tails[low - 1]! : -1;
    tails[low] = at;
    if (low === length) length++;
  }
  const rise = { i: new Int32Array(length), j: new Int32Array(length), count: length };
  for (let at = length > 0 ? tails[length - 1]! : -1, place = length - 1; at >= 0; at = before[at]!, place--) {
    rise.i[place] = i[at]!;
    rise.j[place] = j[at]!;
  }
  return rise;
}

/** Greedy forward search that keeps each round's frontier; a span too costly for the budget stays one change. */
function myers(search: Search, span: Span): void {
  const n = span.aEnd - span.aStart;
  const m = span.bEnd - span.bStart;
  if (n === 0 || m === 0) return;
  const rounds: Int32Array[] = [];
  let frontier = new Int32Array([0]);
  for (let d = 0; d <= n + m; d++) {
    search.steps -= d + 1;
    if (search.steps < 0) return;
    const next = new Int32Array(2 * d + 1);
    for (let k = -d; k <= d; k += 2) {
      let i = d === 0 ? 0 : furthest(frontier, d, k);
      while (i < n && i - k < m && i - k >= 0 && search.a[span.aStart + i] === search.b[span.bStart + i - k]) {
        i++;
        search.steps--;
      }
      next[k + d] = i;
      if (i >= n && i - k >= m) {
        rounds.push(next);
        walkBack(search, span, rounds);
        return;
      }
    }
    rounds.push(next);
    frontier = next;
  }
}

/** Where round `d` enters diagonal `k`, from the frontier of round `d - 1`. */
function furthest(frontier: Int32Array, d: number, k: number): number {
  const down = k < d ? frontier[k + 1 + d - 1] : undefined;
  const right = k > -d ? frontier[k - 1 + d - 1] : undefined;
  if (k === -d || (k !== d && right! < down!)) return down!;
  return right! + 1;
}

function walkBack(search: Search, span: Span, rounds: readonly Int32Array[]): void {
  let i = span.aEnd - span.aStart;
  let k = i - (span.bEnd - span.bStart);
  for (let d = rounds.length - 1; d >= 0; d--) {
    const entry = d === 0 ? 0 : furthest(rounds[d - 1]!, d, k);
    const fromBelow = d > 0 && (k === -d || (k !== d && rounds[d - 1]![k - 1 + d - 1]! < rounds[d - 1]![k + 1 + d - 1]!));
    while (i > entry) {
      i--;
      keep(search, span.aStart + i, span.bStart + i - k);
    }
    if (d === 0) return;
    i = fromBelow ? entry : entry - 1;
    k = fromBelow ? k + 1 : k - 1;
  }
}
