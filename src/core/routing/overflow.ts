// When a prompt does not fit: smaller and smaller forms of it, then a clear stop.

/** `contextShare` of the usual budget for code: packing drops the least relevant pieces first and shows others as signatures. */
export interface PromptSize {
  readonly contextShare: number;
  readonly history: 'whole' | 'trimmed' | 'summary' | 'none';
}

/** In order; each is tried once. */
export const promptSizes: readonly PromptSize[] = [
  { contextShare: 1, history: 'whole' },
  { contextShare: 0.5, history: 'trimmed' },
  { contextShare: 0.25, history: 'summary' },
  { contextShare: 0.1, history: 'none' },
];

/** Room for the answer: what is wanted, at most half of what the model takes. */
export const outputRoom = (wanted: number, contextTokens: number | undefined): number =>
  contextTokens === undefined ? wanted : Math.min(wanted, Math.floor(contextTokens / 2));

/** The budget for code in a prompt of this size: the usual one, at most what instructions, question and answer leave of the model. */
export function contextRoom(usual: number, size: PromptSize, outputTokens: number, contextTokens: number | undefined): number {
  const most = contextTokens === undefined ? usual : Math.min(usual, (contextTokens - outputTokens) * 0.6);
  return Math.max(0, Math.floor(most * size.contextShare));
}

/** Whether a counted prompt and its answer fit a model; yes when the model's size is unknown. */
export const fitsModel = (promptTokens: number, outputTokens: number, contextTokens: number | undefined): boolean =>
  contextTokens === undefined || promptTokens + outputTokens <= contextTokens;
