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
  /** Longest wait for what the request names and what the index finds. */
  readonly collectMs: number;
  /** Longest wait for facts of language servers, git, terminals and tests, unless choosing code takes longer; what comes later is left out and said. */
  readonly factMs: number;
  readonly validateMs: number;
}

export const defaultRunLimits: RunLimits = {
  maxRepairs: 3,
  contextTokens: 12_000,
  maxOutputTokens: 8_192,
  collectMs: 5_000,
  factMs: 100,
  validateMs: 60_000,
};

/** The editor's settings below `understudy.`. */
export const settingsTable = z.object({
  'model.source': z.enum(['server', 'editor']),
  'model.baseUrl': z.string(),
  'model.name': z.string(),
  'model.localOnly': z.boolean(),
  'embeddings.baseUrl': z.string(),
  'embeddings.model': z.string(),
  'review.presentation': z.enum(['inline', 'diff']),
  'review.saveAfterAccept': z.boolean(),
  'review.goToNext': z.boolean(),
  /** Limits of zero are none. */
  'budget.requestDollars': z.number().check(z.minimum(0)),
  'budget.requestTokens': z.number().check(z.minimum(0)),
  'budget.requestMinutes': z.number().check(z.minimum(0)),
  'budget.runDollars': z.number().check(z.minimum(0)),
  'budget.runTokens': z.number().check(z.minimum(0)),
  'budget.runMinutes': z.number().check(z.minimum(0)),
  'budget.dayDollars': z.number().check(z.minimum(0)),
  'budget.dayTokens': z.number().check(z.minimum(0)),
  'budget.dayMinutes': z.number().check(z.minimum(0)),
  'budget.workspaceDollars': z.number().check(z.minimum(0)),
  'budget.workspaceTokens': z.number().check(z.minimum(0)),
  'budget.workspaceMinutes': z.number().check(z.minimum(0)),
  'budget.atLimit': z.enum(['ask', 'cheaper', 'readOnly']),
  'run.maxRepairs': z.number().check(z.minimum(0), z.maximum(3)),
  'run.contextTokens': z.number().check(z.minimum(1_000)),
  'run.maxOutputTokens': z.number().check(z.minimum(256)),
  'run.validateSeconds': z.number().check(z.minimum(1)),
});
export type EditorSettings = z.infer<typeof settingsTable>;

export const settingDefaults: EditorSettings = {
  'model.source': 'server',
  'model.baseUrl': '',
  'model.name': '',
  'model.localOnly': false,
  'embeddings.baseUrl': '',
  'embeddings.model': '',
  'review.presentation': 'inline',
  'review.saveAfterAccept': false,
  'review.goToNext': false,
  'budget.requestDollars': 0,
  'budget.requestTokens': 0,
  'budget.requestMinutes': 0,
  'budget.runDollars': 0,
  'budget.runTokens': 0,
  'budget.runMinutes': 0,
  'budget.dayDollars': 0,
  'budget.dayTokens': 0,
  'budget.dayMinutes': 0,
  'budget.workspaceDollars': 0,
  'budget.workspaceTokens': 0,
  'budget.workspaceMinutes': 0,
  'budget.atLimit': 'ask',
  'run.maxRepairs': defaultRunLimits.maxRepairs,
  'run.contextTokens': defaultRunLimits.contextTokens,
  'run.maxOutputTokens': defaultRunLimits.maxOutputTokens,
  'run.validateSeconds': defaultRunLimits.validateMs / 1000,
};
