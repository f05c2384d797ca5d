// Pieces of one file that overlap: what is shown already, and what is left to show.
import type { ContextItem, PackedItem } from '../model/context.ts';
import type { LineRange } from '../model/document.ts';
import { contains, lengthOf, subtract } from './lineRanges.ts';

/** Packed pieces of the same file that show real lines, except those that the item would replace. */
export const partsShown = (packed: readonly PackedItem[], item: ContextItem): readonly PackedItem[] =>
  packed.filter(
    (part) => isFileText(item) && isFileText(part) && part.path === item.path && part.form === 'whole' && !isInside(part, item),
  );

/** True for a piece whose text is the very lines of a file, so that overlaps can be cut. */
export const isFileText = (item: ContextItem) => item.path !== undefined && item.range !== undefined && item.totalLines !== undefined;

const isInside = (part: ContextItem, item: ContextItem) =>
  contains(item.range!, part.range!) && lengthOf(part.range!) < lengthOf(item.range!);

export const isWithin = (part: PackedItem, item: ContextItem) =>
  isFileText(item) && isFileText(part) && part.form === 'whole' && part.path === item.path && contains(item.range!, part.range!);

/** The piece without the lines that are shown already; undefined when none are left. */
export function uncovered(item: ContextItem, shown: readonly LineRange[]): ContextItem | undefined {
  if (!isFileText(item) || shown.length === 0) return item;
  const rest = subtract(item.range!, shown);
  const longest = [...rest].sort((a, b) => lengthOf(b) - lengthOf(a))[0];
  if (!longest) return undefined;
  if (lengthOf(longest) === lengthOf(item.range!)) return item;
  const offset = longest.startLine - item.range!.startLine;
  return {
    ...item,
    range: longest,
    text: item.text
      .split('\n')
      .slice(offset, offset + lengthOf(longest))
      .join('\n'),
  };
}
