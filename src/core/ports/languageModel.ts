// The model the person chose.
import type { ModelEvent, ModelRequest } from '../model/chat.ts';
import type { ModelFacts } from '../model/endpoint.ts';

/**
 * One model behind one wire protocol. Always ends with one `ended` event; provider and network failures are ends, not throws.
 * Abort gives `cancelled`. Throws AppError only for faults of our own (no key configured, bad base URL).
 */
export interface LanguageModel {
  readonly id: string;
  /** What is known of it: context size, price, tool calls. */
  readonly facts?: ModelFacts;
  /** Who answers instead when the budget asks for it. */
  readonly cheaper?: Pick<LanguageModel, 'id' | 'facts'>;
  stream(request: ModelRequest, signal: AbortSignal): AsyncIterable<ModelEvent>;
}
