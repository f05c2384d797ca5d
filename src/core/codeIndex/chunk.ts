// Cutting a text into pieces that can be shown alone: along the outline where there is one, else by lines.
import type { LineRange } from '../model/document.ts';
import type { Outline } from '../ports/syntaxParser.ts';

/** `symbol` is the path of the outline entry that the piece is or begins with; empty without one. */
export interface Chunk {
  readonly range: LineRange;
  readonly symbol: string;
}

export const maxChunkCharacters = 2400;
/** Texts and pieces up to this length are not taken apart. */
export const comfortableCharacters = 1200;
const overlapLines = 4;

interface Piece {
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol: string;
}

/** Pieces cover every line in order. None is longer than `maxChunkCharacters` unless a single line is. */
export function chunkLines(lines: readonly string[], outline: readonly Outline[]): Chunk[] {
  const sizes = lines.map((line) => line.length + 1);
  const starts = runningSums(sizes);
  const lengthOf = (piece: LineRange) => starts[piece.endLine]! - starts[piece.startLine]!;
  const pieces = divide({ startLine: 0, endLine: lines.length, symbol: '' }, outline, lengthOf);
  return merge(pieces, lengthOf)
    .flatMap((piece) => (lengthOf(piece) > maxChunkCharacters ? windows(piece, lengthOf) : [piece]))
    .map(toChunk);
}

function toChunk({ startLine, endLine, symbol }: Piece): Chunk {
  return { range: { startLine, endLine }, symbol };
}

function runningSums(sizes: readonly number[]): number[] {
  const sums = [0];
  for (const size of sizes) sums.push(sums.at(-1)! + size);
  return sums;
}

type LengthOf = (piece: LineRange) => number;

/** Cuts a piece at the borders of the outline entries directly in it, and goes on inside those that are still too long. */
function divide(whole: Piece, outline: readonly Outline[], lengthOf: LengthOf): Piece[] {
  const inside = outline.filter((entry) => contains(whole, entry.range) && !sameRange(whole, entry.range));
  if (lengthOf(whole) <= comfortableCharacters) return [{ ...whole, symbol: whole.symbol || (inside[0]?.path ?? '') }];
  const direct = outermost(inside);
  if (direct.length === 0) return [whole];
  const pieces: Piece[] = [];
  let line = whole.startLine;
  for (const entry of direct) {
    if (entry.range.startLine > line) pieces.push({ startLine: line, endLine: entry.range.startLine, symbol: whole.symbol });
    const own = { ...entry.range, symbol: entry.path };
    pieces.push(...(lengthOf(own) > maxChunkCharacters ? divide(own, inside, lengthOf) : [own]));
    line = entry.range.endLine;
  }
  if (line < whole.endLine) pieces.push({ startLine: line, endLine: whole.endLine, symbol: whole.symbol });
  return pieces;
}

const contains = (outer: LineRange, inner: LineRange) => outer.startLine <= inner.startLine && inner.endLine <= outer.endLine;
const sameRange = (a: LineRange, b: LineRange) => a.startLine === b.startLine && a.endLine === b.endLine;

function outermost(entries: readonly Outline[]): Outline[] {
  const sorted = [...entries].sort((a, b) => a.range.startLine - b.range.startLine || b.range.endLine - a.range.endLine);
  const kept: Outline[] = [];
  for (const entry of sorted)
    if (entry.range.startLine >= (kept.at(-1)?.range.endLine ?? 0) && entry.range.endLine > entry.range.startLine) kept.push(entry);
  return kept;
}

/** Joins neighbours while the result stays comfortable, so that one-line definitions do not stand alone. */
function merge(pieces: readonly Piece[], lengthOf: LengthOf): Piece[] {
  const merged: Piece[] = [];
  for (const piece of pieces) {
    const last = merged.at(-1);
    const joined = last && { startLine: last.startLine, endLine: piece.endLine, symbol: last.symbol || piece.symbol };
    if (joined && lengthOf(joined) <= comfortableCharacters) merged[merged.length - 1] = joined;
    else merged.push(piece);
  }
  return merged;
}

/** Overlapping windows of whole lines. */
function windows(piece: Piece, lengthOf: LengthOf): Piece[] {
  const found: Piece[] = [];
  let startLine = piece.startLine;
  while (startLine < piece.endLine) {
    let endLine = startLine + 1;
    while (endLine < piece.endLine && lengthOf({ startLine, endLine: endLine + 1 }) <= maxChunkCharacters) endLine++;
    found.push({ startLine, endLine, symbol: piece.symbol });
    if (endLine === piece.endLine) break;
    startLine = Math.max(startLine + 1, endLine - overlapLines);
  }
  return found;
}

/** Sections of a Markdown text, each up to the next heading of any level. */
export function markdownOutline(lines: readonly string[]): Outline[] {
  const sections: { path: string; startLine: number }[] = [];
  const trail: string[] = [];
  let fenced = false;
  lines.forEach((line, number) => {
    if (/^(?:```|~~~)/.test(line)) fenced = !fenced;
    const heading = fenced ? null : /^(#{1,6})\s+(.+?)\s*#*$/.exec(line);
    if (!heading) return;
    trail.length = Math.min(trail.length, heading[1]!.length - 1);
    trail.push(heading[2]!);
    sections.push({ path: trail.join(' > '), startLine: number });
  });
  return sections.map(({ path, startLine }, i) => ({
    path,
    kind: 'section',
    range: { startLine, endLine: sections[i + 1]?.startLine ?? lines.length },
  }));
}
