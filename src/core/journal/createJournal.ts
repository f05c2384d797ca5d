// The journal over any store of durable lines. Framing and durability are the store's, the chain is ours.

import { z } from 'zod/mini';
import { AppError } from '../../base/errors.ts';
import { Sequencer } from '../../base/sequencer.ts';
import { type JournalRecord, journalSchema } from '../model/journal.ts';
import type { Clock } from '../ports/clock.ts';
import type { Hash } from '../ports/hash.ts';
import type { Journal } from '../ports/journal.ts';
import type { RecordStore } from '../ports/recordStore.ts';
import { brokenChain, sealRecord, verifyChain } from './hashChain.ts';

const frame = z.object({
  schema: z.number(),
  run: z.string(),
  seq: z.number(),
  at: z.number(),
  body: z.union([
    z.object({ kind: z.literal('event'), event: z.unknown() }),
    z.object({
      kind: z.literal('call'),
      port: z.string(),
      args: z.string(),
      result: z.optional(z.unknown()),
      failed: z.optional(z.boolean()),
    }),
  ]),
  prev: z.string(),
  hash: z.string(),
});

/** Appends of one run are written in the order they were asked for. Reading checks the whole chain. */
export function createJournal(store: RecordStore, hash: Hash, clock: Pick<Clock, 'now'>): Journal {
  const queues = new Map<string, { queue: Sequencer; last?: JournalRecord }>();

  async function read(run: string): Promise<readonly JournalRecord[]> {
    const lines = await store.lines(run);
    const records = lines.map((line, index) => parseRecord(run, index, line));
    const verdict = verifyChain(run, records, hash);
    if (verdict.kind === 'broken') throw brokenChain(run, verdict);
    return records;
  }

  function queueOf(run: string) {
    const known = queues.get(run) ?? { queue: new Sequencer() };
    queues.set(run, known);
    return known;
  }

  return {
    read,
    append(run, body) {
      const state = queueOf(run);
      return state.queue.run(async () => {
        const last = state.last ?? (await read(run)).at(-1);
        const record = sealRecord(run, body, { last, at: clock.now() }, hash);
        await store.append(run, JSON.stringify(record));
        state.last = record;
        return record;
      });
    },
    async list() {
      const runs = await store.runs();
      const listings = await Promise.all(runs.map(async (run) => listingOf(run, await store.lines(run))));
      return listings.filter((listing) => listing !== undefined);
    },
    async putBlob(text) {
      const name = hash(text);
      await store.putBlob(name, text);
      return name;
    },
    async getBlob(name) {
      const text = await store.getBlob(name);
      if (text === undefined)
        throw new AppError('journal.blobMissing', `The journal lacks the text ${name}. The run that names it cannot be replayed.`);
      if (hash(text) !== name) throw new AppError('journal.broken', `The text ${name} in the journal was changed after it was written.`);
      return text;
    },
  };
}

function parseRecord(run: string, index: number, line: string): JournalRecord {
  const value: unknown = parseJson(line);
  const schema = typeof value === 'object' && value !== null && 'schema' in value ? value.schema : undefined;
  if (typeof schema === 'number' && schema > journalSchema) {
    throw new AppError(
      'journal.newer',
      `Run ${run} was recorded by a newer version (record format ${schema}; this version reads ${journalSchema}). Update to open it.`,
    );
  }
  if (!z.safeParse(frame, value).success) throw brokenChain(run, { kind: 'broken', seq: index, why: 'cannot be read' });
  return value as JournalRecord;
}

function parseJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** A listing trusts the first record's time and counts lines; the chain is checked when the run is read. */
function listingOf(run: string, lines: readonly string[]) {
  const first = parseJson(lines[0] ?? '');
  const parsed = z.safeParse(frame, first);
  return parsed.success ? { run, startedAt: parsed.data.at, records: lines.length } : undefined;
}
