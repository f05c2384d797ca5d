// From an aligned block to edits of the file: the difference of SEARCH and REPLACE, put where the alignment says.
// Lines that the block shows unchanged keep the file's text.
import { diffLines, type LineChange } from '../text/lineDiff.ts';
import type { FileIndex } from './fileIndex.ts';
import { isBlank, isComment } from './lineNature.ts';
import type { Candidate } from './locateBlock.ts';
import type { Reading } from './readings.ts';
import { createReindent, type IndentPair, indentOf } from './reindent.ts';
import type { SearchLines } from './searchLines.ts';

/** File lines `start..end` (exclusive) give way to `lines`. */
export interface FileEdit {
  readonly start: number;
  readonly end: number;
  readonly lines: readonly string[];
}

/** `indent` is what the block's lines tell of its indentation. */
export type SpliceOutcome =
  | { readonly kind: 'edits'; readonly edits: readonly FileEdit[]; readonly indent: readonly IndentPair[] }
  | { readonly kind: 'unsafe' };

/** Where a block stands in a file, and what the other blocks of the answer tell of its indentation. */
export interface Standing {
  readonly candidate: Candidate;
  readonly others: readonly IndentPair[];
}

/** `unsafe`: a line to be removed is not surely in the file, or lines the block does not show would go with it. */
export function spliceBlock(reading: Reading, search: SearchLines, { candidate, others }: Standing, index: FileIndex): SpliceOutcome {
  const pairs = indentPairs(reading, candidate, index);
  const blockLines = [...reading.search, ...reading.replace];
  const fileLines = index.lines.slice(Math.max(0, candidate.start - 150), candidate.end + 150);
  const reindent = createReindent({ pairs, others, blockLines, fileLines });
  const edits: FileEdit[] = [];
  for (const change of diffLines(reading.search, reading.replace)) {
    const range = fileRange(change, search, candidate, index);
    if (!range) return { kind: 'unsafe' };
    const added = reading.replace.slice(change.bStart, change.bEnd);
    const lines = added.map((line, at) => reindent(line, { replace: change.bStart + at, search: change.aStart }));
    if (range.end > range.start || lines.length > 0) edits.push({ ...range, lines });
  }
  return { kind: 'edits', edits, indent: pairs };
}

interface Range {
  readonly start: number;
  readonly end: number;
}

const sureLikeness = 0.5;
const lightWeight = 0.2;

function fileRange(change: LineChange, search: SearchLines, candidate: Candidate, index: FileIndex): Range | undefined {
  const removed: number[] = [];
  for (let line = change.aStart; line < change.aEnd; line++) {
    if (search.elided[line]) return undefined;
    if (candidate.places[line]! >= 0 && candidate.likeness[line]! >= sureLikeness) removed.push(candidate.places[line]!);
    else if (search.weights[line]! > lightWeight) return undefined;
  }
  if (removed.length === 0) return insertionPlace(change.aStart, change.aEnd, candidate, index);
  return closeRanks(removed, index);
}

/**
 * From the first to the last removed line. Blank lines at either end go by number: where the file has more of them than the block,
 * the surplus stays.
 */
function closeRanks(removed: readonly number[], index: FileIndex): Range | undefined {
  const isBlankAt = (line: number) => isBlank(index.lines[line]!);
  const filled = removed.filter((line) => !isBlankAt(line));
  if (filled.length === 0) return { start: removed[0]!, end: removed[0]! + removed.length };
  let start = filled[0]!;
  let end = filled.at(-1)! + 1;
  const gone = new Set(removed);
  for (let line = start; line < end; line++) if (!gone.has(line) && !isPassed(index, line)) return undefined;
  for (let blanks = removed.indexOf(start); blanks > 0 && isBlankAt(start - 1); blanks--) start--;
  for (let blanks = removed.length - 1 - removed.indexOf(end - 1); blanks > 0 && isBlankAt(end); blanks--) end++;
  return { start, end };
}

/** Blank lines and comments that the block leaves out go with the lines around them. */
const isPassed = (index: FileIndex, line: number) => isBlank(index.lines[line]!) || isComment(index.form(index.ids[line]!));

/** Between the matched lines around; next to the upper one when the file has more between them than the block shows. */
function insertionPlace(aStart: number, aEnd: number, { places }: Candidate, index: FileIndex): Range | undefined {
  let above = aStart - 1;
  while (above >= 0 && places[above]! < 0) above--;
  let below = aEnd;
  while (below < places.length && places[below]! < 0) below++;
  if (above >= 0 && (above === aStart - 1 || below > aEnd)) return { start: places[above]! + 1, end: places[above]! + 1 };
  if (below < places.length) return { start: places[below]!, end: places[below]! };
  return above >= 0 ? { start: places[above]! + 1, end: places[above]! + 1 } : index.lines.length === 0 ? { start: 0, end: 0 } : undefined;
}

function indentPairs(reading: Reading, candidate: Candidate, index: FileIndex): IndentPair[] {
  const pairs: IndentPair[] = [];
  reading.search.forEach((line, at) => {
    const place = candidate.places[at]!;
    if (place < 0 || candidate.likeness[at]! < 0.6 || isBlank(line)) return;
    const inFile = index.lines[place]!;
    const lostBlank = reading.form === 'diff' && ` ${line}` === inFile;
    pairs.push({ search: at, from: lostBlank ? indentOf(inFile) : indentOf(line), to: indentOf(inFile) });
  });
  return pairs;
}
