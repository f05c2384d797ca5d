// Text as lines: where each starts and ends, and which line end a text uses.

export type LineEnd = '\n' | '\r\n' | '\r';

/** Lines without their ends, with offsets into `text`. A final line end opens no further line; an empty text has no lines. */
export interface LineTable {
  readonly text: string;
  readonly lines: readonly string[];
  /** Offset of each line's first character. */
  readonly starts: readonly number[];
  /** Offset behind each line's own characters, before its line end. */
  readonly ends: readonly number[];
}

const newline = 10;
const carriageReturn = 13;

/** Lines end at LF or CRLF; a lone CR counts only where the text has no LF at all. */
export function indexLines(text: string): LineTable {
  if (!text.includes('\n') && text.includes('\r')) return indexAt(text, '\r');
  return indexAt(text, '\n');
}

function indexAt(text: string, mark: '\n' | '\r'): LineTable {
  const lines: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  for (let start = 0; start < text.length; ) {
    const found = text.indexOf(mark, start);
    const stop = found < 0 ? text.length : found;
    const end = mark === '\n' && found > start && text.charCodeAt(stop - 1) === carriageReturn ? stop - 1 : stop;
    lines.push(text.slice(start, end));
    starts.push(start);
    ends.push(end);
    start = stop + 1;
  }
  return { text, lines, starts, ends };
}

/** The lines of a text without line ends. */
export function splitLines(text: string): readonly string[] {
  return indexLines(text).lines;
}

/** The lines of a text with their line ends; joined they are the text. */
export function fullLines(text: string): string[] {
  const { starts } = indexLines(text);
  return starts.map((start, at) => text.slice(start, starts[at + 1] ?? text.length));
}

/** The line end most lines use; LF where there is none. */
export function lineEndOf(text: string): LineEnd {
  let bare = 0;
  let paired = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) {
    if (at > 0 && text.charCodeAt(at - 1) === carriageReturn) paired++;
    else bare++;
  }
  if (bare + paired === 0) return text.includes('\r') ? '\r' : '\n';
  return paired > bare ? '\r\n' : '\n';
}

/** Whether the last line is closed by a line end; true for an empty text. */
export function endsWithLineEnd(text: string): boolean {
  const last = text.charCodeAt(text.length - 1);
  return text.length === 0 || last === newline || last === carriageReturn;
}
