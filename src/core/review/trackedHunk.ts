// A hunk in the text as it stands now: where it lies, and what the text there says about it.
import type { Hunk } from '../model/change.ts';
import type { LineRange } from '../model/document.ts';
import type { HunkState, ReviewHunk } from '../model/review.ts';
import { type LineEdit, moveRange, sameLines } from '../text/trackedRange.ts';

/**
 * `current` are the hunk's lines in the text as it stands: the old ones while it waits, the new ones once accepted.
 * `replacement` are the lines to come with their line ends. `yours` is what stands there while it is in conflict.
 */
export interface TrackedHunk extends ReviewHunk {
  readonly current: LineRange;
  readonly replacement: readonly string[];
  readonly yours?: readonly string[];
  /** What is left of a hunk that was accepted in part: it has no place in the text it was first made for. */
  readonly isRest?: boolean;
}

/** No line tells any more where the hunk is, although it should have some. */
export const isOutOfSight = ({ current, added, state }: TrackedHunk): boolean =>
  state === 'accepted' && current.startLine === current.endLine && added.length > 0;

export function trackHunk(hunk: Hunk, replacement: readonly string[]): TrackedHunk {
  return { ...hunk, state: 'pending', current: hunk.before, replacement };
}

export const isOpen = (hunk: TrackedHunk): boolean => hunk.state === 'pending' || hunk.state === 'conflicted' || hunk.state === 'stale';

/** The hunk after some edits, settled by what the text then says. */
export function followEdits(hunk: TrackedHunk, edits: readonly LineEdit[], text: SettledText): TrackedHunk {
  if (hunk.state === 'stale' || hunk.removed.length + hunk.added.length === 0) return hunk;
  return settle(edits.reduce(moveHunk, hunk), text);
}

/**
 * Where the hunk lies if the text is compared with the one it was made for; undefined where that is not certain. A hunk whose lines
 * the person deleted has no better place than this.
 */
export function placeAfresh(hunk: TrackedHunk, editsFromBase: readonly LineEdit[], text: SettledText): TrackedHunk | undefined {
  if (hunk.isRest) return undefined;
  const placed = settle(editsFromBase.reduce(moveHunk, { ...withState(hunk, 'pending'), current: hunk.before }), text);
  const isNowhere = hunk.state === 'conflicted' && hunk.current.startLine === hunk.current.endLine;
  return placed.state === 'pending' || placed.state === 'accepted' || (isNowhere && placed.state === 'conflicted') ? placed : undefined;
}

/** An empty range takes in as many lines as are its own, if they come exactly at its place; `settle` gives up those that are others. */
function moveHunk(hunk: TrackedHunk, edit: LineEdit): TrackedHunk {
  if (hunk.state === 'stale') return hunk;
  const { startLine, endLine } = hunk.current;
  const comesHere = startLine === endLine && edit.startLine === startLine && edit.endLine === endLine;
  if (comesHere && (edit.added === hunk.added.length || edit.added === hunk.removed.length)) {
    return { ...hunk, current: { startLine, endLine: startLine + edit.added } };
  }
  const current = moveRange(hunk.current, edit);
  if (current) return current === hunk.current ? hunk : { ...hunk, current };
  const lost = { startLine: edit.startLine, endLine: edit.startLine };
  return hunk.state === 'pending' || hunk.state === 'conflicted'
    ? withState({ ...hunk, current: lost }, 'stale')
    : { ...hunk, current: lost };
}

/** `lines` are those of the text, without the empty one that an editor shows below a final line end. */
export interface SettledText {
  readonly lines: readonly string[];
  readonly isClosed: boolean;
}

/** The text decides: what was accepted and undone waits again; lines that the person changed are in conflict until they are back. */
export function settle(moved: TrackedHunk, { lines, isClosed }: SettledText): TrackedHunk {
  const hunk = clamp(moved, lines.length);
  if (hunk.state === 'rejected' || hunk.state === 'stale') return hunk;
  const here = lines.slice(hunk.current.startLine, hunk.current.endLine);
  const onlyEndDiffers = sameLines(hunk.removed, hunk.added);
  if (onlyEndDiffers && sameLines(here, hunk.removed)) {
    const closesHere = isClosed || hunk.current.endLine < lines.length;
    return withState(hunk, closesHere === closes(hunk.replacement) ? 'accepted' : 'pending');
  }
  if (sameLines(here, hunk.removed)) return withState(hunk, 'pending');
  if (sameLines(here, hunk.added)) return withState(hunk, 'accepted');
  if (hunk.state === 'accepted') return hunk.added.length === 0 ? collapse(hunk) : hunk;
  if (hunk.removed.length === 0) return withState(collapse(hunk), 'pending');
  return { ...hunk, state: 'conflicted', yours: here };
}

function clamp(hunk: TrackedHunk, count: number): TrackedHunk {
  const { startLine, endLine } = hunk.current;
  return endLine <= count ? hunk : { ...hunk, current: { startLine: Math.min(startLine, count), endLine: count } };
}

const closes = (replacement: readonly string[]) => /[\r\n]$/.test(replacement.at(-1) ?? '');

/** Lines of the person's own that came where an insertion waits: the insertion stays above them. */
const collapse = (hunk: TrackedHunk): TrackedHunk => ({
  ...hunk,
  current: { startLine: hunk.current.startLine, endLine: hunk.current.startLine },
});

export function withState(hunk: TrackedHunk, state: HunkState): TrackedHunk {
  if (hunk.state === state) return hunk;
  const { yours: _, ...rest } = hunk;
  return { ...rest, state };
}
