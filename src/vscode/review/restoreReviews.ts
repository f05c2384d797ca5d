// Brings back, from the journal, the reviews that were not finished when the window closed.
import { readRun } from '../../core/orchestrator/readRun.ts';
import type { Journal } from '../../core/ports/journal.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import { reviewRecorded } from '../../core/review/recordedReview.ts';
import type { ReviewSession, TrackedHunk } from '../../core/review/reviewSession.ts';
import type { Reviews } from './reviews.ts';

/** Older runs are no longer looked at. */
const maxRuns = 20;

export interface RestoreHost {
  readonly journal: Journal;
  readonly reader: Pick<WorkspaceReader, 'read'>;
  readonly logger: Logger;
  /** Runs of this window: their reviews are open already. */
  isOfThisWindow(run: string): boolean;
}

/** A run that cannot be read is logged and left alone. */
export async function restoreReviews(reviews: Reviews, host: RestoreHost): Promise<void> {
  const listed = [...(await host.journal.list())].sort((left, right) => right.startedAt - left.startedAt).slice(0, maxRuns);
  for (const { run } of listed.reverse()) {
    try {
      const session = host.isOfThisWindow(run) ? undefined : await restoreRun(run, host);
      if (session && !host.isOfThisWindow(run)) reviews.adopt(session);
    } catch (thrown) {
      host.logger.warn(`Run ${run} was not brought back: ${String(thrown)}`);
    }
  }
}

async function restoreRun(run: string, host: RestoreHost): Promise<ReviewSession | undefined> {
  const events = (await readRun(run, host.journal)).events.map((entry) => entry.event);
  const session = reviewRecorded(run, events);
  if (!session) return undefined;
  const wasFinished = session.hunks.every((hunk) => hunk.state === 'accepted' || hunk.state === 'rejected');
  const texts = await readNow(session, host.reader);
  for (const [path, text] of texts) {
    if (text === undefined) session.lose(path);
    else session.follow(path, text);
  }
  /** Accepted once, but the file holds the old lines: undone since, or lost with a buffer that was never saved. */
  const isTakenBack = (hunk: TrackedHunk) => hunk.state === 'pending' && texts.get(hunk.path) !== undefined;
  return wasFinished && !session.hunks.some(isTakenBack) ? undefined : session;
}

async function readNow(session: ReviewSession, reader: RestoreHost['reader']): Promise<ReadonlyMap<string, string | undefined>> {
  const { signal } = new AbortController();
  const texts = new Map<string, string | undefined>();
  for (const path of new Set(session.hunks.map((hunk) => hunk.path))) {
    const read = await reader.read(path, signal);
    texts.set(path, read.kind === 'found' ? read.snapshot.text : undefined);
  }
  return texts;
}
