// Brings back, from the journal, the reviews that were not finished when the window closed.
import type { FilePath } from '../../core/model/document.ts';
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

/** The reviews that came back, by run: the texts they were taken up on. */
export type TakenUp = Map<string, Map<FilePath, string | undefined>>;

/** A run that cannot be read is logged and left alone. */
export async function restoreReviews(reviews: Reviews, host: RestoreHost): Promise<TakenUp> {
  const taken: TakenUp = new Map();
  const listed = [...(await host.journal.list())].sort((left, right) => right.startedAt - left.startedAt).slice(0, maxRuns);
  for (const { run } of listed.reverse()) {
    try {
      const restored = host.isOfThisWindow(run) ? undefined : await restoreRun(run, host);
      if (!restored?.isOpen || host.isOfThisWindow(run)) continue;
      reviews.adopt(restored.session);
      taken.set(run, restored.texts);
    } catch (thrown) {
      host.logger.warn(`Run ${run} was not brought back: ${String(thrown)}`);
    }
  }
  return taken;
}

interface Restored {
  readonly session: ReviewSession;
  readonly texts: Map<FilePath, string | undefined>;
  /** Something in it waits. */
  readonly isOpen: boolean;
}

/** Takes the decisions of the journal again, and follows the files as they are now. Undefined for a run that proposed nothing. */
export async function restoreRun(run: string, host: Pick<RestoreHost, 'journal' | 'reader'>): Promise<Restored | undefined> {
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
  return { session, texts, isOpen: !wasFinished || session.hunks.some(isTakenBack) };
}

async function readNow(session: ReviewSession, reader: RestoreHost['reader']): Promise<Map<FilePath, string | undefined>> {
  const { signal } = new AbortController();
  const texts = new Map<FilePath, string | undefined>();
  for (const path of new Set(session.hunks.map((hunk) => hunk.path))) {
    const read = await reader.read(path, signal);
    texts.set(path, read.kind === 'found' ? read.snapshot.text : undefined);
  }
  return texts;
}
