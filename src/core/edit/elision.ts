// Markers that stand for lines left out: paired when both parts have them, expanded from SEARCH when only REPLACE has them.
import { comparable, elisionKind, weightOf } from './lineNature.ts';
import { similarity } from './similarity.ts';

export type ElisionOutcome = { readonly kind: 'clear'; readonly replace: readonly string[] } | { readonly kind: 'unclear' };

/**
 * `isText` says whether a line stands in the file as it is; such a line of SEARCH is text, not a marker. Dots among added lines,
 * as in a Python stub, are text too.
 */
export function resolveElisions(search: readonly string[], replace: readonly string[], isText: (line: string) => boolean): ElisionOutcome {
  const inSearch = search.filter((line) => elisionKind(line) !== undefined && !isText(line));
  const texts = new Set(search.filter((line) => elisionKind(line) !== undefined && isText(line)).map(comparable));
  const isMarker = (line: string) => elisionKind(line) !== undefined && !texts.has(comparable(line));
  const inReplace = replace.filter(isMarker);
  if (inReplace.length === inSearch.length) {
    let next = 0;
    return { kind: 'clear', replace: replace.map((line) => (isMarker(line) ? inSearch[next++]! : line)) };
  }
  if (inSearch.length > 0) return { kind: 'unclear' };
  const expanded = expand(search, replace, isMarker);
  if (expanded && !isEqual(expanded, search)) return { kind: 'clear', replace: expanded };
  const isOwn = (line: string) => isOwnText(line, search, replace) && (isText(line) || elisionKind(line) === 'bare');
  return inReplace.every(isOwn) ? { kind: 'clear', replace } : { kind: 'unclear' };
}

/** The marker stands among lines that SEARCH does not have, so it cannot stand for lines of it; or it is the body of an added line. */
function isOwnText(marker: string, search: readonly string[], replace: readonly string[]): boolean {
  const at = replace.indexOf(marker);
  const known = new Set(search.map(comparable));
  const isAdded = (line: string | undefined) => line !== undefined && line.trim() !== '' && !known.has(comparable(line));
  const above = replace[at - 1];
  return isAdded(above) && (isAdded(replace[at + 1]) || above!.trimEnd().endsWith(':'));
}

const isEqual = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((line, at) => line === b[at]);

function expand(search: readonly string[], replace: readonly string[], isMarker: (line: string) => boolean): string[] | undefined {
  if (search.length * replace.length > mostCells) return undefined;
  const parts: string[][] = [[]];
  for (const line of replace) {
    if (isMarker(line)) parts.push([]);
    else parts.at(-1)!.push(line);
  }
  const holes = findHoles(search, parts);
  if (!holes) return undefined;
  return parts.flatMap((part, at) => (at === 0 ? part : [...search.slice(holes[at - 1]!.start, holes[at - 1]!.end), ...part]));
}

interface Hole {
  readonly start: number;
  readonly end: number;
}

/** Parts in order against SEARCH, with at least one line left out between two of them. `undefined` unless one way is clearly best. */
function findHoles(search: readonly string[], parts: readonly (readonly string[])[]): Hole[] | undefined {
  const forward = costsFromStart(search, parts);
  const backward = costsFromStart(search.toReversed(), parts.map((part) => part.toReversed()).toReversed());
  const holes: Hole[] = [];
  for (let hole = 0; hole + 1 < parts.length; hole++) {
    const found = onlyHole(forward[hole]!, backward[parts.length - 2 - hole]!);
    if (!found) return undefined;
    holes.push(found);
  }
  return holes;
}

/** `before[n]`: cost of what stands before the hole on the first n lines; `after[n]`: of what stands behind it on the last n. */
function onlyHole(before: Float64Array, after: Float64Array): Hole | undefined {
  const last = before.length - 1;
  let best: Hole | undefined;
  let least = Number.POSITIVE_INFINITY;
  let second = Number.POSITIVE_INFINITY;
  for (let start = 0; start < last; start++) {
    if (!Number.isFinite(before[start])) continue;
    for (let end = start + 1; end <= last; end++) {
      const cost = before[start]! + after[last - end]!;
      second = Math.min(second, Math.max(cost, least));
      if (cost < least) {
        least = cost;
        best = { start, end };
      }
    }
  }
  return second - least > clearMargin ? best : undefined;
}

const mostCells = 1_000_000;
const clearMargin = 0.03;

/** `result[k][n]`: least cost of the parts up to k against the first n lines of SEARCH, with free holes between the parts. */
function costsFromStart(search: readonly string[], parts: readonly (readonly string[])[]): Float64Array[] {
  const side: Side = { lines: search, weights: search.map((line) => weightOf(comparable(line))) };
  const result: Float64Array[] = [];
  for (const [at, part] of parts.entries()) {
    let row = firstCosts(side, result[at - 1]);
    for (const [line, text] of part.entries()) row = addLine(row, text, side, line === part.length - 1 && at < parts.length - 1);
    result.push(row);
  }
  return result;
}

interface Side {
  readonly lines: readonly string[];
  readonly weights: readonly number[];
}

/** Before the first line of a part: lines of SEARCH may be left out at their weight, and for nothing in the hole before the part. */
function firstCosts({ weights }: Side, before: Float64Array | undefined): Float64Array<ArrayBuffer> {
  const row = new Float64Array(weights.length + 1).fill(Number.POSITIVE_INFINITY);
  if (!before) row[0] = 0;
  let least = Number.POSITIVE_INFINITY;
  for (let n = 1; n < row.length; n++) {
    if (before) least = Math.min(least, before[n - 1]!);
    row[n] = Math.min(least, row[n - 1]! + weights[n - 1]!);
  }
  return row;
}

const otherBlanks = 0.1;

/** One more line of REPLACE: added, equal to a line of SEARCH, or put in its place. Next to a marker it must be equal, with its blanks where it can. */
function addLine(row: Float64Array<ArrayBuffer>, text: string, { lines, weights }: Side, isAnchor: boolean): Float64Array<ArrayBuffer> {
  const next = new Float64Array(row.length).fill(Number.POSITIVE_INFINITY);
  const form = comparable(text);
  const weight = weightOf(form);
  const isStrict = isAnchor && lines.includes(text);
  for (let n = 0; n < row.length; n++) {
    let cost = isAnchor ? Number.POSITIVE_INFINITY : row[n]! + weight;
    const other = n > 0 ? lines[n - 1]! : undefined;
    if (other !== undefined) {
      if (other === text) cost = Math.min(cost, row[n - 1]!);
      else if (!isStrict && comparable(other) === form) cost = Math.min(cost, row[n - 1]! + otherBlanks);
      else if (!isAnchor) cost = Math.min(cost, row[n - 1]! + changeCost(form, comparable(other), weight + weights[n - 1]!));
      if (!isAnchor) cost = Math.min(cost, next[n - 1]! + weights[n - 1]!);
    }
    next[n] = cost;
  }
  return next;
}

function changeCost(form: string, other: string, both: number): number {
  const alike = similarity(form, other);
  return alike > 0.6 ? both * (1 - alike) : both;
}
