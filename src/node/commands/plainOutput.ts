// Program output as plain text: escape sequences and control characters gone, lines that were drawn over kept as last drawn, size capped.

const escapes = new RegExp(
  [
    String.raw`\u001b\[[0-?]*[ -/]*[@-~]`,
    String.raw`\u009b[0-?]*[ -/]*[@-~]`,
    String.raw`\u001b[\]PX^_][^\u0007\u001b\u009c]*(?:\u0007|\u001b\\|\u009c)`,
    String.raw`\u001b[ -/]*[0-~]`,
  ].join('|'),
  'g',
);
const openEscape = new RegExp(
  [
    String.raw`\u001b\[[0-?]*[ -/]*$`,
    String.raw`\u009b[0-?]*[ -/]*$`,
    String.raw`\u001b[\]PX^_][^\u0007\u001b\u009c]*\u001b?$`,
    String.raw`\u001b[ -/]*$`,
  ].join('|'),
);
const controls = new RegExp(
  ['[', String.raw`\u0000-\u0008\u000b-\u001f\u007f-\u009f`, String.raw`\u200e\u200f\u202a-\u202e\u2066-\u2069`, ']'].join(''),
  'g',
);
const longestOpenEscape = 4_096;

/** Feeds on decoded pieces, cut anywhere; an escape sequence or a line that is drawn over may span them. */
export class PlainOutput {
  private held = '';

  /** The text that is settled by now: whole lines, so that a progress bar shows as its last state. */
  push(piece: string): string {
    const text = this.held + piece;
    const settled = text.lastIndexOf('\n') + 1;
    this.held = text.slice(settled);
    const isEndless = this.held.length > longestOpenEscape && !openEscape.test(this.held.slice(-longestOpenEscape));
    if (!isEndless && this.held.length < 16 * longestOpenEscape) return toPlain(text.slice(0, settled));
    this.held = '';
    return toPlain(text);
  }

  /** The line that is being written, as it looks now: a progress bar for one. */
  line(): string {
    return toPlain(this.held.replace(openEscape, '')).slice(-longestOpenEscape);
  }

  finish(): string {
    const rest = toPlain(this.held.replace(openEscape, ''));
    this.held = '';
    return rest;
  }
}

function toPlain(text: string): string {
  return text
    .replace(escapes, '')
    .replace(/\r+\n/g, '\n')
    .split('\n')
    .map((line) => (line.includes('\r') ? (line.split('\r').findLast((part) => part !== '') ?? '') : line))
    .join('\n')
    .replace(controls, '');
}

/** Keeps the beginning and the end of a long text: the beginning tells what ran, the end how it ended. */
export class CappedText {
  private head = '';
  private tail = '';
  private omitted = 0;

  constructor(private readonly halfSize: number) {}

  add(text: string): void {
    const room = this.halfSize - this.head.length;
    this.head += text.slice(0, Math.max(0, room));
    this.tail += text.slice(Math.max(0, room));
    if (this.tail.length <= 2 * this.halfSize) return;
    this.omitted += this.tail.length - this.halfSize;
    this.tail = this.tail.slice(-this.halfSize);
  }

  finish(): { readonly text: string; readonly omitted: number } {
    const extra = Math.max(0, this.tail.length - this.halfSize);
    const omitted = this.omitted + extra;
    const tail = this.tail.slice(extra);
    return { text: omitted === 0 ? this.head + tail : `${this.head}\n[… ${omitted} characters left out …]\n${tail}`, omitted };
  }
}
