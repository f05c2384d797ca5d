// What the chat needs from the rest of the extension.
import type { Disposable } from '../../base/disposable.ts';
import type { Hunk } from '../../core/model/change.ts';
import type { HunkState, Proposal } from '../../core/model/review.ts';
import type { EditRequest, RunEvent } from '../../core/model/run.ts';
import type { Journal } from '../../core/ports/journal.ts';
import type { Logger } from '../../core/ports/logger.ts';

/** The runs of this window. */
export interface ChatRuns {
  /** Gives the run's id. Throws AppError when there is no model, no folder, or no trust for what is asked. */
  start(request: EditRequest): Promise<string>;
  stop(run: string): void;
  /** Every event of every run, in order. */
  onDidEvent(listener: (happened: { readonly run: string; readonly event: RunEvent }) => void): Disposable;
}

export interface LiveHunk {
  readonly hunk: Hunk;
  readonly state: HunkState;
}

/** The open reviews of this window. */
export interface ChatReviews {
  /** Begins the review of a run's proposal, unless it is open already. */
  open(run: string, proposal: Proposal): void;
  /** The hunks of a run as they stand now; none when its review is not open. A proposal edited by hand has other hunks than the run had. */
  hunks(run: string): readonly LiveHunk[];
  decide(run: string, hunkIds: ReadonlySet<string>, decision: 'accept' | 'reject'): Promise<void>;
  /** Shows the proposal of one file in the editor. */
  show(run: string, path: string): Promise<void>;
  onDidChange(listener: () => void): Disposable;
}

export interface ChatHost {
  readonly runs: ChatRuns;
  readonly reviews: ChatReviews;
  readonly logger: Logger;
  /** Undefined while no folder is open. */
  journal(): Promise<Journal | undefined>;
  workspace(): 'ready' | 'noFolder' | 'untrusted';
  now(): number;
}
