// Reading the person's files: the open buffer first, else the disk.
import type { FilePath, Snapshot } from '../model/document.ts';
import type { PathVerdict } from '../model/policy.ts';

export type ReadResult =
  | { readonly kind: 'found'; readonly snapshot: Snapshot }
  | { readonly kind: 'missing' }
  | {
      readonly kind: 'unreadable';
      readonly reason: 'binary' | 'tooLarge' | 'encoding' | 'outside' | 'denied' | 'notAFile';
      readonly message: string;
    };

/** Text hit of a word search. `line` is zero-based. */
export interface TextHit {
  readonly path: FilePath;
  readonly line: number;
  readonly text: string;
}

export interface WorkspaceReader {
  read(path: FilePath, signal: AbortSignal): Promise<ReadResult>;
  /** Files that are not ignored, in path order, at most `limit`. */
  list(limit: number, signal: AbortSignal): Promise<readonly FilePath[]>;
  /** Names of the files directly in a folder, sorted; empty where there is none. Absent where a host cannot say cheaply. */
  listFolder?(path: FilePath, signal: AbortSignal): Promise<readonly string[]>;
  /** Whole-word, case-insensitive hits of any of the words; at most `limit`. */
  searchText(words: readonly string[], limit: number, signal: AbortSignal): Promise<readonly TextHit[]>;
  /** Where a path that a model named leads, symbolic links resolved. */
  judgePath(path: string): Promise<{ readonly verdict: PathVerdict; readonly path: FilePath; readonly why: string }>;
}
