// Line ranges that follow the typing around them. Lines here are an editor's: a final line end opens one more, empty line.
import type { LineRange, TextRange } from '../model/document.ts';

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
  return text.split(/\r\n|\n|\r/);
}

/** Changes `lines` in place and says which whole lines really differ afterwards. */
export function applyTextChange(lines: string[], change: TextChange): LineEdit {
  const { start, end } = change.range;
  const before = lines.slice(start.line, end.line + 1);
  const head = (before[0] ?? '').slice(0, start.character);
  const tail = (before.at(-1) ?? '').slice(end.character);
  const after = editorLines(head + change.text + tail);
  lines.splice(start.line, before.length, ...after);
  return trimEdit(start.line, before, after);
}

/**
 * Where the range lies after an edit. An edit inside or across its ends makes it cover what came in its place; an insertion at
 * either end stays outside. Undefined when an empty range lost both neighbours: its place is gone.
 */
export function moveRange(range: LineRange, edit: LineEdit): LineRange | undefined {
  const delta = edit.added - (edit.endLine - edit.startLine);
  if (edit.startLine >= range.endLine) return range;
  if (edit.endLine <= range.startLine) return { startLine: range.startLine + delta, endLine: range.endLine + delta };
  if (range.startLine === range.endLine) return undefined;
  const startLine = Math.min(range.startLine, edit.startLine);
  return { startLine, endLine: Math.max(range.endLine, edit.endLine) + delta };
}

function trimEdit(startLine: number, before: readonly string[], after: readonly string[]): LineEdit {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  return { startLine: startLine + head, endLine: startLine + before.length - tail, added: after.length - head - tail };
}
