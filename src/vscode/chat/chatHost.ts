// What the chat needs from the rest of the extension.
import type { HunkState, Proposal } from '../../core/model/review.ts';
import type { EditRequest, RunEvent, RunOutcome } from '../../core/model/run.ts';
import type { Journal } from '../../core/ports/journal.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { Disposable } from '../../base/disposable.ts';

export interface StartedRun {
  readonly id: string;
  readonly events: AsyncGenerator<RunEvent, RunOutcome>;
}

/** The open reviews of this window. */
export interface ChatReviews {
  /** Begins the review of a run's proposal, unless it is open already. */
  open(run: string, proposal: Proposal): void;
  /** Where each hunk of a run stands now; empty when its review is not open. */
  states(run: string): ReadonlyMap<string, HunkState>;
  decide(hunkIds: ReadonlySet<string>, decision: 'accept' | 'reject'): Promise<void>;
  /** Shows the proposal of one file in the editor. */
  show(run: string, path: string): Promise<void>;
  onDidChange(listener: () => void): Disposable;
}

export interface ChatHost {
  /** Throws AppError when there is no model, no folder, or no trust for what is asked. */
  startRun(request: EditRequest, signal: AbortSignal): Promise<StartedRun>;
  /** Undefined while no folder is open. */
  journal(): Promise<Journal | undefined>;
  readonly reviews: ChatReviews;
  readonly logger: Logger;
  workspace(): 'ready' | 'noFolder' | 'untrusted';
  now(): number;
}
