// The chain that binds the records of one run: each names the hash of the one before.
import { AppError } from '../../base/errors.ts';
import { type JournalBody, type JournalRecord, journalSchema } from '../model/journal.ts';
import type { Hash } from '../ports/hash.ts';

export const firstPrev = '0'.repeat(64);

type Unsealed = Omit<JournalRecord, 'hash'>;

/** Key order is fixed, so equal records have equal hashes. */
function hashOf({ schema, run, seq, at, body, prev }: Unsealed, hash: Hash): string {
  return hash(JSON.stringify({ schema, run, seq, at, body, prev }));
}

/** The record that follows `last`. Its body is what a reader will see: what JSON cannot carry is gone. */
export function sealRecord(
  run: string,
  body: JournalBody,
  after: { last: JournalRecord | undefined; at: number },
  hash: Hash,
): JournalRecord {
  const { last, at } = after;
  const plainBody = JSON.parse(JSON.stringify(body)) as JournalBody;
  const record = { schema: journalSchema, run, seq: (last?.seq ?? -1) + 1, at, body: plainBody, prev: last?.hash ?? firstPrev };
  return { ...record, hash: hashOf(record, hash) };
}

export type ChainVerdict =
  | { readonly kind: 'intact'; readonly records: number }
  | { readonly kind: 'broken'; readonly seq: number; readonly why: string };

/** Finds the first record that was changed, removed, inserted or moved. */
export function verifyChain(run: string, records: readonly JournalRecord[], hash: Hash): ChainVerdict {
  let prev = firstPrev;
  for (const [seq, record] of records.entries()) {
    const why = faultOf(record, { run, seq, prev }, hash);
    if (why) return { kind: 'broken', seq, why };
    prev = record.hash;
  }
  return { kind: 'intact', records: records.length };
}

function faultOf(record: JournalRecord, expected: { run: string; seq: number; prev: string }, hash: Hash): string | undefined {
  if (record.run !== expected.run) return `belongs to run ${record.run}`;
  if (record.seq !== expected.seq) return `is numbered ${record.seq}`;
  if (record.prev !== expected.prev) return 'does not follow the record before it';
  if (record.hash !== hashOf(record, hash)) return 'was changed after it was written';
  return undefined;
}

/** The fault for a chain that cannot be trusted. */
export function brokenChain(run: string, verdict: ChainVerdict & { kind: 'broken' }): AppError {
  return new AppError(
    'journal.broken',
    `The journal of run ${run} cannot be trusted: record ${verdict.seq} ${verdict.why}. It is kept as it is; start a new run.`,
  );
}
