// The append-only record of runs, and the blobs it names.
import type { JournalBody, JournalRecord, RunListing } from '../model/journal.ts';

/** `append` resolves when the record is durable. Reading ends before a torn tail and fails on a broken chain. */
export interface Journal {
  append(run: string, body: JournalBody): Promise<JournalRecord>;
  read(run: string): Promise<readonly JournalRecord[]>;
  list(): Promise<readonly RunListing[]>;
  /** Content-addressed text; returns its name. With `run` the text is private to that run: its name tells nothing of what it says. */
  putBlob(text: string, run?: string): Promise<string>;
  getBlob(name: string, run?: string): Promise<string>;
}
