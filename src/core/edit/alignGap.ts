// The best alignment of a few lines of a block with a few lines of the file, by dynamic programming.
import type { FileIndex } from './fileIndex.ts';
import { commentWeight } from './lineNature.ts';
import { likeness, type SearchLines } from './searchLines.ts';

/** Lines between two fixed pairs. At a free start or end the file may have any lines that the block does not show. */
export interface Gap {
  readonly searchStart: number;
  readonly searchEnd: number;
  readonly fileStart: number;
  readonly fileEnd: number;
  readonly freeStart: boolean;
  readonly freeEnd: boolean;
}

/** Pairs less alike than this are told apart from each other only by their place. */
export const leastAlike = 0.5;
const unlikePair = -0.35;
const rewordedComment = 0.2;
/** Among equal lines the one with equal blanks is meant. */
export const sameBlanks = 0.004;
const skippedSearch = -0.5;
const skippedFile = -0.45;
/** What a marker stands for ends at the first place where the lines after it fit. */
const elidedFile = -1e-6;
const mostCells = 400_000;

/** What a pair of like lines adds to the score per weight of the block's line. */
export const pairValue = (alike: number) => (alike === 1 ? 1 : (0.85 * (alike - 0.35)) / 0.65);

const paired = 1;
const searchSkipped = 2;
const fileSkipped = 3;

/** Writes the pairs and returns the score. Gaps too large to search are left unmatched. */
export function alignGap(search: SearchLines, index: FileIndex, gap: Gap, into: { places: Int32Array; likeness: Float64Array }): number {
  const rows = gap.searchEnd - gap.searchStart;
  const columns = gap.fileEnd - gap.fileStart;
  if (rows === 0 || columns === 0 || rows * columns > mostCells || !index.spend(4 * rows * columns))
    return unmatchedScore(search, index, gap);
  const grid = fillGrid(search, index, gap);
  const width = columns + 1;
  for (let row = rows, column = columns; row > 0 || column > 0; ) {
    const step = grid.steps[row * width + column]!;
    if (step !== searchSkipped) column--;
    if (step !== fileSkipped) row--;
    if (step !== paired) continue;
    const line = gap.searchStart + row;
    into.places[line] = gap.fileStart + column;
    into.likeness[line] = likeness(index, search.ids[line]!, index.ids[gap.fileStart + column]!);
  }
  return grid.score;
}

function fillGrid(search: SearchLines, index: FileIndex, gap: Gap): { steps: Uint8Array; score: number } {
  const rows = gap.searchEnd - gap.searchStart;
  const columns = gap.fileEnd - gap.fileStart;
  const steps = new Uint8Array((rows + 1) * (columns + 1));
  const fileSkips = new Float64Array(columns);
  for (let column = 0; column < columns; column++) fileSkips[column] = skippedFile * index.weight(index.ids[gap.fileStart + column]!);
  const none = new Float64Array(columns);
  const elided = new Float64Array(columns).fill(elidedFile);
  let above = firstRow(steps, gap.freeStart ? none : fileSkips);
  for (let row = 1; row <= rows; row++) {
    const line = gap.searchStart + row - 1;
    const isFree = row === rows && gap.freeEnd;
    const values = pairValues(search, index, gap, line);
    const skip = skippedSearch * search.weights[line]!;
    const skips = isFree ? none : search.elided[line] ? elided : fileSkips;
    above = nextRow(above, values, { skip, fileSkips: skips }, steps.subarray(row * (columns + 1)));
  }
  return { steps, score: above[columns]! };
}

function firstRow(steps: Uint8Array, fileSkips: Float64Array): Float64Array<ArrayBuffer> {
  const row = new Float64Array(fileSkips.length + 1);
  for (let column = 1; column < row.length; column++) {
    row[column] = row[column - 1]! + fileSkips[column - 1]!;
    steps[column] = fileSkipped;
  }
  return row;
}

/** What each pair of this line would add; an elision marker pairs with nothing. */
function pairValues(search: SearchLines, index: FileIndex, gap: Gap, line: number): Float64Array {
  const values = new Float64Array(gap.fileEnd - gap.fileStart).fill(Number.NEGATIVE_INFINITY);
  if (search.elided[line]) return values;
  const weight = search.weights[line]!;
  for (let column = 0; column < values.length; column++) {
    const file = gap.fileStart + column;
    const alike = likeness(index, search.ids[line]!, index.ids[file]!);
    if (alike === 1) values[column] = weight + (search.lines[line] === index.lines[file] ? sameBlanks : 0);
    else values[column] = alike >= leastAlike ? weight * pairValue(alike) : unlikeValue(weight, index.weight(index.ids[file]!));
  }
  return values;
}

/** A comment in the place of another is the same one in other words; any other pair of unlike lines speaks against the place. */
function unlikeValue(weight: number, fileWeight: number): number {
  if (weight === commentWeight && fileWeight === commentWeight) return rewordedComment * weight;
  return unlikePair * Math.max(weight, fileWeight);
}

/** At equal scores a pair is preferred, then a skipped file line. */
function nextRow(
  above: Float64Array,
  values: Float64Array,
  costs: { readonly skip: number; readonly fileSkips: Float64Array },
  steps: Uint8Array,
): Float64Array<ArrayBuffer> {
  const row = new Float64Array(above.length);
  row[0] = above[0]! + costs.skip;
  steps[0] = searchSkipped;
  for (let column = 1; column < row.length; column++) {
    let best = above[column - 1]! + values[column - 1]!;
    let step = paired;
    const pastFile = row[column - 1]! + costs.fileSkips[column - 1]!;
    if (pastFile > best) {
      best = pastFile;
      step = fileSkipped;
    }
    const pastSearch = above[column]! + costs.skip;
    if (pastSearch > best) {
      best = pastSearch;
      step = searchSkipped;
    }
    row[column] = best;
    steps[column] = step;
  }
  return row;
}

function unmatchedScore(search: SearchLines, index: FileIndex, gap: Gap): number {
  let score = 0;
  let isFree = gap.freeStart || gap.freeEnd;
  for (let line = gap.searchStart; line < gap.searchEnd; line++) {
    score += skippedSearch * search.weights[line]!;
    isFree ||= search.elided[line]!;
  }
  if (isFree) return score;
  for (let line = gap.fileStart; line < gap.fileEnd; line++) score += skippedFile * index.weight(index.ids[line]!);
  return score;
}
