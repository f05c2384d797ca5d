// The journal's frame: one hash-chained line per record.

/** Version of the record format; a reader refuses a newer one by name. */
export const journalSchema = 1;

/**
 * `hash` covers every other field and `prev`, the hash of the record before (64 zeros for the first).
 * `at` is milliseconds since 1970.
 */
export interface JournalRecord {
  readonly schema: number;
  readonly run: string;
  readonly seq: number;
  readonly at: number;
  readonly body: JournalBody;
  readonly prev: string;
  readonly hash: string;
}

/** `event`: a RunEvent. `call`: what a port answered, so that a run can be executed again. `blob` values are content hashes. */
export type JournalBody =
  | { readonly kind: 'event'; readonly event: unknown }
  | { readonly kind: 'call'; readonly port: string; readonly args: string; readonly result: unknown; readonly failed?: boolean };

export interface RunListing {
  readonly run: string;
  readonly startedAt: number;
  readonly records: number;
}
