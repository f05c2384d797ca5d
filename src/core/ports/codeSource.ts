// The files and the history that the code index is made from.
import type { FilePath } from '../model/document.ts';
import type { StoredCommit } from './chunkStore.ts';

export interface ListedFile {
  readonly path: FilePath;
  readonly bytes: number;
  readonly modifiedMs: number;
}

/** What was left out of a listing, by reason, for the person who wonders. */
export type SkippedFiles = Readonly<Record<'ignored' | 'binary' | 'tooLarge' | 'generated' | 'secret', number>>;

export interface CodeListing {
  readonly files: readonly ListedFile[];
  readonly skipped: SkippedFiles;
}

export interface CodeSource {
  list(signal: AbortSignal): Promise<CodeListing>;
  /** The same for some paths: those that are gone or must not be indexed are missing from the answer. */
  listSome(paths: readonly FilePath[], signal: AbortSignal): Promise<CodeListing>;
  /** Text, or undefined for what is no text, is generated, or went away. */
  read(path: FilePath, signal: AbortSignal): Promise<string | undefined>;
  /** Newest first; empty where there is no history. */
  commits(signal: AbortSignal): Promise<readonly StoredCommit[]>;
}
