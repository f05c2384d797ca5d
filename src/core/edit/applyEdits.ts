// Edits written into a text. Outside the edited lines every character stays; line ends and the final newline are the file's own.
import { endsWithLineEnd, type LineTable, lineEndOf } from '../text/lines.ts';
import type { FileEdit } from './splice.ts';

/** Edits must not overlap; equal ones count once. */
export function applyEdits(table: LineTable, edits: readonly FileEdit[]): string {
  const sorted = [...edits].sort((a, b) => a.start - b.start || a.end - b.end);
  const lineEnd = lineEndOf(table.text);
  const parts: string[] = [];
  let offset = 0;
  let last: FileEdit | undefined;
  for (const edit of sorted) {
    if (last && isSame(last, edit)) continue;
    last = edit;
    const start = startOf(table, edit.start);
    parts.push(table.text.slice(offset, start));
    if (edit.lines.length > 0 && edit.start === table.lines.length && !endsWithLineEnd(table.text)) parts.push(lineEnd);
    parts.push(edit.lines.map((line) => line + lineEnd).join(''));
    offset = startOf(table, edit.end);
  }
  parts.push(table.text.slice(offset));
  return sameEnding(table.text, parts.join(''), lineEnd);
}

const startOf = (table: LineTable, line: number) => table.starts[line] ?? table.text.length;

const isSame = (a: FileEdit, b: FileEdit) =>
  a.start === b.start && a.end === b.end && a.end > a.start && a.lines.join('\n') === b.lines.join('\n');

/** The new text ends with a line end exactly where the old one did. */
function sameEnding(before: string, after: string, lineEnd: string): string {
  if (before === '' || after === '' || endsWithLineEnd(before) === endsWithLineEnd(after)) return after;
  return endsWithLineEnd(after) ? after.replace(/\r?\n$|\r$/, '') : after + lineEnd;
}
