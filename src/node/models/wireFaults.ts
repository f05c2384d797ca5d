// What a provider's refusal means: many wordings, one kind and one message with the next step.
import type { ModelEnd, ModelErrorKind } from '../../core/model/chat.ts';

/** A refusal as it came over the wire; `status` is the HTTP status or the number that an error event carries. */
export interface WireFault {
  readonly status?: number;
  readonly label: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}

/** Who was asked, for the message. */
export interface Asked {
  readonly baseUrl: string;
  readonly model: string;
}

interface FaultRule {
  readonly kind: ModelErrorKind;
  readonly statuses?: (status: number) => boolean;
  /** Matches the error's code and type. */
  readonly label?: RegExp;
  readonly message?: RegExp;
}

const contextWords = new RegExp(
  [
    'context[ _-]?(length|window|size|limit)',
    'maximum (prompt|context|input|model|sequence) length',
    'prompt is too long',
    'input (is )?too long',
    'too many (input |prompt )?tokens',
    'token count .*exceeds',
    'exceeds? the maximum number of tokens',
    'too large for model',
    'reduce (the length of|your) (the )?(messages|prompt|input)',
    'tokens.{0,40}must be (<=|less than)',
    'larger than the (maximum|max) (context|tokens)',
    'request (entity )?too large',
    'context the overflows',
  ].join('|'),
  'i',
);

/** First match wins. A row matches when any of its columns does. */
const rules: readonly FaultRule[] = [
  { kind: 'contextLength', statuses: (status) => status === 413 },
  { kind: 'quota', statuses: (status) => status === 402, label: /insufficient_(quota|balance|credits|funds)|billing|payment/i },
  { kind: 'rateLimit', statuses: (status) => status === 429, label: /rate_?limit|too_?many_?requests|resource_?exhausted|throttl/i },
  { kind: 'contextLength', label: /context_length|exceed_context|context_window|prompt_too_long|request_too_large/i },
  { kind: 'auth', statuses: (status) => status === 401, label: /invalid_api_key|authentication|unauthori[sz]ed/i },
  { kind: 'notFound', label: /model_not_found|not_?found/i },
  { kind: 'contextLength', message: contextWords },
  { kind: 'quota', message: /credit balance|insufficient (balance|credits?|quota|funds)|exceeded your current quota|out of credits/i },
  { kind: 'auth', message: /api[ _-]?key (is )?(not valid|invalid|missing|expired)|(invalid|incorrect|missing) api[ _-]?key/i },
  { kind: 'auth', statuses: (status) => status === 403, label: /permission/i },
  { kind: 'notFound', statuses: (status) => status === 404, message: /model ['"`]?[^\s]+['"`]? (was )?(not found|does not exist)/i },
  { kind: 'server', statuses: (status) => status >= 500 || status === 408, label: /server|overloaded|internal|api_error|unavailable/i },
  { kind: 'badRequest', statuses: (status) => status >= 400, label: /invalid_request|bad_?request/i },
];

const quotaWords = /exceeded your current quota|insufficient_quota/i;

/** The kind of a refusal. Without any clue it is the server's fault, since we were promised an answer. */
export function kindOfFault(fault: WireFault): ModelErrorKind {
  if (fault.status === 429 && quotaWords.test(`${fault.label} ${fault.message}`) && fault.retryAfterMs === undefined) return 'quota';
  return rules.find((rule) => isMatch(rule, fault))?.kind ?? 'server';
}

function isMatch(rule: FaultRule, fault: WireFault): boolean {
  if (fault.status !== undefined && rule.statuses?.(fault.status)) return true;
  return Boolean(rule.label?.test(fault.label) || rule.message?.test(fault.message));
}

const nextSteps: Record<ModelErrorKind, string> = {
  auth: 'Check the API key for this endpoint and connect again.',
  quota: 'Add credit with the provider, or choose another model.',
  rateLimit: 'Wait a moment, or choose another model.',
  contextLength: 'The prompt is too long for this model: select less, or choose a model with a larger context.',
  notFound: 'Check the model name and the base URL (it ends before /chat/completions).',
  badRequest: 'The endpoint did not accept the request: check that it speaks the OpenAI chat format and knows this model.',
  server: 'The fault is on the provider’s side: try again, or choose another model.',
  notStream: 'Check the base URL: it must lead to an OpenAI-compatible API, usually ending in /v1.',
  malformed: 'Nothing was applied. Try again; if it happens again, choose another endpoint.',
  toolArguments: 'Nothing was run. Try again, or choose a model that is better at tool calls.',
  timeout: 'Nothing was applied. Try again, or check that the server is not overloaded.',
  budget: 'Raise the limit in the settings, or choose a cheaper or local model.',
  unreachable: 'Check the network, the base URL and, for a local model, that its server is running.',
};

/** The end that tells the person what failed, with which model, and what to do next. */
export function endOfFault(kind: ModelErrorKind, detail: string, asked: Asked, retryAfterMs?: number): ModelEnd {
  const words = detail.trim().replace(/\s+/g, ' ').slice(0, 300);
  const message = `${asked.model} at ${asked.baseUrl}: ${words || kind}${/[.!?]$/.test(words) ? '' : '.'} ${nextSteps[kind]}`;
  return { kind: 'error', error: kind, message, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}

/** Reads an error object, an error text, or a whole body that carries one of them. */
export function parseFault(value: unknown, status?: number): WireFault {
  if (typeof value === 'string') return { label: '', message: value, ...(status === undefined ? {} : { status }) };
  if (typeof value !== 'object' || value === null) return parseFault('', status);
  const fields = value as Readonly<Record<string, unknown>>;
  if (fields.error && typeof fields.error !== 'boolean') return parseFault(fields.error, status);
  if (Array.isArray(value) && value.length > 0) return parseFault(value[0], status);
  const own = Number(fields.code ?? fields.status ?? fields.status_code);
  const known = status ?? (own >= 400 && own < 600 ? own : undefined);
  const label = [fields.code, fields.type, fields.status].filter((part) => typeof part === 'string').join(' ');
  return { label, message: messageIn(fields), ...(known === undefined ? {} : { status: known }) };
}

function messageIn(fields: Readonly<Record<string, unknown>>): string {
  const told = fields.message ?? fields.detail ?? fields.error_description ?? fields.msg;
  if (typeof told === 'string') return told;
  return JSON.stringify(told ?? fields);
}

/** Milliseconds to wait as the provider asks: `retry-after-ms`, `retry-after` (seconds or a date), or words in the message. */
export function retryAfterOf(headers: Headers, message: string, now: number): number | undefined {
  const exact = Number(headers.get('retry-after-ms') ?? Number.NaN);
  if (Number.isFinite(exact)) return Math.max(0, exact);
  const asked = headers.get('retry-after');
  if (asked !== null) {
    const ms = /^\s*\d+(\.\d+)?\s*$/.test(asked) ? Number(asked) * 1000 : Date.parse(asked) - now;
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  const told = /(?:try again in|retry ?delay["\s:]+|retry in)\s*"?(\d+(?:\.\d+)?)\s*(ms|s)\b/i.exec(message);
  return told ? Number(told[1]) * (told[2] === 'ms' ? 1 : 1000) : undefined;
}
