// Durable lines and blobs, from which the journal is built.

/**
 * Every method that writes resolves when the bytes are durable. Lines appended together are there all or not at all. `lines` ends
 * before what was cut by a crash; such a tail is removed before the next `append`. One process at a time may append to a run; another
 * is refused.
 */
export interface RecordStore {
  append(run: string, lines: readonly string[]): Promise<void>;
  lines(run: string): Promise<readonly string[]>;
  runs(): Promise<readonly string[]>;
  /** With `run` the text is kept apart from all others, and goes when the run goes. */
  putBlob(hash: string, text: string, run?: string): Promise<void>;
  getBlob(hash: string, run?: string): Promise<string | undefined>;
}
