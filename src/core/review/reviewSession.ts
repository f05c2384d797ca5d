// One proposal under review: where each hunk lies in the text as it stands now, and what became of it.
// It writes nothing: `changesAccepting` says what would be written.
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { FileChange } from '../model/change.ts';
import type { FilePath, Snapshot } from '../model/document.ts';
import type { Proposal } from '../model/review.ts';
import type { TextChange } from '../text/trackedRange.ts';
import { acceptHunks, type ChosenLines, type FileAcceptance, placeLines, proposedTextOf } from './acceptance.ts';
import { type FileReview, followLoss, followRename, followText, openFileReview, settledText } from './fileReview.ts';
import { settle, type TrackedHunk, withState } from './trackedHunk.ts';

export type { TrackedHunk } from './trackedHunk.ts';

/** What accepting comes to; hunks whose place is lost are left out and named. */
export interface Acceptance {
  readonly changes: readonly FileChange[];
  readonly refused: readonly string[];
}

/** Snapshots by the path a file has now; a file that is missing has none. */
type Snapshots = ReadonlyMap<FilePath, Snapshot>;

export class ReviewSession implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  private files: readonly FileReview[];
  /** By file as proposed, then by place in it. */
  hunks: readonly TrackedHunk[] = [];

  constructor(
    readonly run: string,
    readonly proposal: Proposal,
  ) {
    this.files = proposal.changes.changes.map((change) =>
      openFileReview(
        change,
        proposal.hunks.filter((hunk) => hunk.path === change.path),
      ),
    );
    this.hunks = allHunks(this.files);
  }

  /** Follows typing, undo, redo and changes from outside. The changes are those since the text last seen; pass none when that is not known. */
  follow(path: FilePath, text: string, changes?: readonly TextChange[]): void {
    this.update((file) => (file.path === path ? followText(file, text, changes) : file));
  }

  /** The file is gone or can no longer be read. */
  lose(path: FilePath): void {
    this.update((file) => (file.path === path ? followLoss(file) : file));
  }

  /** The file has another name now. */
  renamed(from: FilePath, to: FilePath): void {
    this.update((file) => (file.path === from ? followRename(file, to) : file));
  }

  /** The person decided; `pending` takes a rejection back, and the text says what the hunk is then. */
  decide(ids: ReadonlySet<string>, decision: 'accepted' | 'rejected' | 'pending'): void {
    this.updateHunks(ids, (hunk, file) => {
      const decided = withState(hunk, decision);
      return decision === 'pending' && file.lines ? settle(decided, settledText(file.lines)) : decided;
    });
  }

  /** The changes that accepting these hunks comes to, made against the snapshots as they stand. */
  changesAccepting(ids: ReadonlySet<string>, snapshots: Snapshots): Acceptance {
    return this.collect(ids, (file) => acceptHunks(file, ids, snapshots.get(file.path)));
  }

  /** The change that puts exactly these lines in the place of one hunk: a part of it, or the person's answer to a conflict. */
  changesPlacing(id: string, chosen: ChosenLines, snapshots: Snapshots): Acceptance {
    return this.collect(new Set([id]), (file) => placeLines(file, id, chosen, snapshots.get(file.path)));
  }

  /** These changes were written: what an open buffer would have told is told for closed files too. */
  wrote(changes: readonly FileChange[]): void {
    for (const change of changes) {
      if (change.kind === 'delete') this.lose(change.path);
      else if (change.kind === 'rename') this.renamed(change.path, change.to);
      if (change.kind !== 'delete') this.follow(change.kind === 'rename' ? change.to : change.path, change.after);
    }
  }

  /** The file with every waiting hunk accepted: what a diff shows. Undefined for a path that is not in the proposal, or a deleted file. */
  proposedText(path: FilePath): string | undefined {
    const file = this.files.find((candidate) => candidate.path === path);
    return file && proposedTextOf(file);
  }

  dispose(): void {
    this.changed.dispose();
  }

  private update(next: (file: FileReview) => FileReview): void {
    const before = this.files;
    this.files = before.map(next);
    const isOther = this.files.map((file, at) => file.hunks !== before[at]!.hunks);
    if (!isOther.includes(true)) return;
    this.hunks = allHunks(this.files);
    if (isOther.some((other, at) => other && !sameHunks(before[at]!.hunks, this.files[at]!.hunks))) this.changed.fire();
  }

  private readonly updateHunks = (ids: ReadonlySet<string>, next: (hunk: TrackedHunk, file: FileReview) => TrackedHunk): void => {
    this.update((file) => ({ ...file, hunks: file.hunks.map((hunk) => (ids.has(hunk.id) ? next(hunk, file) : hunk)) }));
  };

  private readonly collect = (ids: ReadonlySet<string>, accept: (file: FileReview) => FileAcceptance): Acceptance => {
    const accepted = new Map<FileReview, FileAcceptance>();
    for (const file of this.files) if (file.hunks.some((hunk) => ids.has(hunk.id))) accepted.set(file, accept(file));
    this.update((file) => accepted.get(file)?.review ?? file);
    const results = [...accepted.values()];
    return { changes: results.flatMap(({ change }) => change ?? []), refused: results.flatMap(({ refused }) => refused) };
  };
}

const allHunks = (files: readonly FileReview[]) => files.flatMap((file) => file.hunks);

const sameHunks = (left: readonly TrackedHunk[], right: readonly TrackedHunk[]): boolean =>
  left.length === right.length && left.every((hunk, at) => sameHunk(hunk, right[at]!));

/** Equal as far as anybody sees. */
function sameHunk(left: TrackedHunk, right: TrackedHunk): boolean {
  return (
    left === right ||
    (left.id === right.id &&
      left.path === right.path &&
      left.state === right.state &&
      left.current.startLine === right.current.startLine &&
      left.current.endLine === right.current.endLine &&
      left.yours?.join('\n') === right.yours?.join('\n'))
  );
}
