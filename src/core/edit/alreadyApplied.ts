// Signs that a block has been applied before, or that its place is not the one it means.
import { diffLines } from '../text/lineDiff.ts';
import type { FileIndex } from './fileIndex.ts';
import { comparable, isBlank, weightOf } from './lineNature.ts';
import { type Candidate, locateExact, locateWhole } from './locateBlock.ts';
import type { Reading } from './readings.ts';
import { indentOf } from './reindent.ts';
import type { SearchLines } from './searchLines.ts';

/** `doubtful`: the REPLACE part stands somewhere as it is, and the SEARCH part elsewhere only roughly. */
export type AppliedState = 'applied' | 'doubtful' | 'open';

const tellingWeight = 0.9;

/**
 * `applied`: the REPLACE part is in the file, in the place of the SEARCH part, or that one is not there.
 * A part that says little, a closing bracket or a blank line, proves nothing.
 */
export function appliedState(reading: Reading, options: readonly Candidate[], index: FileIndex): AppliedState {
  if (reading.replace.every((line) => weightOf(comparable(line)) < 0.5)) return 'open';
  const best = options[0];
  const present = best?.rule === 'exact' ? locateExact(reading.replace, index) : locateWhole(reading.replace, index).candidates;
  if (present.length === 0) return 'open';
  if (!best) return 'applied';
  if (present[0]!.rule !== 'exact' && !isShifted(reading.replace, present[0]!.start, index)) return 'open';
  const overlapping = present.find((there) => there.start <= best.end && best.start <= there.end);
  if (overlapping) return coversPlace(overlapping, best, reading, index) ? 'applied' : 'open';
  if (best.rule === 'exact' || best.rule === 'trailingBlanks') return 'open';
  if (best.rule === 'aligned' && addsOnly(reading)) return 'applied';
  if (best.rule === 'blanks' && present[0]!.rule !== 'exact') return 'open';
  const weight = reading.replace.reduce((sum, line) => sum + weightOf(comparable(line)), 0);
  return weight >= tellingWeight ? 'doubtful' : 'open';
}

/**
 * Every line to be removed lies under the REPLACE part, so it is not the one that was meant; and where the SEARCH part fits exactly,
 * the REPLACE part has more lines than it.
 */
function coversPlace(overlapping: Candidate, best: Candidate, { search, replace }: Reading, index: FileIndex): boolean {
  const known = new Set(best.places);
  const shown = new Set(overlapping.places);
  const says = (place: number) => index.weight(index.ids[place]!) > 0.2;
  for (const { aStart, aEnd } of diffLines(search, replace)) {
    const removed = best.places.slice(aStart, aEnd);
    if (removed.some((place) => place >= 0 && !shown.has(place) && says(place))) return false;
  }
  return best.rule === 'aligned' || [...shown].some((place) => !known.has(place) && says(place));
}

/** Nothing but added lines that say something. */
function addsOnly({ search, replace }: Reading): boolean {
  const changes = diffLines(search, replace);
  const says = changes.some(({ bStart, bEnd }) => replace.slice(bStart, bEnd).some((line) => weightOf(comparable(line)) >= 1));
  return says && changes.every(({ aStart, aEnd }) => aStart === aEnd);
}

/** The lines stand in the file with the same blanks more or less in front of each, and no other difference. */
function isShifted(lines: readonly string[], start: number, index: FileIndex): boolean {
  const shifts = new Set<number>();
  for (const [at, line] of lines.entries()) {
    const inFile = index.lines[start + at]!;
    if (isBlank(line)) continue;
    if (line.trimStart() !== inFile.trimStart()) return false;
    shifts.add(indentOf(inFile).length - indentOf(line).length);
  }
  return shifts.size <= 1;
}

const leastContext = 0.35;

/**
 * The lines around the change are there too, at least some of them. Text that was moved elsewhere is found by its own lines alone,
 * and is not meant.
 */
export function hasContext({ search: lines, replace }: Reading, search: SearchLines, candidate: Candidate): boolean {
  if (candidate.rule !== 'aligned') return true;
  const removed = new Uint8Array(lines.length);
  for (const { aStart, aEnd } of diffLines(lines, replace)) removed.fill(1, aStart, aEnd);
  let total = 0;
  let found = 0;
  search.weights.forEach((weight, line) => {
    if (removed[line]) return;
    total += weight;
    if (candidate.likeness[line]! >= 0.5) found += weight;
  });
  return total < 1 || found >= leastContext * total;
}
