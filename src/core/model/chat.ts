// The exchange with a model, free of any vendor's wire form.
import type { ModelPrice } from './endpoint.ts';

/** What a model is asked for; each kind of work has its tier. */
export type ModelRole = 'edit' | 'ask' | 'plan' | 'review' | 'repair' | 'expandQuery' | 'summarise' | 'embed';

/** The model that gave an answer, at the price it was known by. */
export interface AnsweringModel {
  readonly model: string;
  readonly price?: ModelPrice;
}

export interface ToolCall {
  readonly id: string;
  readonly name: string;
  /** JSON text of one object, as the model wrote it. */
  readonly argumentsJson: string;
}

export type Message =
  | { readonly role: 'system' | 'user'; readonly text: string }
  | { readonly role: 'assistant'; readonly text: string; readonly toolCalls?: readonly ToolCall[] }
  | { readonly role: 'tool'; readonly toolCallId: string; readonly text: string };

export interface ToolDescription {
  readonly name: string;
  readonly description: string;
  /** JSON Schema of the arguments object. */
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface ModelRequest {
  readonly messages: readonly Message[];
  readonly maxOutputTokens?: number;
  readonly temperature?: number;
  readonly tools?: readonly ToolDescription[];
  /** The kind of work, where it is another than the run's own. */
  readonly role?: ModelRole;
  /** The budget asks for a cheaper model. */
  readonly thrift?: boolean;
}

/** Tokens; `cachedInput` is the part of `input` that a provider's prompt cache served. */
export interface TokenUsage {
  readonly input: number;
  readonly output: number;
  readonly cachedInput?: number;
}

export type ModelErrorKind =
  | 'malformed'
  | 'server'
  | 'rateLimit'
  | 'quota'
  | 'contextLength'
  | 'auth'
  | 'notFound'
  | 'badRequest'
  | 'notStream'
  | 'toolArguments'
  | 'timeout'
  | 'unreachable'
  /** Our own limit, not the provider's. */
  | 'budget';

/**
 * How an answer ended. Only `complete` may have effects: no edit is applied and no tool runs after any other end.
 * `complete` needs a finish reason or the end mark, readable events, and tool arguments that are JSON objects.
 */
export type ModelEnd =
  | { readonly kind: 'complete'; readonly finishReason: string }
  | { readonly kind: 'truncated'; readonly reason: string }
  | { readonly kind: 'cancelled' }
  | { readonly kind: 'error'; readonly error: ModelErrorKind; readonly message: string; readonly retryAfterMs?: number };

/** A stream is any number of `text`, `reasoning`, `toolCall`, `usage`, `notice` (a retry, another model), then exactly one `ended`. */
export type ModelEvent =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'reasoning'; readonly text: string }
  | { readonly kind: 'toolCall'; readonly call: ToolCall }
  /** `by`: who answered, where more than one could have. */
  | { readonly kind: 'usage'; readonly usage: TokenUsage; readonly by?: AnsweringModel }
  | { readonly kind: 'notice'; readonly text: string }
  | { readonly kind: 'ended'; readonly end: ModelEnd };
