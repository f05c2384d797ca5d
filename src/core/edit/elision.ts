// Markers that stand for lines left out: paired when both parts have them, expanded from SEARCH when only REPLACE has them.
import { comparable, elisionKind, weightOf } from './lineNature.ts';
import { similarity } from './similarity.ts';

export type ElisionOutcome = { readonly kind: 'clear'; readonly replace: readonly string[] } | { readonly kind: 'unclear' };

/** `inFile` says whether a line stands in the file as it is; such a line is text, not a marker. */
export function resolveElisions(search: readonly string[], replace: readonly string[], inFile: (line: string) => boolean): ElisionOutcome {
  const isMarker = (line: string) => elisionKind(line) !== undefined && !inFile(line);
  const inSearch = search.filter(isMarker);
  const inReplace = replace.filter(isMarker);
  if (inReplace.length === inSearch.length) {
    let next = 0;
    return { kind: 'clear', replace: replace.map((line) => (isMarker(line) ? inSearch[next++]! : line)) };
  }
  if (inSearch.length > 0) return { kind: 'unclear' };
  const expanded = expand(search, replace, isMarker);
  return expanded ? { kind: 'clear', replace: expanded } : { kind: 'unclear' };
}

function expand(search: readonly string[], replace: readonly string[], isMarker: (line: string) => boolean): string[] | undefined {
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
  const last = search.length;
  const best = forward.at(-1)![last]!;
  if (!Number.isFinite(best)) return undefined;
  const holes: Hole[] = [];
  for (let hole = 0; hole + 1 < parts.length; hole++) {
    const found = onlyHole(forward[hole]!, backward[parts.length - 2 - hole]!, best + clearMargin);
    if (!found) return undefined;
    holes.push(found);
  }
  return holes;
}

/** `before[n]`: cost of what stands before the hole on the first n lines; `after[n]`: of what stands behind it on the last n. */
function onlyHole(before: Float64Array, after: Float64Array, most: number): Hole | undefined {
  const last = before.length - 1;
  let only: Hole | undefined;
  for (let start = 0; start < last; start++) {
    if (before[start]! > most) continue;
    for (let end = start + 1; end <= last; end++) {
      if (before[start]! + after[last - end]! > most) continue;
      if (only) return undefined;
      only = { start, end };
    }
  }
  return only;
}

const clearMargin = 0.03;

/** `result[k][n]`: least cost of the parts up to k against the first n lines of SEARCH, with free holes between the parts. */
function costsFromStart(search: readonly string[], parts: readonly (readonly string[])[]): Float64Array[] {
  const forms = search.map(comparable);
  const weights = forms.map(weightOf);
  const result: Float64Array[] = [];
  for (const [at, part] of parts.entries()) {
    let row = new Float64Array(search.length + 1).fill(Number.POSITIVE_INFINITY);
    if (at === 0) row[0] = 0;
    else {
      let least = Number.POSITIVE_INFINITY;
      for (let n = 1; n <= search.length; n++) {
        least = Math.min(least, result[at - 1]![n - 1]!);
        row[n] = least;
      }
    }
    if (at === 0) for (let n = 1; n <= search.length; n++) row[n] = row[n - 1]! + weights[n - 1]!;
    else for (let n = 1; n <= search.length; n++) row[n] = Math.min(row[n]!, row[n - 1]! + weights[n - 1]!);
    for (const line of part) row = addLine(row, comparable(line), forms, weights);
    result.push(row);
  }
  return result;
}

/** One more line of REPLACE: added, equal to a line of SEARCH, or put in its place. */
function addLine(
  row: Float64Array<ArrayBuffer>,
  form: string,
  forms: readonly string[],
  weights: readonly number[],
): Float64Array<ArrayBuffer> {
  const next = new Float64Array(row.length);
  const weight = weightOf(form);
  for (let n = 0; n < row.length; n++) {
    let cost = row[n]! + weight;
    if (n > 0) {
      const alike = form === forms[n - 1] ? 1 : similarity(form, forms[n - 1]!);
      const change = alike === 1 ? 0 : alike > 0.6 ? (weight + weights[n - 1]!) * (1 - alike) : weight + weights[n - 1]!;
      cost = Math.min(cost, row[n - 1]! + change, next[n - 1]! + weights[n - 1]!);
    }
    next[n] = cost;
  }
  return next;
}
