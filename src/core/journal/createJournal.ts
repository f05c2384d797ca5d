// The journal over any store of durable lines. Framing and durability are the store's, the chain is ours.

import { z } from 'zod/mini';
import { AppError } from '../../base/errors.ts';
import { Sequencer } from '../../base/sequencer.ts';
import { type JournalBody, type JournalRecord, journalSchema } from '../model/journal.ts';
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

interface Waiting {
  readonly body: JournalBody;
  resolve(record: JournalRecord): void;
  reject(fault: unknown): void;
}

/** One run that is written to: seals records in the order of asking, and writes together those that wait together. */
class OpenRun {
  private readonly queue = new Sequencer();
  private readonly waiting: Waiting[] = [];
  private last: JournalRecord | undefined;

  constructor(
    private readonly run: string,
    private readonly parts: { readonly store: RecordStore; readonly hash: Hash; readonly clock: Pick<Clock, 'now'> },
    private readonly readLast: () => Promise<JournalRecord | undefined>,
  ) {}

  append(body: JournalBody): Promise<JournalRecord> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ body, resolve, reject });
      void this.queue.run(() => this.writeWaiting());
    });
  }

  private async writeWaiting(): Promise<void> {
    const batch = this.waiting.splice(0);
    if (batch.length === 0) return;
    const { store, hash, clock } = this.parts;
    try {
      let last = this.last ?? (await this.readLast());
      const records: JournalRecord[] = [];
      for (const { body } of batch) {
        last = sealRecord(this.run, body, { last, at: clock.now() }, hash);
        records.push(last);
      }
      await store.append(
        this.run,
        records.map((record) => JSON.stringify(record)),
      );
      this.last = last;
      for (const [at, record] of records.entries()) batch[at]?.resolve(record);
    } catch (thrown) {
      for (const { reject } of batch) reject(thrown);
    }
  }
}

/** Where lines and texts are kept, and what seals them. `salt` gives a new one each time that nobody can guess. */
export interface JournalParts {
  readonly hash: Hash;
  readonly clock: Pick<Clock, 'now'>;
  readonly salt: () => string;
}

/**
 * Appends of one run are written in the order they were asked for; those that wait for the same write share it. Reading checks the
 * whole chain.
 */
export function createJournal(store: RecordStore, { hash, clock, salt }: JournalParts): Journal {
  const runs = new Map<string, OpenRun>();

  async function read(run: string): Promise<readonly JournalRecord[]> {
    const lines = await store.lines(run);
    const records = lines.map((line, index) => parseRecord(run, index, line));
    const verdict = verifyChain(run, records, hash);
    if (verdict.kind === 'broken') throw brokenChain(run, verdict);
    return records;
  }

  function openRun(run: string): OpenRun {
    const known = runs.get(run) ?? new OpenRun(run, { store, hash, clock }, async () => (await read(run)).at(-1));
    runs.set(run, known);
    return known;
  }

  return {
    read,
    append: (run, body) => openRun(run).append(body),
    async list() {
      const runs = await store.runs();
      const listings = await Promise.all(runs.map(async (run) => listingOf(run, await store.lines(run))));
      return listings.filter((listing) => listing !== undefined);
    },
    async putBlob(text, run) {
      // A short secret could be guessed from the hash of it alone.
      const content = run === undefined ? text : `${salt()}\n${text}`;
      const name = hash(content);
      await store.putBlob(name, content, run);
      return name;
    },
    async getBlob(name, run) {
      const text = await store.getBlob(name, run);
      if (text === undefined)
        throw new AppError('journal.blobMissing', `The journal lacks the text ${name}. The run that names it cannot be replayed.`);
      if (hash(text) !== name) throw new AppError('journal.broken', `The text ${name} in the journal was changed after it was written.`);
      return run === undefined ? text : text.slice(text.indexOf('\n') + 1);
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
