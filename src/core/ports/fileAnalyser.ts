// From files on disk to what the code index keeps of them, wherever that work is done.
import type { Disposable } from '../../base/disposable.ts';
import type { StoredChunk, StoredFile } from './chunkStore.ts';
import type { ListedFile } from './codeSource.ts';

/** `knownHash` of what the index has already; an equal text is not taken apart again. */
export interface FileToAnalyse extends ListedFile {
  readonly knownHash?: string;
}

/** `none`: no text, generated, or gone. */
export type AnalysedFile =
  | { readonly kind: 'none'; readonly path: string }
  | { readonly kind: 'same'; readonly path: string; readonly modifiedMs: number; readonly bytes: number }
  | { readonly kind: 'fresh'; readonly path: string; readonly file: StoredFile; readonly chunks: readonly StoredChunk[] };

/** Answers stand in the order of the files. */
export interface FileAnalyser extends Disposable {
  analyse(files: readonly FileToAnalyse[], signal: AbortSignal): Promise<readonly AnalysedFile[]>;
  /** Many files have been analysed, and only few are to be expected. */
  rest(): void;
}
