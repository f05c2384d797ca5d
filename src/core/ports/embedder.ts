// Texts to vectors.

/** `embed` gives one unit-length vector of `dimensions` per text, in order. `id` changes when vectors are no longer comparable. */
export interface Embedder {
  readonly id: string;
  readonly dimensions: number;
  embed(texts: readonly string[], signal: AbortSignal): Promise<readonly Float32Array[]>;
}
