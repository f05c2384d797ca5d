// One proposal under review: where each hunk lies in the text as it stands now, and what became of it.
// It writes nothing: `changesAccepting` says what would be written.
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { FileChange, Hunk } from '../model/change.ts';
import type { FilePath, LineRange, Snapshot } from '../model/document.ts';
import type { HunkState, Proposal, ReviewHunk } from '../model/review.ts';
import { diffLines } from '../text/lineDiff.ts';
import { lineEndOf } from '../text/lines.ts';
import { applyTextChange, editorLines, type LineEdit, moveRange, type TextChange } from '../text/trackedRange.ts';
import { mergeAccepted } from './mergeAccepted.ts';

/** `current` are the hunk's lines in the text as it stands: the old ones while it waits, the new ones once accepted. */
export interface TrackedHunk extends ReviewHunk {
  readonly current: LineRange;
}

/** What accepting comes to; hunks whose place is lost are left out and named. */
export interface Acceptance {
  readonly changes: readonly FileChange[];
  readonly refused: readonly string[];
}

export class ReviewSession implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  private tracked: readonly TrackedHunk[];
  private readonly texts = new Map<FilePath, readonly string[]>();

  constructor(
    readonly run: string,
    readonly proposal: Proposal,
  ) {
    this.tracked = proposal.hunks.map((hunk) => ({ ...hunk, state: 'pending', current: hunk.before }));
    for (const change of proposal.changes.changes) if ('before' in change) this.texts.set(change.path, editorLines(change.before.text));
  }

  get hunks(): readonly TrackedHunk[] {
    return this.tracked;
  }

  /** Follows typing. The changes are those since the text last seen; pass none when that is not known. */
  follow(path: FilePath, text: string, changes?: readonly TextChange[]): void {
    const known = this.texts.get(path);
    if (!known) return;
    const lines = editorLines(text);
    const edits = (changes && replay(known, lines, changes)) ?? editsBetween(known, lines);
    this.texts.set(path, lines);
    if (edits.length === 0) return;
    this.update((hunk) => (hunk.path === path ? settleByText(edits.reduce(moveHunk, hunk), lines) : hunk));
  }

  /** The file is gone or can no longer be read. */
  lose(path: FilePath): void {
    this.update((hunk) => (hunk.path === path && hunk.state === 'pending' ? { ...hunk, state: 'stale' } : hunk));
  }

  decide(ids: ReadonlySet<string>, state: HunkState): void {
    this.update((hunk) => (ids.has(hunk.id) ? { ...hunk, state } : hunk));
  }

  /** The changes that accepting these hunks comes to, made against the snapshots as they stand. Call `follow` with them first. */
  changesAccepting(ids: ReadonlySet<string>, snapshots: ReadonlyMap<FilePath, Snapshot>): Acceptance {
    const chosen = this.tracked.filter((hunk) => ids.has(hunk.id));
    const able = chosen.filter((hunk) => hunk.state === 'pending');
    const changes = this.proposal.changes.changes.flatMap(
      (change) =>
        mergeAccepted(
          change,
          able.filter((hunk) => hunk.path === change.path),
          snapshots.get(change.path),
        ) ?? [],
    );
    const written = new Set(changes.map((change) => change.path));
    return { changes, refused: chosen.filter((hunk) => hunk.state !== 'pending' || !written.has(hunk.path)).map((hunk) => hunk.id) };
  }

  /** The file with every waiting hunk accepted: what a diff shows. Undefined for a path that is not in the proposal, or a deleted file. */
  proposedText(path: FilePath): string | undefined {
    const change = this.proposal.changes.changes.find((entry) => entry.path === path);
    if (!change || change.kind === 'delete') return undefined;
    if (change.kind === 'create') return change.after;
    const text = this.texts.get(path)?.join(lineEndOf(change.before.text)) ?? change.before.text;
    const waiting = this.tracked.filter((hunk) => hunk.path === path && hunk.state === 'pending');
    const merged = mergeAccepted(change, waiting, { path, text, version: '' });
    return merged && 'after' in merged ? merged.after : text;
  }

  dispose(): void {
    this.changed.dispose();
  }

  private update(next: (hunk: TrackedHunk) => TrackedHunk): void {
    const updated = this.tracked.map(next);
    if (updated.every((hunk, at) => hunk === this.tracked[at])) return;
    this.tracked = updated;
    this.changed.fire();
  }
}

/** Undefined when the changes do not lead to the text: then they were not all of them. */
function replay(known: readonly string[], lines: readonly string[], changes: readonly TextChange[]): LineEdit[] | undefined {
  const text = [...known];
  const edits = changes.map((change) => applyTextChange(text, change));
  return sameLines(text, lines) ? edits : undefined;
}

/** Last change first, so that no edit moves the place of one that follows it in the list. */
function editsBetween(known: readonly string[], lines: readonly string[]): LineEdit[] {
  return diffLines(known, lines)
    .map(({ aStart, aEnd, bStart, bEnd }) => ({ startLine: aStart, endLine: aEnd, added: bEnd - bStart }))
    .reverse();
}

function moveHunk(hunk: TrackedHunk, edit: LineEdit): TrackedHunk {
  const { startLine, endLine } = hunk.current;
  const comesOrGoes = startLine === endLine && edit.startLine === startLine && edit.endLine === endLine;
  if (comesOrGoes && (edit.added === hunk.added.length || edit.added === hunk.removed.length))
    return { ...hunk, current: { startLine, endLine: startLine + edit.added } };
  const current = moveRange(hunk.current, edit);
  if (current) return current === hunk.current ? hunk : { ...hunk, current };
  return hunk.state === 'pending' ? { ...hunk, state: 'stale' } : hunk;
}

/** The text decides: what was accepted and undone waits again, lines that the person changed are in conflict until they are back. */
function settleByText(hunk: TrackedHunk, lines: readonly string[]): TrackedHunk {
  const here = lines.slice(hunk.current.startLine, hunk.current.endLine);
  if (hunk.state === 'rejected' || hunk.state === 'stale' || sameLines(hunk.added, hunk.removed)) return hunk;
  if (sameLines(here, hunk.removed)) return withState(hunk, 'pending');
  if (sameLines(here, hunk.added)) return withState(hunk, 'accepted');
  if (hunk.state === 'accepted') return hunk;
  if (hunk.removed.length === 0) return dropForeign(hunk);
  return withState(hunk, 'conflicted');
}

/** Lines of the person's own that came where an insertion waits: the insertion stays above them. */
function dropForeign(hunk: TrackedHunk): TrackedHunk {
  return { ...hunk, current: { startLine: hunk.current.startLine, endLine: hunk.current.startLine } };
}

const withState = (hunk: TrackedHunk, state: HunkState): TrackedHunk => (hunk.state === state ? hunk : { ...hunk, state });

const sameLines = (left: readonly string[], right: readonly string[]) =>
  left.length === right.length && left.every((line, at) => line === right[at]);

/** Hunks that still wait, in file order. */
export const isWaiting = (hunk: Hunk & { readonly state: HunkState }): boolean => hunk.state === 'pending';
