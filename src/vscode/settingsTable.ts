// The settings as parsed values. package.json offers the same names, types and defaults; a test keeps both equal.
import { z } from 'zod/mini';
import { defaultRunLimits } from '../core/model/settings.ts';

export const settingsTable = z.object({
  'model.source': z.enum(['server', 'editor']),
  'model.baseUrl': z.string(),
  'model.name': z.string(),
  'review.presentation': z.enum(['inline', 'diff']),
  'review.saveAfterAccept': z.boolean(),
  'review.goToNext': z.boolean(),
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
  'review.presentation': 'inline',
  'review.saveAfterAccept': false,
  'review.goToNext': false,
  'run.maxRepairs': defaultRunLimits.maxRepairs,
  'run.contextTokens': defaultRunLimits.contextTokens,
  'run.maxOutputTokens': defaultRunLimits.maxOutputTokens,
  'run.validateSeconds': defaultRunLimits.validateMs / 1000,
};
