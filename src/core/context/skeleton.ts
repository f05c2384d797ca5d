// A file or a part of it without bodies: signatures, comments and declarations stay.
import type { LineRange } from '../model/document.ts';
import type { Outline } from '../ports/syntaxParser.ts';
import type { FileView } from './fileCache.ts';
import { contains, lengthOf, overlaps, subtract } from './lineRanges.ts';

const minBodyLines = 2;
/** Lines outside of any symbol that stay at the head of a longer run of them: imports, constants. */
const maxLooseLines = 25;

const mostNames = 60;

/** Signatures, then only the names of symbols with their lines; none where no symbol is known, since there is no outline then. */
export function skeletonsOf(file: FileView, outline: readonly Outline[], range: LineRange): readonly string[] {
  const inside = outline.filter((entry) => contains(range, entry.range));
  const signatures = inside.length === 0 ? undefined : skeletonOf(file, outline, range);
  if (signatures === undefined) return [];
  const names = inside.map((entry) => `lines ${entry.range.startLine + 1}-${entry.range.endLine}: ${entry.kind} ${entry.path}`);
  const shown = names.length > mostNames ? [...names.slice(0, mostNames), `… and ${names.length - mostNames} more symbols …`] : names;
  return [signatures, shown.join('\n')];
}

/** The lines of `range` with bodies replaced by a line that counts them; undefined when nothing could be left out. */
export function skeletonOf(file: FileView, outline: readonly Outline[], range: LineRange): string | undefined {
  const inside = outline.filter((entry) => contains(range, entry.range));
  const gaps = mergeGaps([...inside.flatMap((entry) => bodyOf(entry, inside)), ...looseGaps(range, inside)]);
  if (gaps.length === 0) return undefined;
  const lines: string[] = [];
  let at = range.startLine;
  for (const gap of gaps) {
    lines.push(...file.lines.slice(at, gap.startLine), gapLine(file, gap));
    at = gap.endLine;
  }
  lines.push(...file.lines.slice(at, range.endLine));
  return lines.join('\n');
}

/** Only a symbol without symbols inside loses its body: a class keeps the signatures of its methods. */
function bodyOf(entry: Outline, all: readonly Outline[]): readonly LineRange[] {
  const hasMembers = all.some(
    (other) => other !== entry && contains(entry.range, other.range) && lengthOf(other.range) < lengthOf(entry.range),
  );
  if (hasMembers || !entry.body) return [];
  const body = { startLine: Math.max(entry.body.startLine, entry.range.startLine + 1), endLine: entry.body.endLine };
  return lengthOf(body) >= minBodyLines ? [body] : [];
}

function looseGaps(range: LineRange, inside: readonly Outline[]): readonly LineRange[] {
  return subtract(
    range,
    inside.map((entry) => entry.range),
  )
    .filter((loose) => lengthOf(loose) > maxLooseLines + minBodyLines)
    .map((loose) => ({ startLine: loose.startLine + maxLooseLines, endLine: loose.endLine }));
}

function mergeGaps(gaps: readonly LineRange[]): readonly LineRange[] {
  const merged: LineRange[] = [];
  for (const gap of [...gaps].sort((a, b) => a.startLine - b.startLine || b.endLine - a.endLine)) {
    const last = merged.at(-1);
    if (last && overlaps(last, gap))
      merged[merged.length - 1] = { startLine: last.startLine, endLine: Math.max(last.endLine, gap.endLine) };
    else merged.push(gap);
  }
  return merged;
}

function gapLine(file: FileView, gap: LineRange): string {
  const indent = /^\s*/.exec(file.lines[gap.startLine] ?? '')?.[0] ?? '';
  return `${indent}… ${lengthOf(gap)} lines left out …`;
}
