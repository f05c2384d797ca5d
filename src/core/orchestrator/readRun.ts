// A run as its journal tells it: the events, what ports answered, and how far it came.
import { AppError } from '../../base/errors.ts';
import type { ModelEvent } from '../model/chat.ts';
import type { JournalRecord } from '../model/journal.ts';
import type { RunEvent } from '../model/run.ts';
import type { Journal } from '../ports/journal.ts';
import { unpackBlobs } from './blobs.ts';
import type { RecordedCall } from './playback.ts';

export interface RecordedRun {
  readonly id: string;
  readonly events: readonly { readonly at: number; readonly event: RunEvent }[];
  readonly calls: readonly RecordedCall[];
  readonly started: Extract<RunEvent, { kind: 'runStarted' }>;
}

/** Throws `journal.noRun` for a name that the journal does not hold, or a run that was stopped before its first event. */
export async function readRun(id: string, journal: Journal): Promise<RecordedRun> {
  const records: readonly JournalRecord[] = await journal.read(id);
  const events: { at: number; event: RunEvent }[] = [];
  const calls: RecordedCall[] = [];
  for (const record of records) {
    if (record.body.kind === 'event')
      events.push({ at: record.at, event: (await unpackBlobs(record.body.event, id, journal)) as RunEvent });
    else calls.push({ ...record.body, result: await unpackBlobs(record.body.result, id, journal) });
  }
  const started = events[0]?.event;
  if (started?.kind !== 'runStarted')
    throw new AppError('journal.noRun', `There is no run "${id}" here. See the list with: understudy runs`);
  return { id, events, calls, started };
}

/** The model's last answer as it was written; empty where there is none. */
export function lastAnswer(run: RecordedRun): string {
  const answered = run.calls.findLast((call) => call.port === 'model.stream')?.result;
  if (!Array.isArray(answered)) return '';
  return (answered as readonly ModelEvent[]).map((event) => (event.kind === 'text' ? event.text : '')).join('');
}

/** The last event of a kind. */
export function findLast<K extends RunEvent['kind']>(run: RecordedRun, kind: K): Extract<RunEvent, { kind: K }> | undefined {
  const found = run.events.findLast((entry) => entry.event.kind === kind)?.event;
  return found as Extract<RunEvent, { kind: K }> | undefined;
}
