// Settings as parsed values. The table of names, types and defaults is in package.json; a test keeps both equal.
import { z } from 'zod/mini';

export const modelSettings = z.object({
  /** Base URL of an OpenAI-compatible endpoint, ending before /chat/completions. */
  baseUrl: z.string(),
  model: z.string(),
});
export type ModelSettings = z.infer<typeof modelSettings>;

/** Limits of one run. Times in milliseconds, sizes in tokens. */
export interface RunLimits {
  readonly maxRepairs: number;
  readonly contextTokens: number;
  readonly maxOutputTokens: number;
  readonly collectMs: number;
  readonly validateMs: number;
}

export const defaultRunLimits: RunLimits = {
  maxRepairs: 3,
  contextTokens: 12_000,
  maxOutputTokens: 8_192,
  collectMs: 10_000,
  validateMs: 60_000,
};
