// What a model proposes: edit blocks as it wrote them, and the changes they come to on the real text.
import type { FilePath, LineRange, Snapshot } from './document.ts';

/** One proposal as the model wrote it, before it is fitted to a file. `ordinal` counts from 0 in the order of the answer. */
export type EditBlock = ReplaceBlock | CreateBlock | DeleteBlock | RenameBlock;

/** Lines without line ends. No `path`: the block belongs to the only file in question. `lineHint` is one-based, as models write it. */
export interface ReplaceBlock {
  readonly kind: 'replace';
  readonly ordinal: number;
  readonly path?: FilePath;
  readonly search: readonly string[];
  readonly replace: readonly string[];
  readonly lineHint?: number;
}
export interface CreateBlock {
  readonly kind: 'create';
  readonly ordinal: number;
  readonly path: FilePath;
  readonly text: string;
}
export interface DeleteBlock {
  readonly kind: 'delete';
  readonly ordinal: number;
  readonly path: FilePath;
}
export interface RenameBlock {
  readonly kind: 'rename';
  readonly ordinal: number;
  readonly path: FilePath;
  readonly to: FilePath;
}

/** One file's proposed future. `before` is the snapshot it was made against. */
export type FileChange =
  | { readonly kind: 'create'; readonly path: FilePath; readonly after: string }
  | { readonly kind: 'modify'; readonly path: FilePath; readonly before: Snapshot; readonly after: string }
  | { readonly kind: 'delete'; readonly path: FilePath; readonly before: Snapshot }
  | { readonly kind: 'rename'; readonly path: FilePath; readonly to: FilePath; readonly before: Snapshot; readonly after: string };

/** All changes of one proposal; at most one entry per path. */
export interface ChangeSet {
  readonly changes: readonly FileChange[];
}

/** A place in the file that looks most like what a refused block searched for. `startLine` zero-based; `score` 0 to 1. */
export interface NearMiss {
  readonly startLine: number;
  readonly lines: readonly string[];
  readonly score: number;
}

export type MisfitReason = 'missing' | 'ambiguous' | 'overlap' | 'noFile' | 'fileExists' | 'noPath' | 'elision' | 'truncated' | 'refused';

/** A block that was refused, and what would help the model to place it. Files with a misfit are left alone as a whole. */
export interface Misfit {
  readonly block: EditBlock;
  readonly reason: MisfitReason;
  readonly path?: FilePath;
  /** One sentence for the person and the model. */
  readonly explanation: string;
  readonly nearest: readonly NearMiss[];
  /** Ordinals of the other blocks of this answer that would fit the same file. */
  readonly wouldFit?: readonly number[];
}

/**
 * A refused block that the repairs did not put right, for the person to settle. `file` is the text as proposed so far, with the other
 * blocks of the answer in it; missing where there is no such file, and then nothing can be done by hand. `remaining` counts this one.
 */
export interface MisfitQuestion {
  readonly misfit: Misfit;
  readonly file?: { readonly path: FilePath; readonly text: string };
  readonly remaining: number;
}

/**
 * `byHand`: the whole file as the person made it. `retry`: the model is asked once more. `skip`: the file's other blocks count without
 * this one. `unanswered`: the file is left alone as a whole.
 */
export type MisfitAnswer =
  | { readonly kind: 'byHand'; readonly text: string }
  | { readonly kind: 'retry' }
  | { readonly kind: 'skip' }
  | { readonly kind: 'unanswered' };

/** What became of an answer's blocks. Files with a misfit have no change. `alreadyApplied`: every block of the file was there before. */
export interface FitResult {
  readonly changes: FileChange[];
  readonly misfits: Misfit[];
  readonly alreadyApplied: FilePath[];
}

/** One contiguous difference of one file, the unit of accepting and rejecting. `id` is stable for equal content and place. */
export interface Hunk {
  readonly id: string;
  readonly path: FilePath;
  readonly before: LineRange;
  readonly after: LineRange;
  readonly removed: readonly string[];
  readonly added: readonly string[];
}
