// Arithmetic on line ranges.
import type { LineRange } from '../model/document.ts';

export const lengthOf = (range: LineRange): number => Math.max(0, range.endLine - range.startLine);

export const contains = (outer: LineRange, inner: LineRange): boolean =>
  outer.startLine <= inner.startLine && inner.endLine <= outer.endLine;

export const overlaps = (a: LineRange, b: LineRange): boolean => a.startLine < b.endLine && b.startLine < a.endLine;

/** The range cut to a file of so many lines. */
export function clamp(range: LineRange, totalLines: number): LineRange {
  const startLine = Math.min(Math.max(0, range.startLine), totalLines);
  return { startLine, endLine: Math.min(Math.max(startLine, range.endLine), totalLines) };
}

/** What is left of a range outside of others: none, one or several ranges, in order. */
export function subtract(range: LineRange, others: readonly LineRange[]): readonly LineRange[] {
  let left: readonly LineRange[] = [range];
  for (const other of others) {
    left = left.flatMap((part) =>
      overlaps(part, other)
        ? [
            { startLine: part.startLine, endLine: other.startLine },
            { startLine: other.endLine, endLine: part.endLine },
          ].filter((rest) => lengthOf(rest) > 0)
        : [part],
    );
  }
  return left;
}
