// All replace blocks of one answer on one file, placed on the original text and applied at once or not at all.
import type { Misfit } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import { applyEdits } from './applyEdits.ts';
import { FileIndex } from './fileIndex.ts';
import { type BlockFit, fitBlock } from './fitBlock.ts';
import { nearestLines, toMisfit } from './misfits.ts';
import type { ReplaceDraft } from './parsedAnswer.ts';
import { type PlacedBlock, settlePlaces } from './placeBlocks.ts';
import { tellsNothing } from './reindent.ts';

/** `after` is the old text when there is a misfit or when nothing was left to change. */
export interface FittedFile {
  readonly after: string;
  readonly misfits: readonly Misfit[];
}

export function fitReplaceBlocks(drafts: readonly ReplaceDraft[], path: FilePath, text: string): FittedFile {
  if (drafts.length === 0) return { after: text, misfits: [] };
  const filled = fillEmptyFile(drafts, text);
  if (filled !== undefined) return { after: filled, misfits: [] };
  const index = new FileIndex(text);
  const placed: PlacedBlock[] = [];
  const misfits: Misfit[] = [];
  for (const { draft, fit } of fitTogether(drafts, path, index)) {
    if (fit.kind === 'misfit') misfits.push(toMisfit(draft, fit.reason, path, nearestLines(fit.nearest, index)));
    else if (fit.kind === 'placed') placed.push({ ordinal: draft.ordinal, options: fit.options, ...hintOf(draft) });
  }
  const settled = settlePlaces(placed);
  for (const draft of drafts) {
    if (settled.overlapping.includes(draft.ordinal)) misfits.push(toMisfit(draft, 'overlap', path));
    if (!settled.ambiguous.includes(draft.ordinal)) continue;
    const options = placed.find(({ ordinal }) => ordinal === draft.ordinal)!.options;
    const nearest = options.slice(0, 3).map(({ start, end }) => ({ startLine: start, lines: index.lines.slice(start, end + 1), score: 1 }));
    misfits.push(toMisfit(draft, 'ambiguous', path, nearest));
  }
  if (misfits.length > 0) return { after: text, misfits: misfits.map((misfit) => ({ ...misfit, wouldFit: othersOf(drafts, misfits) })) };
  return {
    after: applyEdits(
      index.table,
      [...settled.chosen.values()].flatMap(({ edits }) => edits),
    ),
    misfits,
  };
}

/** A block whose lines tell nothing of its indentation is fitted again with what the others tell. */
function fitTogether(drafts: readonly ReplaceDraft[], path: FilePath, index: FileIndex): { draft: ReplaceDraft; fit: BlockFit }[] {
  const fits = drafts.map((draft) => ({ draft, fit: fitBlock(draft, path, index) }));
  const told = fits.flatMap(({ fit }) => (fit.kind === 'placed' ? (fit.options[0]?.indent ?? []) : [])).filter(({ from }) => from !== '');
  if (told.every(({ from, to }) => from === to)) return fits;
  const isSilent = (fit: BlockFit) => fit.kind === 'placed' && fit.options.every(({ indent }) => tellsNothing(indent));
  return fits.map(({ draft, fit }) => ({ draft, fit: isSilent(fit) ? fitBlock(draft, path, index, told) : fit }));
}

/** The blocks that are not refused. */
function othersOf(drafts: readonly ReplaceDraft[], misfits: readonly Misfit[]): number[] {
  const refused = new Set(misfits.map(({ block }) => block.ordinal));
  return drafts.map(({ ordinal }) => ordinal).filter((ordinal) => !refused.has(ordinal));
}

const hintOf = ({ lineHint }: ReplaceDraft) => (lineHint === undefined ? {} : { lineHint });

/** One block with an empty SEARCH part is the text of a file that is still empty. */
function fillEmptyFile(drafts: readonly ReplaceDraft[], text: string): string | undefined {
  const [draft] = drafts;
  const divider = draft?.dividers[0];
  if (!draft || drafts.length > 1 || text.trim() !== '' || divider === undefined) return undefined;
  if (draft.body.slice(0, divider).some((line) => line.trim() !== '')) return undefined;
  return draft.body
    .slice(divider + 1)
    .map((line) => `${line}\n`)
    .join('');
}
