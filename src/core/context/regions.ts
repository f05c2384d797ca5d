// Which part of a file belongs together: the symbol round some lines, and the parts that a request is about.
import type { LineRange } from '../model/document.ts';
import type { Outline } from '../ports/syntaxParser.ts';
import type { FileView } from './fileCache.ts';
import { clamp, contains, lengthOf, overlaps } from './lineRanges.ts';

const maxRegionLines = 160;
const windowLines = 30;
const maxCommentLines = 24;

export interface Region {
  readonly range: LineRange;
  readonly symbol?: string;
}

/** The smallest symbol that holds the lines, with its leading comment; where that is too long or unknown, a window round them. */
export function enclosingRegion(file: FileView, outline: readonly Outline[], lines: LineRange): Region {
  const holder = enclosingSymbol(outline, lines);
  if (holder && lengthOf(holder.range) <= Math.max(maxRegionLines, 2 * lengthOf(lines))) {
    return { range: withLeadingComment(file, holder.range), symbol: holder.path };
  }
  const around = { startLine: lines.startLine - windowLines, endLine: lines.endLine + windowLines };
  return { range: clamp(around, file.lines.length), ...(holder ? { symbol: holder.path } : {}) };
}

/** The smallest symbol that holds the lines. */
export const enclosingSymbol = (outline: readonly Outline[], lines: LineRange): Outline | undefined =>
  outline.filter((entry) => contains(entry.range, atLeastOneLine(lines))).sort((a, b) => lengthOf(a.range) - lengthOf(b.range))[0];

const atLeastOneLine = (lines: LineRange): LineRange => ({
  startLine: lines.startLine,
  endLine: Math.max(lines.endLine, lines.startLine + 1),
});

const commentLine = /^\s*(?:\/\/|\/\*|\*|#(?!\s*(?:include|define|if|endif))|--|"""|@\w)/;

/** The range extended upwards over the comment and decorator lines directly above it. */
export function withLeadingComment(file: FileView, range: LineRange): LineRange {
  let startLine = range.startLine;
  const highest = Math.max(0, startLine - maxCommentLines);
  while (startLine > highest && commentLine.test(file.lines[startLine - 1]!)) startLine--;
  return { startLine, endLine: range.endLine };
}

/** Parts of a long file that hold most of the words, best first; each with the share of words it holds. */
export function regionsAbout(
  file: FileView,
  outline: readonly Outline[],
  words: readonly string[],
): readonly (Region & { readonly share: number })[] {
  if (words.length === 0) return [];
  const leaves = outline.filter((entry) => !outline.some((other) => other !== entry && contains(entry.range, other.range)));
  const candidates: readonly Region[] =
    leaves.length > 0
      ? leaves
          .filter((leaf) => lengthOf(leaf.range) <= maxRegionLines)
          .map((leaf) => ({ range: withLeadingComment(file, leaf.range), symbol: leaf.path }))
      : windowsOf(file);
  const scored = candidates.map((region) => ({ ...region, share: shareOf(file, region, words) })).filter((region) => region.share > 0);
  scored.sort((a, b) => b.share - a.share || a.range.startLine - b.range.startLine);
  return withoutOverlaps(scored);
}

function windowsOf(file: FileView): readonly Region[] {
  const regions: Region[] = [];
  for (let startLine = 0; startLine < file.lines.length; startLine += windowLines) {
    regions.push({ range: clamp({ startLine, endLine: startLine + windowLines }, file.lines.length) });
  }
  return regions;
}

/** A word in the symbol's own name counts twice. */
function shareOf(file: FileView, region: Region, words: readonly string[]): number {
  const text = file.lines.slice(region.range.startLine, region.range.endLine).join('\n').toLowerCase();
  const name = region.symbol?.toLowerCase() ?? '';
  const points = words.reduce((sum, word) => sum + (text.includes(word) ? 1 : 0) + (name.includes(word) ? 1 : 0), 0);
  return Math.min(1, points / (words.length + 1));
}

function withoutOverlaps<T extends Region>(regions: readonly T[]): readonly T[] {
  const kept: T[] = [];
  for (const region of regions) if (!kept.some((other) => overlaps(other.range, region.range))) kept.push(region);
  return kept;
}
