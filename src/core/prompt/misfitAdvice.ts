// What a model is told about blocks that could not be placed, so that its next try fits.
import { assertNever } from '../../base/assertNever.ts';
import type { EditBlock, Misfit, MisfitReason, NearMiss } from '../model/change.ts';

const remedies: Readonly<Record<MisfitReason, string>> = {
  missing: 'Quote the real lines shown below, character for character.',
  ambiguous: 'Quote more lines around the change, or name the line number: <<<<<<< SEARCH (line N).',
  overlap: 'Merge the blocks that change the same lines into one.',
  noFile: 'Name an existing file, or make the file with an empty SEARCH part.',
  fileExists: 'Change the existing file with blocks that quote its lines, or choose another path.',
  noPath: 'Write the path of the file alone in the line before the block.',
  elision: 'Write out every line in both parts; no "..." and no "existing code".',
  truncated: 'Write all blocks again and close each with its end marker; smaller blocks leave more room.',
  refused: 'Write both parts with the divider ======= between them.',
};

/**
 * One message part over all misfits of an answer. `fitted` counts the blocks that found their place; `hasRest` when those of files with
 * a refused block are in the draft too.
 */
export function misfitAdvice(misfits: readonly Misfit[], { fitted, hasRest }: { fitted: number; hasRest: boolean }): string {
  if (hasRest) return ['These blocks could not be placed; all others are in the draft.', ...misfits.map(adviceFor)].join('\n\n');
  const count = misfits.length;
  const head = `${count} edit block${count === 1 ? '' : 's'} could not be placed, so the file${count === 1 ? ' was' : 's were'} left as before.`;
  const rest =
    fitted > 0
      ? `${fitted} other block${fitted === 1 ? '' : 's'} would fit; repeat all blocks of a file that has a refused one, since its edits are applied together or not at all.`
      : 'Write the blocks again.';
  return [`${head} ${rest}`, ...misfits.map(adviceFor)].join('\n\n');
}

function adviceFor(misfit: Misfit): string {
  const lines = [
    `Block ${misfit.block.ordinal + 1}${misfit.path === undefined ? '' : ` (${misfit.path})`}: ${misfit.explanation} ${remedies[misfit.reason]}`,
    fittingBlocks(misfit),
    quote(firstLines(misfit.block), 'It began:'),
    ...misfit.nearest.slice(0, 3).map(realLines),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function fittingBlocks({ wouldFit = [] }: Misfit): string {
  if (wouldFit.length === 0) return '';
  const numbers = wouldFit.map((ordinal) => ordinal + 1);
  const named = numbers.length === 1 ? `Block ${numbers[0]}` : `Blocks ${numbers.slice(0, -1).join(', ')} and ${numbers.at(-1)}`;
  return `${named} would fit this file as written.`;
}

const mostLines = 30;

function firstLines(block: EditBlock): readonly string[] {
  switch (block.kind) {
    case 'replace':
      return block.search.slice(0, 3);
    case 'create':
    case 'delete':
    case 'rename':
      return [];
    default:
      return assertNever(block);
  }
}

function realLines({ startLine, lines }: NearMiss): string {
  return quote(lines.slice(0, mostLines), `The file has from line ${startLine + 1}:`);
}

function quote(lines: readonly string[], head: string): string {
  if (lines.length === 0) return '';
  const longest = Math.max(2, ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)));
  const fence = '`'.repeat(longest + 1);
  return [head, fence, ...lines, fence].join('\n');
}
