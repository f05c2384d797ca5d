// Where the code index keeps what it knows between sessions, and the two searches that the store itself does.
import type { Disposable } from '../../base/disposable.ts';
import type { FilePath } from '../model/document.ts';

/** One indexed file. `terms` is the packed bags of its fields; `format` of the rows is the store's own matter. */
export interface StoredFile {
  readonly path: FilePath;
  readonly hash: string;
  readonly modifiedMs: number;
  readonly bytes: number;
  readonly terms: Uint8Array;
}

/** One piece of a file. `id` is the path, `#` and the ordinal. `tokens` are our own, joined by spaces. */
export interface StoredChunk {
  readonly id: string;
  readonly path: FilePath;
  readonly ordinal: number;
  readonly startLine: number;
  readonly endLine: number;
  readonly symbol: string;
  readonly kind: string;
  readonly tokens: string;
  readonly content: string;
  readonly embedding?: Float32Array;
  readonly modifiedMs: number;
}

/** One commit of the repository's history; `at` in seconds since 1970. */
export interface StoredCommit {
  readonly at: number;
  readonly subject: string;
  readonly paths: readonly FilePath[];
}

/** `files` replace what the store has under their paths, with all their chunks. `commits` replaces the whole history. */
export interface StoreBatch {
  readonly files: readonly StoredFile[];
  readonly chunks: readonly StoredChunk[];
  readonly removed: readonly FilePath[];
  readonly commits?: readonly StoredCommit[];
}

export type StoreQuery =
  | { readonly kind: 'words'; readonly tokens: readonly string[] }
  | { readonly kind: 'near'; readonly vector: Float32Array };

/** `score`: higher is better, comparable within one answer only. */
export interface ChunkScore {
  readonly id: string;
  readonly path: FilePath;
  readonly score: number;
}

/** Vectors that come after their chunks. */
export interface VectorRows {
  /** Source chunks without one. */
  missing(limit: number): Promise<readonly { readonly id: string; readonly text: string }[]>;
  /** Ids that have gone meanwhile are passed over. */
  set(rows: readonly { readonly id: string; readonly vector: Float32Array }[]): Promise<void>;
}

/** What was written is found by the next search. Throws AppError `index.corrupt` when only building anew can help. */
export interface ChunkStore extends Disposable {
  readonly vectors: VectorRows;
  load(): Promise<{ readonly files: readonly StoredFile[]; readonly commits: readonly StoredCommit[] }>;
  write(batch: StoreBatch): Promise<void>;
  search(query: StoreQuery, limit: number): Promise<readonly ChunkScore[]>;
  /** In any order; unknown ids are missing from the answer. */
  read(ids: readonly string[]): Promise<readonly StoredChunk[]>;
  /** What is written but not yet kept for the next session, or not yet quick to search, becomes so. */
  settle(): Promise<void>;
  /** Gives back space, where there is some to give back; for idle times. */
  maintain(): Promise<void>;
}
