// Search over the workspace's code.
import type { FilePath, LineRange } from '../model/document.ts';
import type { TextHit } from './workspaceReader.ts';

/** A piece of a file that answers a query. `score` 0 to 1, best first; `why` names the signals that ranked it. */
export interface CodeHit {
  readonly path: FilePath;
  readonly range: LineRange;
  readonly text: string;
  readonly symbol?: string;
  readonly score: number;
  readonly why: string;
}

/** `state` says whether answers are complete and by which way they are found. */
export interface CodeIndexState {
  readonly kind: 'ready' | 'indexing' | 'textSearchOnly' | 'off';
  readonly indexedFiles: number;
  readonly totalFiles?: number;
  readonly note?: string;
}

export interface CodeQuery {
  readonly text: string;
  readonly maxFiles: number;
  /** Files to favour: open, recent, named. */
  readonly boost?: readonly FilePath[];
  /** Names used where the person is: files that define them are favoured, those of rare names most. */
  readonly names?: readonly string[];
  /** Words that code about this probably has, from a model; they add to the person's own words and never replace them. */
  readonly terms?: readonly string[];
}

/** `modules`: what a source file imports, as written there. */
export interface IndexedFile {
  readonly path: FilePath;
  readonly modules?: readonly string[];
}

export interface CodeIndex {
  /** Every indexed file, in path order. Undefined while the index cannot tell. Absent where an index has no files of its own. */
  structure?(signal: AbortSignal): Promise<readonly IndexedFile[] | undefined>;
  /**
   * Lines that hold one of the names as a word, in files that define it; none for a name that is defined all over. Undefined while the
   * index cannot tell. Absent where an index knows no names.
   */
  findNames?(names: readonly string[], signal: AbortSignal): Promise<readonly TextHit[] | undefined>;
  search(query: CodeQuery, signal: AbortSignal): Promise<readonly CodeHit[]>;
  /** Files that changed on disk or in a buffer; resolves when they are searchable. */
  update(paths: readonly FilePath[], signal: AbortSignal): Promise<void>;
  state(): Promise<CodeIndexState>;
}
