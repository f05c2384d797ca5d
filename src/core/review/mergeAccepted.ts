// The change that accepting some hunks of one file comes to, on the text as it stands now.
import { assertNever } from '../../base/assertNever.ts';
import type { FileChange } from '../model/change.ts';
import type { FilePath, Snapshot } from '../model/document.ts';
import { endsWithLineEnd, indexLines, lineEndOf } from '../text/lines.ts';
import { isRenameHunk } from './fileReview.ts';
import type { TrackedHunk } from './trackedHunk.ts';

/** Lines `replacement` come in the place of the hunk's current ones. */
export interface Placement {
  readonly hunk: TrackedHunk;
  readonly replacement: readonly string[];
}

/** The file as it is now: its path, and its text unless it is missing. */
export interface FileNow {
  readonly path: FilePath;
  readonly snapshot: Snapshot | undefined;
}

/** Undefined when nothing was chosen, or when the file as it stands no longer allows it. */
export function mergeAccepted(change: FileChange, chosen: readonly Placement[], { path, snapshot }: FileNow): FileChange | undefined {
  if (chosen.length === 0) return undefined;
  switch (change.kind) {
    case 'create':
      return snapshot ? undefined : { ...change, after: joinLines(chosen[0]!.replacement, change.after) };
    case 'delete':
      return snapshot?.text === change.before.text ? { ...change, before: snapshot } : undefined;
    case 'modify':
      return snapshot && { kind: 'modify', path, before: snapshot, after: splice(change, chosen, snapshot.text) };
    case 'rename':
      return snapshot && mergeRename(change, chosen, { path, snapshot });
    default:
      return assertNever(change);
  }
}

/** A rename's own hunk has no lines; without it the chosen lines go to where the file is. */
function mergeRename(
  change: FileChange & { kind: 'rename' },
  chosen: readonly Placement[],
  now: FileNow & { snapshot: Snapshot },
): FileChange {
  const lines = chosen.filter(({ hunk }) => !isRenameHunk(hunk, change));
  const after = splice(change, lines, now.snapshot.text);
  const renames = lines.length < chosen.length && now.path !== change.to;
  return renames
    ? { kind: 'rename', path: now.path, to: change.to, before: now.snapshot, after }
    : { kind: 'modify', path: now.path, before: now.snapshot, after };
}

function splice(change: FileChange & { after: string }, chosen: readonly Placement[], text: string): string {
  const { starts } = indexLines(text);
  const between = (startLine: number, endLine: number) => text.slice(starts[startLine] ?? text.length, starts[endLine] ?? text.length);
  const lineEnd = findOnlyLineEnd(text);
  const merged: string[] = [];
  let at = 0;
  for (const { hunk, replacement } of inFileOrder(chosen, (entry) => entry.hunk)) {
    merged.push(between(at, hunk.current.startLine));
    for (const line of replacement) merged.push(lineEnd ? line.replace(/\r?\n$|\r$/, lineEnd) : line);
    at = hunk.current.endLine;
  }
  merged.push(between(at, starts.length));
  const joined = joinLines(
    merged.filter((piece) => piece !== ''),
    text,
  );
  return at < starts.length || joined === '' ? joined : endLike(joined, isClosedAfter(change, text), lineEnd ?? lineEndOf(text));
}

/** The end of the file is the person's, unless ending it otherwise is what was proposed. */
function isClosedAfter(change: FileChange & { after: string }, text: string): boolean {
  const proposed = isClosed(change.after);
  const wasProposed = change.kind === 'create' || isClosed(change.before.text) !== proposed;
  return wasProposed || text === '' ? proposed : isClosed(text);
}

/** A last line that is empty can only be closed: without its end it would be gone. */
function endLike(text: string, closed: boolean, lineEnd: string): string {
  if (closed === isClosed(text)) return text;
  if (closed) return text + lineEnd;
  const unclosed = text.replace(/\r?\n$|\r$/, '');
  return isClosed(unclosed) ? text : unclosed;
}

const isClosed = (text: string) => text === '' || /[\r\n]$/.test(text);

/** Insertions at the same place keep the order in which they are given. */
export function inFileOrder<T>(entries: readonly T[], hunkOf: (entry: T) => TrackedHunk): readonly T[] {
  return [...entries].sort((left, right) => {
    const [upper, lower] = [hunkOf(left).current, hunkOf(right).current];
    return upper.startLine - lower.startLine || upper.endLine - lower.endLine;
  });
}

/** Where all lines of the text end alike, new lines shall end so too; in a text of mixed ends they keep the proposal's. */
function findOnlyLineEnd(text: string): string | undefined {
  const lineEnd = lineEndOf(text);
  if (!text.includes(lineEnd)) return undefined;
  const isMixed = lineEnd === '\r\n' ? /\r(?!\n)|(?<!\r)\n/.test(text) : text.includes(lineEnd === '\n' ? '\r' : '\n');
  return isMixed ? undefined : lineEnd;
}

/** Of the lines, or runs of lines, each but the last is closed: one that was last in its own text may no longer be. */
function joinLines(pieces: readonly string[], text: string): string {
  const lineEnd = lineEndOf(text);
  return pieces.map((piece, at) => (at < pieces.length - 1 && !endsWithLineEnd(piece) ? piece + lineEnd : piece)).join('');
}
