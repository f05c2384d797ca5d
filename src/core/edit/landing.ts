// Where a block will land, told as soon as its SEARCH part is complete, for showing only: nothing is applied on its word.
import type { LineRange } from '../model/document.ts';
import { FileIndex } from './fileIndex.ts';
import { locateWhole } from './locateBlock.ts';

/** The place of a SEARCH part that stands in the file as a whole, once, or nearest to the hint; `undefined` in any doubt. */
export type FindLanding = (search: readonly string[], lineHint?: number) => LineRange | undefined;

/** Prepares one text; each search is then cheap enough for a stream. */
export function createLandingFinder(text: string): FindLanding {
  const index = new FileIndex(text);
  return (search, lineHint) => {
    const { candidates } = locateWhole(search, index);
    const sorted =
      lineHint === undefined
        ? candidates
        : candidates.toSorted((a, b) => Math.abs(a.start + 1 - lineHint) - Math.abs(b.start + 1 - lineHint));
    const [place] = sorted;
    if (!place || (sorted.length > 1 && lineHint === undefined)) return undefined;
    return { startLine: place.start, endLine: place.end + 1 };
  };
}
