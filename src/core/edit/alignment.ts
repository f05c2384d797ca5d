// Lines of a block against lines of a file between fixed pairs: which file line is meant by each line of the block.
import { alignGap, type Gap, pairValue } from './alignGap.ts';
import type { FileIndex } from './fileIndex.ts';
import type { SearchLines } from './searchLines.ts';

/** A line of the block and the file line it stands for. */
export interface LinePair {
  readonly search: number;
  readonly file: number;
  readonly likeness: number;
}

/** `score` is 1 when every line is there and nothing is between them. Unmatched lines have -1 in `places`. */
export interface Alignment {
  readonly places: Int32Array;
  readonly likeness: Float64Array;
  readonly score: number;
}

/** Fills the gaps between the pairs of a chain, and before and after it. */
export function alignAround(search: SearchLines, index: FileIndex, chain: readonly LinePair[]): Alignment {
  const places = new Int32Array(search.lines.length).fill(-1);
  const alike = new Float64Array(search.lines.length);
  let score = 0;
  for (const gap of gapsOf(search, index, chain)) score += alignGap(search, index, gap, { places, likeness: alike });
  for (const pair of chain) {
    places[pair.search] = pair.file;
    alike[pair.search] = pair.likeness;
    score += search.weights[pair.search]! * pairValue(pair.likeness);
  }
  return { places, likeness: alike, score: search.weight > 0 ? score / search.weight : 0 };
}

function gapsOf(search: SearchLines, index: FileIndex, chain: readonly LinePair[]): Gap[] {
  const gaps: Gap[] = [];
  const first = chain[0]!;
  const last = chain.at(-1)!;
  const reach = (lines: number, from: number) =>
    lines + 6 + (lines >> 1) + (search.elided.slice(from, from + lines).some(Boolean) ? 400 : 0);
  gaps.push({
    searchStart: 0,
    searchEnd: first.search,
    fileStart: Math.max(0, first.file - reach(first.search, 0)),
    fileEnd: first.file,
    freeStart: true,
    freeEnd: false,
  });
  for (let at = 1; at < chain.length; at++) {
    gaps.push({
      searchStart: chain[at - 1]!.search + 1,
      searchEnd: chain[at]!.search,
      fileStart: chain[at - 1]!.file + 1,
      fileEnd: chain[at]!.file,
      freeStart: false,
      freeEnd: false,
    });
  }
  const left = search.lines.length - last.search - 1;
  gaps.push({
    searchStart: last.search + 1,
    searchEnd: search.lines.length,
    fileStart: last.file + 1,
    fileEnd: Math.min(index.lines.length, last.file + 1 + reach(left, last.search + 1)),
    freeStart: false,
    freeEnd: true,
  });
  return gaps;
}
