// A person at an editor, in a few lines: a buffer with undo and redo whose changes are told as editors tell them.
import type { TextChange } from '../../../src/core/text/trackedRange.ts';

interface Step {
  readonly before: string;
  readonly after: string;
}

/** Offsets of the smallest single replacement that makes `after` of `before`. */
function replacement(before: string, after: string): { start: number; end: number; text: string } {
  const most = Math.min(before.length, after.length);
  let head = 0;
  while (head < most && before[head] === after[head]) head++;
  let tail = 0;
  while (tail < most - head && before.at(-1 - tail) === after.at(-1 - tail)) tail++;
  return { start: head, end: before.length - tail, text: after.slice(head, after.length - tail) };
}

function positionAt(text: string, offset: number): { line: number; character: number } {
  const above = text.slice(0, offset).split('\n');
  return { line: above.length - 1, character: above.at(-1)!.length };
}

export class Buffer {
  private readonly done: Step[] = [];
  private readonly undone: Step[] = [];

  constructor(public text: string) {}

  /** The change as an editor reports it. */
  set(after: string): readonly TextChange[] {
    this.done.push({ before: this.text, after });
    this.undone.length = 0;
    return this.go(after);
  }

  undo(): readonly TextChange[] {
    const step = this.done.pop();
    if (!step) return [];
    this.undone.push(step);
    return this.go(step.before);
  }

  redo(): readonly TextChange[] {
    const step = this.undone.pop();
    if (!step) return [];
    this.done.push(step);
    return this.go(step.after);
  }

  private go(after: string): readonly TextChange[] {
    const before = this.text;
    this.text = after;
    if (before === after) return [];
    const { start, end, text } = replacement(before, after);
    return [{ range: { start: positionAt(before, start), end: positionAt(before, end) }, text }];
  }
}
