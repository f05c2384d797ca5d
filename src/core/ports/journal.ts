// The append-only record of runs, and the blobs it names.
import type { JournalBody, JournalRecord, RunListing } from '../model/journal.ts';

/** `append` resolves when the record is durable. Reading ends before a torn tail and fails on a broken chain. */
export interface Journal {
  append(run: string, body: JournalBody): Promise<JournalRecord>;
  read(run: string): Promise<readonly JournalRecord[]>;
  list(): Promise<readonly RunListing[]>;
  /** Content-addressed text; returns its SHA-256 in hex. */
  putBlob(text: string): Promise<string>;
  getBlob(hash: string): Promise<string>;
}
