// One replace block on one file: the places where it may go, or that it is there already, or why it fits nowhere.

import type { MisfitReason } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import { diffLines } from '../text/lineDiff.ts';
import { resolveElisions } from './elision.ts';
import type { FileIndex } from './fileIndex.ts';
import { comparable, isBlank, weightOf } from './lineNature.ts';
import { type Candidate, type Located, locateBlock, locateWhole } from './locateBlock.ts';
import type { ReplaceDraft } from './parsedAnswer.ts';
import { type Reading, readingsOf } from './readings.ts';
import { indentOf } from './reindent.ts';
import { type FileEdit, spliceBlock } from './splice.ts';

/** One way to apply a block. `start` and `end` are the first and last file line it stands on. */
export interface Placement {
  readonly start: number;
  readonly end: number;
  readonly edits: readonly FileEdit[];
}

export type BlockFit =
  | { readonly kind: 'placed'; readonly options: readonly Placement[] }
  | { readonly kind: 'applied' }
  | { readonly kind: 'misfit'; readonly reason: MisfitReason; readonly nearest: readonly Candidate[] };

interface Attempt {
  readonly reading: Reading;
  readonly located: Located;
}

const leastScore = 0.6;
const rivalMargin = 0.12;
const closeMargin = 0.05;
const decidingWeight = 0.9;

export function fitBlock(draft: ReplaceDraft, path: FilePath, index: FileIndex): BlockFit {
  const attempts = readingsOf(draft, path).map((reading) => ({ reading, located: locateBlock(reading.search, index) }));
  const chosen = bestAttempt(attempts);
  if (!chosen) return { kind: 'misfit', reason: 'refused', nearest: [] };
  const isText = (line: string) => index.places(index.intern(comparable(line)), 1).length > 0;
  const resolved = resolveElisions(chosen.reading.search, chosen.reading.replace, isText);
  if (resolved.kind === 'unclear') return { kind: 'misfit', reason: 'elision', nearest: chosen.located.candidates.slice(0, 2) };
  const reading = { ...chosen.reading, replace: resolved.replace };
  if (isSameText(reading)) return { kind: 'applied' };
  const options = plausible(chosen.located);
  if (isApplied(reading, options, index)) return { kind: 'applied' };
  if (options.length === 0) return { kind: 'misfit', reason: 'missing', nearest: chosen.located.candidates.slice(0, 2) };
  return spliceAll({ reading, located: chosen.located }, options, index);
}

const ruleRank = { exact: 3, trailingBlanks: 2, blanks: 1, aligned: 0 } as const;

/** A stricter rule beats a looser one, then the better score, then the longer SEARCH part. */
function bestAttempt(attempts: readonly Attempt[]): Attempt | undefined {
  let best: Attempt | undefined;
  let bestGrade = -1;
  for (const attempt of attempts) {
    const top = attempt.located.candidates[0];
    if (!top || attempt.reading.search.every(isBlank)) continue;
    const rank = ruleRank[top.rule];
    const grade = rank > 0 ? 2 : top.score;
    if (grade > bestGrade) [best, bestGrade] = [attempt, grade];
  }
  return best ?? attempts[0];
}

function isSameText({ search, replace }: Reading): boolean {
  return search.length === replace.length && search.every((line, at) => line === replace[at]);
}

/** The convincing candidates: the best, and those nearly as good. */
function plausible({ candidates }: Located): readonly Candidate[] {
  const best = candidates[0];
  if (!best || best.score < leastScore) return [];
  return candidates.filter((candidate) => candidate === best || (candidate.score >= leastScore && isRival(best, candidate)));
}

/** Nearly as good: close in score, and where the gap is not tiny, with about as many lines letter for letter. */
function isRival(best: Candidate, other: Candidate): boolean {
  const behind = best.score - other.score;
  return behind < rivalMargin && (behind < closeMargin || best.equal - other.equal < decidingWeight);
}

function spliceAll({ reading, located }: Attempt, options: readonly Candidate[], index: FileIndex): BlockFit {
  const placements: Placement[] = [];
  for (const candidate of options) {
    const outcome = spliceBlock(reading, located.search, candidate, index);
    if (outcome.kind === 'edits') placements.push({ start: candidate.start, end: candidate.end, edits: outcome.edits });
  }
  if (placements.length === 0) return { kind: 'misfit', reason: 'missing', nearest: options.slice(0, 2) };
  return { kind: 'placed', options: placements };
}

/**
 * The REPLACE part is in the file: in the place of the SEARCH part, or that one is not there.
 * Added lines must say something; a closing bracket or a blank line proves nothing.
 */
function isApplied(reading: Reading, options: readonly Candidate[], index: FileIndex): boolean {
  if (reading.replace.every((line) => weightOf(comparable(line)) < 0.5)) return false;
  const { candidates: present, search } = locateWhole(reading.replace, index);
  if (present.length === 0 || search.weight < 0.5) return false;
  if (present[0]!.rule === 'blanks' && (changesBlanksOnly(reading) || !isShifted(reading.replace, present[0]!.start, index))) return false;
  const best = options[0];
  if (!best) return true;
  const overlapping = present.find((there) => there.start <= best.end && best.start <= there.end);
  if (!overlapping) return best.rule === 'aligned' && addsOnly(reading);
  const extra = new Set(best.places);
  const shown = new Set(overlapping.places);
  const gone = [...extra].filter((place) => place >= 0 && !shown.has(place) && index.weight(index.ids[place]!) > 0.2);
  const come = [...shown].filter((place) => !extra.has(place) && index.weight(index.ids[place]!) > 0.2);
  if (best.rule === 'aligned') return gone.length === 0;
  return gone.length === 0 && come.length > 0;
}

/** Nothing but added lines that say something. */
function addsOnly({ search, replace }: Reading): boolean {
  const changes = diffLines(search, replace);
  const says = changes.some(({ bStart, bEnd }) => replace.slice(bStart, bEnd).some((line) => weightOf(comparable(line)) >= 1));
  return says && changes.every(({ aStart, aEnd }) => aStart === aEnd);
}

/** The lines stand in the file with the same blanks more or less in front of each. */
function isShifted(lines: readonly string[], start: number, index: FileIndex): boolean {
  const shifts = new Set<number>();
  lines.forEach((line, at) => {
    if (!isBlank(line)) shifts.add(indentOf(index.lines[start + at]!).length - indentOf(line).length);
  });
  return shifts.size <= 1;
}

/** Some change of the block is in blanks alone, so lines that are equal but for blanks prove nothing. */
function changesBlanksOnly({ search, replace }: Reading): boolean {
  return diffLines(search, replace).some(({ aStart, aEnd, bStart, bEnd }) => {
    const removed = search.slice(aStart, aEnd).map(comparable).filter(Boolean);
    const added = replace.slice(bStart, bEnd).map(comparable).filter(Boolean);
    return removed.join('\n') === added.join('\n');
  });
}
