// Exact token counts.

/** One count per text, in order. */
export interface TokenCounter {
  count(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]>;
}
