// The hunks of one file and the text they are followed through. Pure: each step gives a new review.
import type { FileChange, Hunk } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import { fullLines } from '../text/lines.ts';
import { editorLines, followLines, type LineEdit, lineEditsBetween, sameLines, type TextChange } from '../text/trackedRange.ts';
import { followEdits, isOpen, isOutOfSight, placeAfresh, type SettledText, type TrackedHunk, trackHunk, withState } from './trackedHunk.ts';

/** A text that the review has stood on, and how it stood: undo and redo lead back to it. */
interface Remembered {
  readonly text: string;
  readonly lines: readonly string[];
  readonly hunks: readonly TrackedHunk[];
}

/** `path` is where the file is now; `text` and its `lines` are undefined while there is no file. */
export interface FileReview {
  readonly path: FilePath;
  readonly change: FileChange;
  readonly text: string | undefined;
  readonly lines: readonly string[] | undefined;
  readonly hunks: readonly TrackedHunk[];
  readonly remembered: readonly Remembered[];
}

export function openFileReview(change: FileChange, hunks: readonly Hunk[]): FileReview {
  const after = fullLines(change.kind === 'delete' ? '' : change.after);
  return {
    path: change.path,
    change,
    text: change.kind === 'create' ? undefined : change.before.text,
    lines: change.kind === 'create' ? undefined : editorLines(change.before.text),
    hunks: hunks.map((hunk) => trackHunk(hunk, after.slice(hunk.after.startLine, hunk.after.endLine))),
    remembered: [],
  };
}

/** The file has this text now. `changes` are those since the text last seen; without them the texts are compared, and the text is remembered. */
export function followText(review: FileReview, text: string, changes?: readonly TextChange[]): FileReview {
  if (review.change.kind === 'create' || review.change.kind === 'delete') return followWholeFile(review, text);
  if (review.text === text) return review;
  const known = review.remembered.find((entry) => entry.text === text);
  if (known) return { ...review, text, lines: known.lines, hunks: recall(known.hunks, review.hunks) };
  const { lines, edits } = review.lines ? followLines(review.lines, text, changes) : { lines: editorLines(text), edits: [] };
  if (review.lines && (edits.length === 0 || sameLines(review.lines, lines))) return { ...review, text, lines };
  const moved = review.lines ? moveAll(review.hunks, edits, lines) : review.hunks;
  const hunks = separate(placeLost(review, moved, lines));
  const followed = { ...review, text, lines, hunks };
  return changes ? followed : remember(followed, { text, hunks });
}

/** There is no file, or none that can be read. */
export function followLoss(review: FileReview): FileReview {
  const gone = { ...review, text: undefined, lines: undefined };
  switch (review.change.kind) {
    case 'create':
      return { ...gone, hunks: decideUnlessRejected(review, 'pending') };
    case 'delete':
      return { ...gone, hunks: decideUnlessRejected(review, 'accepted') };
    default:
      return { ...gone, hunks: review.hunks.map((hunk) => (isOpen(hunk) ? withState(hunk, 'stale') : hunk)) };
  }
}

/** The person, or an accepted rename, gave the file another name. */
export function followRename(review: FileReview, to: FilePath): FileReview {
  const isProposed = review.change.kind === 'rename' && review.change.to === to;
  const isBack = review.change.kind === 'rename' && review.change.path === to;
  const settleName = (hunk: TrackedHunk) => {
    if (!isRenameHunk(hunk, review.change) || hunk.state === 'rejected') return hunk;
    if (isProposed) return withState(hunk, 'accepted');
    return withState(hunk, isBack ? 'pending' : 'stale');
  };
  const remembered = review.remembered.map((entry) => ({ ...entry, hunks: withPath(entry.hunks, to) }));
  return { ...review, path: to, remembered, hunks: withPath(review.hunks.map(settleName), to) };
}

function withPath(hunks: readonly TrackedHunk[], path: FilePath): readonly TrackedHunk[] {
  return hunks.map((hunk) => ({ ...hunk, path }));
}

/** A rename's own hunk: it has no lines. */
export function isRenameHunk(hunk: Hunk, change: FileChange): boolean {
  return change.kind === 'rename' && hunk.removed.length === 0 && hunk.added.length === 0;
}

export function settledText(lines: readonly string[]): SettledText {
  const isClosed = lines.at(-1) === '';
  return { lines: isClosed ? lines.slice(0, -1) : lines, isClosed };
}

const mostRemembered = 12;

/** Texts that follow by undo and redo are recognised as a whole. The newest count. */
export function remember(review: FileReview, ...texts: readonly Omit<Remembered, 'lines'>[]): FileReview {
  const linesOf = (text: string) => (text === review.text && review.lines ? review.lines : editorLines(text));
  const entries = texts.map((entry) => ({ ...entry, lines: linesOf(entry.text) }));
  const others = review.remembered.filter((known) => entries.every((entry) => entry.text !== known.text));
  return { ...review, remembered: [...entries, ...others].slice(0, mostRemembered) };
}

/** What the text determines comes back; what the person decided or wrote since then stays. */
function recall(then: readonly TrackedHunk[], now: readonly TrackedHunk[]): readonly TrackedHunk[] {
  return then.map((hunk) => {
    const current = now.find((candidate) => candidate.id === hunk.id);
    if (current?.state === 'rejected') return withState(hunk, 'rejected');
    return hunk.state === 'rejected' ? withState(hunk, 'pending') : hunk;
  });
}

function moveAll(hunks: readonly TrackedHunk[], edits: readonly LineEdit[], lines: readonly string[]): readonly TrackedHunk[] {
  const text = settledText(lines);
  return hunks.map((hunk) => followEdits(hunk, edits, text));
}

/** A hunk that lost its place gets it back when the text it was made for shows where it is. */
function placeLost(review: FileReview, hunks: readonly TrackedHunk[], lines: readonly string[]): readonly TrackedHunk[] {
  const isLost = (hunk: TrackedHunk) =>
    review.lines === undefined || hunk.state === 'stale' || hunk.state === 'conflicted' || isOutOfSight(hunk);
  if (review.change.kind === 'create' || !hunks.some((hunk) => isLost(hunk) && hunk.state !== 'rejected')) return hunks;
  const edits = lineEditsBetween(editorLines(review.change.before.text), lines);
  const text = settledText(lines);
  return hunks.map((hunk) => (isLost(hunk) && hunk.state !== 'rejected' ? (placeAfresh(hunk, edits, text) ?? hunk) : hunk));
}

/** Two hunks cannot stand on the same lines: neither place is certain any more. */
function separate(hunks: readonly TrackedHunk[]): readonly TrackedHunk[] {
  const standing = hunks.filter((hunk) => hunk.state !== 'rejected' && hunk.state !== 'stale');
  const inOrder = standing.sort(
    (left, right) => left.current.startLine - right.current.startLine || left.current.endLine - right.current.endLine,
  );
  const unsure = new Set<string>();
  let furthest: TrackedHunk | undefined;
  for (const hunk of inOrder) {
    if (furthest && hunk.current.startLine < furthest.current.endLine) unsure.add(furthest.id).add(hunk.id);
    if (!furthest || hunk.current.endLine > furthest.current.endLine) furthest = hunk;
  }
  if (unsure.size === 0) return hunks;
  return hunks.map((hunk) => (unsure.has(hunk.id) && isOpen(hunk) ? withState(hunk, 'stale') : hunk));
}

/** A file that is to come or to go is one hunk: its whole text decides. */
function followWholeFile(review: FileReview, text: string): FileReview {
  const { change } = review;
  const lines = editorLines(text);
  const expected = change.kind === 'create' ? change.after : change.kind === 'delete' ? change.before.text : '';
  const matching = change.kind === 'create' ? 'accepted' : 'pending';
  const isSame = sameLines(lines, editorLines(expected));
  return { ...review, text, lines, hunks: decideUnlessRejected(review, isSame ? matching : 'conflicted', isSame ? undefined : lines) };
}

function decideUnlessRejected(
  review: FileReview,
  state: 'pending' | 'accepted' | 'conflicted',
  yours?: readonly string[],
): readonly TrackedHunk[] {
  return review.hunks.map((hunk) => (hunk.state === 'rejected' ? hunk : { ...withState(hunk, state), ...(yours ? { yours } : {}) }));
}
