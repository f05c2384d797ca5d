// Gives chunks that have no vector yet theirs, some at a time, beside everything else. A later session goes on where this one stopped,
// because what is missing is asked of the store.
import type { VectorRows } from '../ports/chunkStore.ts';
import type { Embedder } from '../ports/embedder.ts';

const rowsAtOnce = 128;

export interface FillWays {
  /** What leaves for the embedder; secrets in a text do not. */
  readonly clean: (text: string) => string;
  readonly onProgress: (filled: number) => void;
}

/** Resolves with how many got one. Throws what the embedder throws; what was filled by then stays. */
export async function fillVectors(rows: VectorRows, embedder: Embedder, ways: FillWays, signal: AbortSignal): Promise<number> {
  let filled = 0;
  for (;;) {
    signal.throwIfAborted();
    const missing = await rows.missing(rowsAtOnce);
    if (missing.length === 0) return filled;
    const vectors = await embedder.embed(
      missing.map(({ text }) => ways.clean(text)),
      signal,
    );
    await rows.set(missing.map(({ id }, place) => ({ id, vector: vectors[place]! })));
    filled += missing.length;
    ways.onProgress(filled);
  }
}
