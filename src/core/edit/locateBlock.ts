// Where a SEARCH part sits in a file. Stricter rules first; a looser one is tried only after every stricter one has found nothing.
import { type Alignment, alignAround } from './alignment.ts';
import { findChains } from './chains.ts';
import type { FileIndex } from './fileIndex.ts';
import { prepareSearch, type SearchLines } from './searchLines.ts';

export type MatchRule = 'exact' | 'trailingBlanks' | 'blanks' | 'aligned';

export interface Candidate extends Alignment {
  readonly rule: MatchRule;
  /** First and last matched file line. */
  readonly start: number;
  readonly end: number;
  /** Summed weight of the lines that the file has letter for letter, but for blanks. */
  readonly equal: number;
}

/** All places worth a thought, best first. With rule `aligned` they may be far from convincing; `score` tells. */
export interface Located {
  readonly search: SearchLines;
  readonly candidates: readonly Candidate[];
}

const lineRules: readonly { rule: MatchRule; isSame: (a: string, b: string) => boolean }[] = [
  { rule: 'exact', isSame: (a, b) => a === b },
  { rule: 'trailingBlanks', isSame: (a, b) => a.trimEnd() === b.trimEnd() },
  { rule: 'blanks', isSame: () => true },
];

export function locateBlock(lines: readonly string[], index: FileIndex): Located {
  const strict = locateWhole(lines, index);
  const { search } = strict;
  if (strict.candidates.length > 0 || search.weight === 0) return strict;
  const aligned = findChains(search, index).map((chain) => toCandidate(search, alignAround(search, index, chain)));
  return { search, candidates: distinct(aligned.sort((a, b) => b.score - a.score)) };
}

/** Only places where every line of the block stands, one after the other. */
export function locateWhole(lines: readonly string[], index: FileIndex): Located {
  if (lines.length > 2 * index.lines.length + 20) return { search: bareSearch(lines), candidates: [] };
  const exact = index.isNumbered ? [] : exactStarts(lines, index);
  if (exact.length > 0) return { search: bareSearch(lines), candidates: exact.map((start) => contiguous(lines.length, start, 'exact')) };
  const search = prepareSearch(lines, index);
  const starts = contiguousStarts(search, index);
  for (const { rule, isSame } of lineRules) {
    const fitting = starts.filter((start) => lines.every((line, at) => isSame(line, index.lines[start + at]!)));
    if (fitting.length > 0) return { search, candidates: fitting.map((start) => contiguous(lines.length, start, rule)) };
  }
  return { search, candidates: [] };
}

/** Only places where the lines stand letter for letter. */
export function locateExact(lines: readonly string[], index: FileIndex): readonly Candidate[] {
  return exactStarts(lines, index).map((start) => contiguous(lines.length, start, 'exact'));
}

/** Of lines that all stand in the file, nothing more needs to be known. */
const bareSearch = (lines: readonly string[]): SearchLines => ({ lines, ids: [], weights: [], elided: [], weight: 0 });

/** Found by the longest line, without numbering the file's lines. */
function exactStarts(lines: readonly string[], index: FileIndex): number[] {
  const longest = lines.reduce((best, line, at) => (line.length > lines[best]!.length ? at : best), 0);
  const starts: number[] = [];
  for (let line = longest; lines.length > 0 && line < index.lines.length && starts.length < mostStarts; line++) {
    if (index.lines[line] === lines[longest] && isAt(lines, index, line - longest)) starts.push(line - longest);
  }
  return starts;
}

function isAt(lines: readonly string[], index: FileIndex, start: number): boolean {
  if (start + lines.length > index.lines.length) return false;
  return lines.every((line, at) => line === index.lines[start + at]);
}

const mostStarts = 200;

/** Places where every line of the block follows in its comparable form; found through the block's rarest line. */
function contiguousStarts(search: SearchLines, index: FileIndex): number[] {
  const { ids } = search;
  if (ids.length === 0) return [];
  let rarest = 0;
  let fewest = Number.POSITIVE_INFINITY;
  for (let at = 0; at < ids.length && fewest > 1; at++) {
    const count = index.places(ids[at]!, 1000).length;
    if (count === 0) return [];
    if (count < fewest) [rarest, fewest] = [at, count];
  }
  const starts: number[] = [];
  for (const place of index.places(ids[rarest]!, Number.POSITIVE_INFINITY)) {
    const start = place - rarest;
    if (start >= 0 && start + ids.length <= index.lines.length && ids.every((id, at) => index.ids[start + at] === id)) starts.push(start);
    if (starts.length === mostStarts) break;
  }
  return starts;
}

function contiguous(length: number, start: number, rule: MatchRule): Candidate {
  const places = Int32Array.from({ length }, (_, at) => start + at);
  return { rule, score: 1, places, likeness: new Float64Array(length).fill(1), start, end: start + length - 1, equal: 0 };
}

function toCandidate(search: SearchLines, alignment: Alignment): Candidate {
  const equal = search.weights.reduce((sum, weight, line) => sum + (alignment.likeness[line] === 1 ? weight : 0), 0);
  const matched = alignment.places.filter((place) => place >= 0);
  return { ...alignment, rule: 'aligned', start: matched[0] ?? -1, end: matched.at(-1) ?? -1, equal };
}

/** Alignments that give most lines the same place are one. */
function distinct(sorted: readonly Candidate[]): Candidate[] {
  const kept: Candidate[] = [];
  for (const candidate of sorted) {
    const isKnown = kept.some(({ places }) => {
      let same = 0;
      let matched = 0;
      candidate.places.forEach((place, at) => {
        if (place < 0) return;
        matched++;
        if (places[at] === place) same++;
      });
      return 2 * same > matched;
    });
    if (!isKnown) kept.push(candidate);
  }
  return kept;
}
