// What has to be shown of a symbol so that it can be used correctly: its comment and its signature, not its body.
import type { LineRange } from '../model/document.ts';
import type { Outline } from '../ports/syntaxParser.ts';
import type { FileView } from './fileCache.ts';
import { lengthOf } from './lineRanges.ts';
import { withLeadingComment } from './regions.ts';

const maxDeclarationLines = 40;
const maxBareLines = 8;
const shortBodyLines = 3;
const maxClassLines = 16;
const maxDocstringLines = 12;

/** The symbol of the outline whose declaration stands at a line; the smallest where several do. */
export function symbolAt(outline: readonly Outline[], line: number, name: string): Outline | undefined {
  const named = outline.filter((entry) => lastName(entry.path) === name && entry.range.startLine <= line && line < headerEnd(entry));
  return named.sort((a, b) => lengthOf(a.range) - lengthOf(b.range))[0];
}

const headerEnd = ({ range, body }: Outline): number => (body ? Math.max(body.startLine, range.startLine + 1) : range.endLine);

export const lastName = (path: string): string => path.split('.').at(-1)!;

/** Of these the body is what there is to know. */
const shapes = new Set(['interface', 'type', 'enum', 'struct', 'trait', 'field', 'variable', 'constant']);

/**
 * The lines to show for a declaration at `line`: comment and signature. A body is shown where it is short, where it is the shape of a
 * type, and as far as its fields may go for a class.
 */
export function signatureLines(file: FileView, symbol: Outline | undefined, line: number): LineRange {
  if (!symbol) return withLeadingComment(file, { startLine: line, endLine: endOfStatement(file, line) });
  const { startLine } = symbol.range;
  const endLine = Math.min(symbol.range.endLine, startLine + maxDeclarationLines, endOfSignature(file, symbol));
  return withLeadingComment(file, { startLine, endLine });
}

function endOfSignature(file: FileView, { kind, range, body }: Outline): number {
  if (!body || shapes.has(kind) || lengthOf(body) <= shortBodyLines) return range.endLine;
  if (kind === 'class') return lengthOf(range) <= maxDeclarationLines ? range.endLine : range.startLine + maxClassLines;
  const start = Math.max(body.startLine, range.startLine + 1);
  return endOfDocstring(file, start) ?? start;
}

/** Python writes the comment of a function into its body. */
function endOfDocstring(file: FileView, line: number): number | undefined {
  const mark = /^\s*[rRuU]?("""|''')/.exec(file.lines[line] ?? '')?.[1];
  if (mark === undefined) return undefined;
  if (file.lines[line]!.trim().length > mark.length && file.lines[line]!.trimEnd().endsWith(mark)) return line + 1;
  const last = Math.min(file.lines.length, line + maxDocstringLines);
  for (let at = line + 1; at < last; at++) if (file.lines[at]!.includes(mark)) return at + 1;
  return last;
}

/** Without a grammar: up to the line that opens a body or ends a statement. */
function endOfStatement(file: FileView, line: number): number {
  const last = Math.min(file.lines.length, line + maxBareLines);
  for (let at = line; at < last; at++) if (/[{;:]\s*$/.test(file.lines[at]!)) return at + 1;
  return last;
}
