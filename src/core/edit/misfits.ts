// Why a block was refused, in words that help to write it again.
import type { Misfit, MisfitReason, NearMiss } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import type { FileIndex } from './fileIndex.ts';
import type { Candidate } from './locateBlock.ts';
import { type AnswerBlock, toEditBlock } from './parsedAnswer.ts';

const explanations: Readonly<Record<MisfitReason, (path: string) => string>> = {
  missing: (path) => `The SEARCH part is not in ${path}, or a line it removes is not there as written.`,
  ambiguous: (path) => `The SEARCH part fits several places in ${path} equally well; more lines around it would decide.`,
  overlap: (path) => `Another block of this answer changes the same lines of ${path}.`,
  noFile: (path) => `There is no file ${path}.`,
  fileExists: (path) => `${path} exists already; change it with SEARCH and REPLACE parts that quote it.`,
  noPath: () => 'The block names no file, and more than one file is in question.',
  elision: (path) => `A marker for lines left out cannot be resolved on ${path}; the lines must be written out.`,
  truncated: () => 'The answer ends before its last block does, so none of it is used.',
  refused: (path) => `The block for ${path} quotes no line of it, or has no divider between its parts.`,
};

export function toMisfit(block: AnswerBlock, reason: MisfitReason, path: FilePath | undefined, nearest: readonly NearMiss[] = []): Misfit {
  const explanation = explanations[reason](path ?? 'the file');
  return { block: toEditBlock(block), reason, explanation, nearest, ...(path === undefined ? {} : { path }) };
}

const mostLinesShown = 40;

/** The real lines at the places that come nearest. */
export function nearestLines(candidates: readonly Candidate[], index: FileIndex): NearMiss[] {
  return candidates
    .filter((candidate) => candidate.start >= 0)
    .slice(0, 3)
    .map(({ start, end, score }) => ({
      startLine: start,
      lines: index.lines.slice(start, Math.min(end + 1, start + mostLinesShown)),
      score: Math.max(0, Math.min(1, score)),
    }));
}
