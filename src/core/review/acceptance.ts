// Accepting within one file: the change to write, and how the review will stand on the text that comes of it.
import type { FileChange } from '../model/change.ts';
import type { Snapshot } from '../model/document.ts';
import { type FileReview, followText, remember } from './fileReview.ts';
import { inFileOrder, mergeAccepted, type Placement } from './mergeAccepted.ts';
import { restOf } from './partHunk.ts';
import { type TrackedHunk, withState } from './trackedHunk.ts';

/** `rest`: what is still missing of the proposal waits on, or is given up. */
export interface ChosenLines {
  readonly lines: readonly string[];
  readonly rest: 'waits' | 'dropped';
}

/** `review` has followed the snapshot, and knows the text before and after, so that undo and redo lead back to it. */
export interface FileAcceptance {
  readonly review: FileReview;
  readonly change: FileChange | undefined;
  readonly refused: readonly string[];
}

/** Hunks that wait are accepted as proposed. */
export function acceptHunks(review: FileReview, ids: ReadonlySet<string>, snapshot: Snapshot | undefined): FileAcceptance {
  const current = snapshot ? followText(review, snapshot.text) : review;
  const chosen = current.hunks.filter((hunk) => ids.has(hunk.id));
  const able = chosen.filter((hunk) => hunk.state === 'pending').map((hunk) => ({ hunk, replacement: hunk.replacement }));
  const unable = chosen.filter((hunk) => hunk.state !== 'pending').map((hunk) => hunk.id);
  return place(withTextBefore(current, review), able, { snapshot, unable, rest: 'dropped' });
}

/** A review of another run made this text of the one before, in the same write: one undo leads back past both. */
function withTextBefore(current: FileReview, { text, hunks }: FileReview): FileReview {
  return text === undefined || text === current.text ? current : remember(current, { text, hunks });
}

/** One hunk, also one in conflict, gets exactly these lines: a part of it, or what the person made of a conflict. */
export function placeLines(review: FileReview, id: string, chosen: ChosenLines, snapshot: Snapshot | undefined): FileAcceptance {
  const current = snapshot ? followText(review, snapshot.text) : review;
  const hunk = current.hunks.find((candidate) => candidate.id === id);
  if (hunk?.state !== 'pending' && hunk?.state !== 'conflicted') return { review: current, change: undefined, refused: hunk ? [id] : [] };
  return place(current, [{ hunk, replacement: chosen.lines }], { snapshot, unable: [], rest: chosen.rest });
}

/** Undefined for a file that is to go. */
export function proposedTextOf({ change, path, text: now, hunks }: FileReview): string | undefined {
  if (change.kind === 'delete') return undefined;
  if (change.kind === 'create') return change.after;
  const text = now ?? change.before.text;
  const waiting = hunks.filter((hunk) => hunk.state === 'pending').map((hunk) => ({ hunk, replacement: hunk.replacement }));
  const merged = mergeAccepted(change, waiting, { path, snapshot: { path, text, version: '' } });
  return merged && 'after' in merged ? merged.after : text;
}

interface Circumstances {
  readonly snapshot: Snapshot | undefined;
  readonly unable: readonly string[];
  readonly rest: ChosenLines['rest'];
}

function place(review: FileReview, chosen: readonly Placement[], { snapshot, unable, rest }: Circumstances): FileAcceptance {
  const change = mergeAccepted(review.change, chosen, { path: review.path, snapshot });
  if (!change) return { review, change, refused: [...unable, ...chosen.map(({ hunk }) => hunk.id)] };
  if (!snapshot || change.kind === 'create' || change.kind === 'delete') return { review, change, refused: unable };
  const before = { text: snapshot.text, hunks: review.hunks };
  const after = { text: change.after, hunks: placedHunks(review.hunks, chosen, rest) };
  return { review: change.after === snapshot.text ? review : remember(review, before, after), change, refused: unable };
}

/** Every hunk in the text that the chosen ones make. */
function placedHunks(hunks: readonly TrackedHunk[], chosen: readonly Placement[], rest: ChosenLines['rest']): readonly TrackedHunk[] {
  const shifts = new Map<string, number>();
  let shift = 0;
  for (const hunk of inFileOrder(hunks, (entry) => entry)) {
    shifts.set(hunk.id, shift);
    const placement = chosen.find((candidate) => candidate.hunk.id === hunk.id);
    if (placement) shift += placement.replacement.length - (hunk.current.endLine - hunk.current.startLine);
  }
  return hunks.map((hunk) => {
    const startLine = hunk.current.startLine + (shifts.get(hunk.id) ?? 0);
    const placement = chosen.find((candidate) => candidate.hunk.id === hunk.id);
    if (!placement) return { ...hunk, current: { startLine, endLine: startLine + hunk.current.endLine - hunk.current.startLine } };
    const placed = { ...withState(hunk, 'accepted'), current: { startLine, endLine: startLine + placement.replacement.length } };
    return (rest === 'waits' && restOf(hunk, placement.replacement, startLine)) || placed;
  });
}
