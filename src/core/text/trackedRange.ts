// Line ranges that follow the typing around them. Lines here are an editor's: a final line end opens one more, empty line.
import type { LineRange, TextRange } from '../model/document.ts';
import { diffLines } from './lineDiff.ts';
import { indexLines } from './lines.ts';

/** Lines `startLine..endLine` became `added` lines. */
export interface LineEdit extends LineRange {
  readonly added: number;
}

/** One text change as editors report it. */
export interface TextChange {
  readonly range: TextRange;
  readonly text: string;
}

/** Lines of a text as an editor counts them. */
export function editorLines(text: string): string[] {
  const { lines, ends } = indexLines(text);
  const isClosed = lines.length === 0 || ends.at(-1)! < text.length;
  return isClosed ? [...lines, ''] : [...lines];
}

/** A text's lines, and what made them of the lines before: each edit's lines are those left by the edits before it. */
export interface FollowedLines {
  readonly lines: readonly string[];
  readonly edits: readonly LineEdit[];
}

/**
 * The changes are taken at their word only if they lead to the text, letter for letter; otherwise, or without them, the two texts
 * are compared. Taking a large text apart for each letter that is typed would hold up the host.
 */
export function followLines(known: readonly string[], text: string, changes?: readonly TextChange[]): FollowedLines {
  if (changes) {
    const lines = known.slice();
    const edits = changes.flatMap((change) => applyTextChange(lines, change));
    if (isTextOf(lines, text)) return { lines, edits };
  }
  const lines = editorLines(text);
  return { lines, edits: compareLines(known, lines, 0) };
}

/** Joining and comparing as a whole is many times faster than looking at each line. Texts of mixed ends are taken apart instead. */
const isTextOf = (lines: readonly string[], text: string): boolean => lines.join(text.includes('\r\n') ? '\r\n' : '\n') === text;

export const lineEditsBetween = (known: readonly string[], now: readonly string[]): readonly LineEdit[] => compareLines(known, now, 0);

/** Changes `lines` in place and says which whole lines really differ afterwards. */
export function applyTextChange(lines: string[], change: TextChange): readonly LineEdit[] {
  const { start, end } = change.range;
  const before = lines.slice(start.line, end.line + 1);
  const head = (before[0] ?? '').slice(0, start.character);
  const tail = (before.at(-1) ?? '').slice(end.character);
  const after = (head + change.text + tail).split(/\r\n|\n|\r/);
  replaceLines(lines, start.line, before.length, after);
  return compareLines(before, after, start.line);
}

const mostSpread = 50_000;

/** Spreading very many lines into one call would overflow the stack. */
function replaceLines(lines: string[], start: number, count: number, added: readonly string[]): void {
  lines.splice(start, count, ...added.slice(0, mostSpread));
  for (let at = mostSpread; at < added.length; at += mostSpread) lines.splice(start + at, 0, ...added.slice(at, at + mostSpread));
}

/** Last first, so that no edit moves the place of one that follows it in the list. */
function compareLines(before: readonly string[], after: readonly string[], offset: number): readonly LineEdit[] {
  return diffLines(before, after)
    .map(({ aStart, aEnd, bStart, bEnd }) => ({ startLine: offset + aStart, endLine: offset + aEnd, added: bEnd - bStart }))
    .reverse();
}

/**
 * Where the range lies after an edit. An edit inside or across its ends makes it cover what came in its place; an insertion at
 * either end stays outside. Undefined when an empty range lost both neighbours: its place is gone.
 */
export function moveRange(range: LineRange, edit: LineEdit): LineRange | undefined {
  const delta = edit.added - (edit.endLine - edit.startLine);
  if (edit.startLine >= range.endLine) return range;
  if (edit.endLine <= range.startLine) return delta === 0 ? range : { startLine: range.startLine + delta, endLine: range.endLine + delta };
  if (range.startLine === range.endLine) return undefined;
  const startLine = Math.min(range.startLine, edit.startLine);
  return { startLine, endLine: Math.max(range.endLine, edit.endLine) + delta };
}

export const sameLines = (left: readonly string[], right: readonly string[]): boolean =>
  left.length === right.length && left.every((line, at) => line === right[at]);
