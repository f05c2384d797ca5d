// Brings back, from the journal, the hunks that still waited when the window closed.

import { findLast, readRun } from '../../core/orchestrator/readRun.ts';
import type { Journal } from '../../core/ports/journal.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { waitingHunks } from '../../core/review/waitingHunks.ts';
import type { Reviews } from './reviews.ts';

/** Older runs are no longer looked at. */
const maxRuns = 20;

/** A run that cannot be read is logged and left alone. */
export async function restoreReviews(journal: Journal, reviews: Reviews, logger: Logger): Promise<void> {
  const listed = [...(await journal.list())].sort((left, right) => right.startedAt - left.startedAt).slice(0, maxRuns);
  for (const { run } of listed.reverse()) {
    try {
      await restoreRun(run, journal, reviews);
    } catch (thrown) {
      logger.warn(`Run ${run} was not brought back: ${String(thrown)}`);
    }
  }
}

async function restoreRun(run: string, journal: Journal, reviews: Reviews): Promise<void> {
  if (reviews.find(run)) return;
  const recorded = await readRun(run, journal);
  const proposed = findLast(recorded, 'proposed');
  if (!proposed) return;
  const waiting = waitingHunks(recorded.events.map((entry) => entry.event));
  if (waiting.length === 0) return;
  reviews.add(run, { ...proposed, hunks: waiting });
}
