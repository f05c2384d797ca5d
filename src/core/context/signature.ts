// What has to be shown of a symbol so that it can be used correctly: its comment and its signature, not its body.
import type { LineRange } from '../model/document.ts';
import type { Outline } from '../ports/syntaxParser.ts';
import type { FileView } from './fileCache.ts';
import { lengthOf } from './lineRanges.ts';
import { withLeadingComment } from './regions.ts';

const maxDeclarationLines = 40;
const maxBareLines = 8;
const shortBodyLines = 3;

/** The symbol of the outline whose declaration stands at a line; the smallest where several do. */
export function symbolAt(outline: readonly Outline[], line: number, name: string): Outline | undefined {
  const named = outline.filter((entry) => lastName(entry.path) === name && entry.range.startLine <= line && line < headerEnd(entry));
  return named.sort((a, b) => lengthOf(a.range) - lengthOf(b.range))[0];
}

const headerEnd = ({ range, body }: Outline): number => (body ? Math.max(body.startLine, range.startLine + 1) : range.endLine);

export const lastName = (path: string): string => path.split('.').at(-1)!;

/** The lines to show for a declaration at `line`: comment and signature, and a body only where it is as short as its signature. */
export function signatureLines(file: FileView, symbol: Outline | undefined, line: number): LineRange {
  if (!symbol) return withLeadingComment(file, { startLine: line, endLine: endOfStatement(file, line) });
  const { range, body } = symbol;
  const bodyLines = body ? lengthOf(body) : 0;
  const isShort = body ? bodyLines <= shortBodyLines : lengthOf(range) <= maxDeclarationLines;
  if (isShort) return withLeadingComment(file, range);
  const endLine = body ? Math.max(body.startLine, range.startLine + 1) : range.startLine + maxDeclarationLines;
  return withLeadingComment(file, { startLine: range.startLine, endLine: Math.min(endLine, range.startLine + maxDeclarationLines) });
}

/** Without a grammar: up to the line that opens a body or ends a statement. */
function endOfStatement(file: FileView, line: number): number {
  const last = Math.min(file.lines.length, line + maxBareLines);
  for (let at = line; at < last; at++) if (/[{;:]\s*$/.test(file.lines[at]!)) return at + 1;
  return last;
}
