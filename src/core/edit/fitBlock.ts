// One replace block on one file: the places where it may go, or that it is there already, or why it fits nowhere.

import type { MisfitReason } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import { appliedState, hasContext } from './alreadyApplied.ts';
import { resolveElisions } from './elision.ts';
import type { FileIndex } from './fileIndex.ts';
import { comparable, isBlank } from './lineNature.ts';
import { type Candidate, type Located, locateBlock } from './locateBlock.ts';
import type { ReplaceDraft } from './parsedAnswer.ts';
import { type Reading, readingsOf } from './readings.ts';
import type { IndentPair } from './reindent.ts';
import { type FileEdit, spliceBlock } from './splice.ts';

/** One way to apply a block. `start` and `end` are the first and last file line it stands on. */
export interface Placement {
  readonly start: number;
  readonly end: number;
  readonly edits: readonly FileEdit[];
  readonly indent: readonly IndentPair[];
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

/** `others` is what the answer's other blocks tell of its indentation. */
export function fitBlock(draft: ReplaceDraft, path: FilePath, index: FileIndex, others: readonly IndentPair[] = []): BlockFit {
  const attempts = readingsOf(draft, path).map((reading) => ({ reading, located: locateBlock(reading.search, index) }));
  const chosen = bestAttempt(attempts);
  if (!chosen || chosen.reading.search.every(isBlank)) return { kind: 'misfit', reason: 'refused', nearest: [] };
  const isText = (line: string) => index.places(index.intern(comparable(line)), 1).length > 0;
  const resolved = resolveElisions(chosen.reading.search, chosen.reading.replace, isText);
  if (resolved.kind === 'unclear') return { kind: 'misfit', reason: 'elision', nearest: chosen.located.candidates.slice(0, 2) };
  const reading = { ...chosen.reading, replace: resolved.replace };
  if (isSameText(reading)) return { kind: 'applied' };
  const options = plausible(chosen.located).filter((candidate) => hasContext(reading, chosen.located.search, candidate));
  const state = appliedState(reading, options, index);
  if (state === 'applied') return { kind: 'applied' };
  if (options.length === 0 || state === 'doubtful')
    return { kind: 'misfit', reason: 'missing', nearest: chosen.located.candidates.slice(0, 2) };
  return spliceAll({ reading, located: chosen.located }, options, index, others);
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

function spliceAll(
  { reading, located }: Attempt,
  options: readonly Candidate[],
  index: FileIndex,
  others: readonly IndentPair[],
): BlockFit {
  const placements: Placement[] = [];
  for (const candidate of options) {
    const outcome = spliceBlock(reading, located.search, { candidate, others }, index);
    if (outcome.kind === 'edits')
      placements.push({ start: candidate.start, end: candidate.end, edits: outcome.edits, indent: outcome.indent });
    else if (candidate === options[0]) break;
  }
  if (placements.length === 0) return { kind: 'misfit', reason: 'missing', nearest: options.slice(0, 2) };
  return { kind: 'placed', options: placements };
}
