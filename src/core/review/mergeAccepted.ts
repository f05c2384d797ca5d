// The change that accepting some hunks of one file comes to, on the text as it stands now.
import { assertNever } from '../../base/assertNever.ts';
import type { FileChange, Hunk } from '../model/change.ts';
import type { LineRange, Snapshot } from '../model/document.ts';
import { indexLines, lineEndOf } from '../text/lines.ts';

export interface PlacedHunk extends Hunk {
  readonly current: LineRange;
}

/** Undefined when nothing was chosen, or when the file as it stands no longer allows it. `now` is undefined for a missing file. */
export function mergeAccepted(change: FileChange, chosen: readonly PlacedHunk[], now: Snapshot | undefined): FileChange | undefined {
  if (chosen.length === 0) return undefined;
  switch (change.kind) {
    case 'create':
      return change;
    case 'delete':
      return now?.text === change.before.text ? { ...change, before: now } : undefined;
    case 'modify':
      return now && { ...change, before: now, after: splice(change.after, chosen, now.text) };
    case 'rename':
      return now && mergeRename(change, chosen, now);
    default:
      return assertNever(change);
  }
}

/** A rename's own hunk has no lines; without it the chosen lines go to the old place. */
function mergeRename(change: FileChange & { kind: 'rename' }, chosen: readonly PlacedHunk[], now: Snapshot): FileChange {
  const lines = chosen.filter((hunk) => hunk.removed.length + hunk.added.length > 0);
  const after = splice(change.after, lines, now.text);
  if (lines.length < chosen.length) return { ...change, before: now, after };
  return { kind: 'modify', path: change.path, before: now, after };
}

function splice(proposed: string, chosen: readonly PlacedHunk[], text: string): string {
  const now = fullLines(text);
  const next = fullLines(proposed);
  const merged: string[] = [];
  let at = 0;
  for (const hunk of [...chosen].sort((left, right) => left.current.startLine - right.current.startLine)) {
    merged.push(...now.slice(at, hunk.current.startLine), ...next.slice(hunk.after.startLine, hunk.after.endLine));
    at = hunk.current.endLine;
  }
  return joinLines([...merged, ...now.slice(at)], lineEndOf(text));
}

/** Every line but the last is closed: one that was last in its own text may no longer be. */
function joinLines(lines: readonly string[], lineEnd: string): string {
  return lines.map((line, at) => (at < lines.length - 1 && !/[\r\n]$/.test(line) ? line + lineEnd : line)).join('');
}

function fullLines(text: string): string[] {
  const { starts } = indexLines(text);
  return starts.map((start, at) => text.slice(start, starts[at + 1] ?? text.length));
}
