// A block that fits nowhere, in a terminal: the block and the file side by side, then by hand, once more, or without it.
import type { EditBlock, MisfitAnswer, MisfitQuestion } from '../core/model/change.ts';
import type { LineRange } from '../core/model/document.ts';
import { endsWithLineEnd, fullLines, lineEndOf, splitLines } from '../core/text/lines.ts';
import type { Terminal } from './terminal.ts';

/** Asks until the answer can be used. The end of input leaves the file alone. */
export async function settleMisfitAt(terminal: Terminal, question: MisfitQuestion, signal: AbortSignal): Promise<MisfitAnswer> {
  const { misfit, file, remaining } = question;
  const others = remaining > 1 ? ` (${remaining - 1} more after it)` : '';
  terminal.print(
    terminal.palette.paint('yellow', `\nBlock ${misfit.block.ordinal + 1} still fits nowhere${others}: ${misfit.explanation}`),
  );
  terminal.print(sideBySide(question, terminal.columns));
  const canPlace = file !== undefined && misfit.block.kind === 'replace';
  const choices = `${canPlace ? '[h]and: place it yourself, ' : ''}[r]etry: ask the model again, [s]kip: go on without it, [q] leave the file alone: `;
  for (;;) {
    const typed = (await terminal.ask(choices, signal)).toLowerCase();
    if (typed === 'r' || typed === 'retry') return { kind: 'retry' };
    if (typed === 's' || typed === 'skip') return { kind: 'skip' };
    if (typed === 'q' || typed === '') return { kind: 'unanswered' };
    if (canPlace && (typed === 'h' || typed === 'hand')) {
      const text = await placeByHand(terminal, misfit.block, file.text, signal);
      if (text !== undefined) return { kind: 'byHand', text };
    } else terminal.print(`Type ${canPlace ? 'h, ' : ''}r, s or q.`);
  }
}

/** The file with the block's new lines in place of the lines that the person names; undefined when they changed their mind. */
async function placeByHand(terminal: Terminal, block: EditBlock, text: string, signal: AbortSignal): Promise<string | undefined> {
  const total = splitLines(text).length;
  for (;;) {
    const typed = await terminal.ask('Lines to put it in place of, as 12-15 or 12; 12+ puts it after line 12; nothing goes back: ', signal);
    if (typed === '') return undefined;
    const range = parseLines(typed, total);
    if (range && block.kind === 'replace') return spliceLines(text, range, block.replace);
    terminal.print(`The file has the lines 1 to ${total}.`);
  }
}

/** Lines as people count them, from 1; `0+` is the top. Undefined for anything that is not in the file. */
export function parseLines(typed: string, total: number): LineRange | undefined {
  const match = /^(\d+)(?:\s*-\s*(\d+)|(\+))?$/.exec(typed.trim());
  if (!match) return undefined;
  const first = Number(match[1]);
  if (match[3]) return first <= total ? { startLine: first, endLine: first } : undefined;
  const last = Number(match[2] ?? match[1]);
  return first >= 1 && last >= first && last <= total ? { startLine: first - 1, endLine: last } : undefined;
}

/** Every other line stays as it is, its line end included. */
export function spliceLines(text: string, { startLine, endLine }: LineRange, lines: readonly string[]): string {
  const lineEnd = lineEndOf(text);
  const whole = fullLines(text);
  const last = endLine === whole.length && !endsWithLineEnd(text);
  const before = whole.slice(0, startLine);
  if (last && before.length === whole.length && lines.length > 0) before.push(`${before.pop() ?? ''}${whole.length > 0 ? lineEnd : ''}`);
  const added = lines.map((line, at) => (last && at === lines.length - 1 ? line : line + lineEnd));
  return [...before, ...added, ...whole.slice(endLine)].join('');
}

const shownLines = 24;

/** Left what the model wrote, right the lines of the file that come nearest, with their numbers. */
export function sideBySide({ misfit, file }: MisfitQuestion, columns: number): string {
  const width = Math.max(20, Math.floor((columns - 3) / 2));
  const left = blockLines(misfit.block);
  const right = file ? fileLines(file.text, misfit.nearest[0]?.startLine ?? 0, left.length) : ['(there is no such file)'];
  const rows = Math.min(shownLines, Math.max(left.length, right.length));
  const head = [cell('the block', width), file ? file.path : (misfit.path ?? '')].join(' | ');
  const body = Array.from({ length: rows }, (_, row) => `${cell(left[row] ?? '', width)} | ${cell(right[row] ?? '', width).trimEnd()}`);
  return [
    head,
    '-'.repeat(Math.min(columns, width * 2 + 3)),
    ...body,
    ...(left.length > rows ? [`(${left.length - rows} more lines)`] : []),
  ].join('\n');
}

function blockLines(block: EditBlock): readonly string[] {
  if (block.kind !== 'replace') return [`${block.kind} ${block.path}`];
  return ['SEARCH', ...block.search, '=======', ...block.replace];
}

function fileLines(text: string, around: number, height: number): readonly string[] {
  const lines = splitLines(text);
  const start = Math.max(0, Math.min(around - 2, lines.length - 1));
  const digits = String(lines.length).length;
  return lines
    .slice(start, start + Math.min(shownLines, Math.max(12, height)))
    .map((line, at) => `${String(start + at + 1).padStart(digits)}  ${line}`);
}

const cell = (text: string, width: number): string => {
  const flat = text.replaceAll('\t', '  ');
  return flat.length > width ? `${flat.slice(0, width - 1)}…` : flat.padEnd(width);
};
