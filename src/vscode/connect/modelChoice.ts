// Which model is in use, as three settings say it, and how they are changed so that no moment between shows half of a choice.
import type { EditorSettings } from '../../core/model/settings.ts';

/** `server`: an OpenAI-compatible endpoint, Ollama included. `editor`: a model that the editor offers, `name` being its id. */
export type ModelChoice =
  | { readonly source: 'server'; readonly baseUrl: string; readonly name: string }
  | { readonly source: 'editor'; readonly name: string };

export type ModelSettings = Pick<EditorSettings, 'model.source' | 'model.baseUrl' | 'model.name'>;
export type SettingStep = { readonly [K in keyof ModelSettings]: readonly [name: K, value: ModelSettings[K]] }[keyof ModelSettings];

/** Undefined when nothing is chosen. */
export function choiceIn(settings: ModelSettings): ModelChoice | undefined {
  const name = settings['model.name'].trim();
  const baseUrl = settings['model.baseUrl'].trim();
  if (settings['model.source'] === 'editor') return name === '' ? undefined : { source: 'editor', name };
  return name === '' || baseUrl === '' ? undefined : { source: 'server', baseUrl, name };
}

/**
 * One write after another, the name last. Where more than the name changes it is emptied first: an editor that ends in between has no
 * model, which the chat says with its next step, but never the new one's name at the old one's server.
 */
export function stepsTo(choice: ModelChoice, now: ModelSettings): readonly SettingStep[] {
  const place: SettingStep[] = [
    ...(choice.source === 'server' && choice.baseUrl !== now['model.baseUrl'] ? [['model.baseUrl', choice.baseUrl] as const] : []),
    ...(choice.source === now['model.source'] ? [] : [['model.source', choice.source] as const]),
  ];
  const last = ['model.name', choice.name] as const;
  if (place.length > 0) return now['model.name'] === '' ? [...place, last] : [['model.name', ''], ...place, last];
  return choice.name === now['model.name'] ? [] : [last];
}
