// A model behind an OpenAI-compatible endpoint. The SDK carries the request; what the answer is worth is judged here on its raw bytes.
import OpenAI from 'openai';
import { AppError, messageOf } from '../../base/errors.ts';
import type { ModelEnd, ModelEvent, ModelRequest } from '../../core/model/chat.ts';
import type { ModelFacts, WireQuirks } from '../../core/model/endpoint.ts';
import type { LanguageModel } from '../../core/ports/languageModel.ts';
import { readAnswer } from './answerBody.ts';
import { type Asked, endOfFault, kindOfFault, parseFault, retryAfterOf } from './wireFaults.ts';
import { learnQuirk, toWireRequest } from './wireRequest.ts';

/** Where a model answers. `idleMs` bounds silence inside an answer, `firstByteMs` the wait for its beginning. */
export interface ChatEndpoint {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string;
  readonly idleMs?: number;
  readonly firstByteMs?: number;
  readonly facts?: ModelFacts;
  readonly headers?: Readonly<Record<string, string>>;
  /** Carries the request where the platform's own fetch does not do, e.g. through a proxy. */
  readonly fetch?: typeof fetch;
}

const defaultIdleMs = 60_000;
const defaultFirstByteMs = 240_000;
const maxRefusalBytes = 64 * 1024;

/** A response whose status is not 2xx; a redirect is one too, because the prompt goes only where the person said. */
class Refusal extends Error {
  constructor(
    readonly status: number,
    readonly headers: Headers,
    readonly body: string,
  ) {
    super(`HTTP ${status}`);
  }
}

/** Throws AppError for an endpoint that cannot be asked at all: no model, or a base URL that is none. */
export function createOpenAiChat(endpoint: ChatEndpoint): LanguageModel {
  const baseUrl = parseBaseUrl(endpoint.baseUrl);
  if (endpoint.model.trim() === '') throw new AppError('model.notChosen', 'No model is chosen. Name one with --model or in the settings.');
  const settled = { ...endpoint, baseUrl, learnt: { ...endpoint.facts?.quirks } };
  return {
    id: endpoint.model,
    ...(endpoint.facts ? { facts: endpoint.facts } : {}),
    stream: (request, signal) => streamChat(settled, request, signal),
  };
}

function parseBaseUrl(text: string): string {
  const parsed = URL.parse(text.trim());
  if (!parsed || !/^https?:$/.test(parsed.protocol)) {
    const example = 'https://api.openai.com/v1 or http://127.0.0.1:11434/v1';
    throw new AppError('model.badBaseUrl', `The base URL "${text}" is not an http(s) address. Set it to one such as ${example}.`);
  }
  return text
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/chat\/completions$/, '');
}

/** `learnt`: how this endpoint departs from the common form, as known at first and as its refusals tell. */
interface OpenEndpoint extends ChatEndpoint {
  learnt: WireQuirks;
}

async function* streamChat(endpoint: OpenEndpoint, request: ModelRequest, signal: AbortSignal): AsyncGenerator<ModelEvent> {
  const asked: Asked = { baseUrl: endpoint.baseUrl, model: endpoint.model };
  const stop = new AbortController();
  const stopNow = () => stop.abort();
  signal.addEventListener('abort', stopNow, { once: true });
  const idleMs = endpoint.idleMs ?? defaultIdleMs;
  const firstByteMs = endpoint.firstByteMs ?? Math.max(idleMs, endpoint.idleMs === undefined ? defaultFirstByteMs : 0);
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    stop.abort();
  }, firstByteMs);
  try {
    if (signal.aborted) throw signal.reason;
    const response = await postInItsForm(endpoint, request, stop.signal);
    clearTimeout(late);
    yield* readAnswer(response, { asked, idleMs, firstByteMs, signal });
  } catch (thrown) {
    const end = signal.aborted ? ({ kind: 'cancelled' } as const) : isLate ? silentEnd(firstByteMs, asked) : endOfThrown(thrown, asked);
    yield { kind: 'ended', end: withoutKey(end, endpoint.apiKey?.trim()) };
  } finally {
    clearTimeout(late);
    signal.removeEventListener('abort', stopNow);
    stop.abort();
  }
}

/** Some servers and proxies quote the key they were sent. */
const withoutKey = (end: ModelEnd, key: string | undefined): ModelEnd =>
  end.kind === 'error' && key ? { ...end, message: end.message.replaceAll(key, '[the key]') } : end;

const silentEnd = (ms: number, asked: Asked) => endOfFault('timeout', `did not answer within ${Math.round(ms / 1000)} s`, asked);

function endOfThrown(thrown: unknown, asked: Asked): ModelEnd {
  const cause = thrown instanceof Error && thrown.cause instanceof Error ? thrown.cause : thrown;
  if (cause instanceof Refusal) return endOfRefusal(cause, asked);
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  return endOfFault('unreachable', `could not be reached (${messageOf(inner)})`, asked);
}

function endOfRefusal(refusal: Refusal, asked: Asked): ModelEnd {
  const { status, headers, body } = refusal;
  if (status < 400) {
    const target = headers.get('location') ?? 'another address';
    return endOfFault('notStream', `redirects to ${target}; prompts are not sent on to an address you did not choose`, asked);
  }
  const isPage = /^\s*</.test(body);
  const parsed = isPage ? parseFault('', status) : parseFault(safeJson(body) ?? body, status);
  const retryAfterMs = retryAfterOf(headers, body, Date.now());
  const fault = { ...parsed, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
  return endOfFault(kindOfFault(fault), `answered ${status}${fault.message ? `: ${fault.message}` : ''}`, asked, retryAfterMs);
}

function safeJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An endpoint that refuses a field, and says which, is asked again without it, once for each field. */
async function postInItsForm(endpoint: OpenEndpoint, request: ModelRequest, signal: AbortSignal): Promise<Response> {
  for (;;) {
    try {
      return await post(endpoint, request, signal);
    } catch (thrown) {
      const refusal = thrown instanceof Error && thrown.cause instanceof Refusal ? thrown.cause : thrown;
      const learnt = refusal instanceof Refusal ? learnQuirk(refusal.status, refusal.body, endpoint.learnt) : undefined;
      if (!learnt) throw thrown;
      endpoint.learnt = learnt;
    }
  }
}

/** Our own judgement needs the raw response; the SDK's retries, telemetry headers and error shapes are switched off. */
function post(endpoint: OpenEndpoint, request: ModelRequest, signal: AbortSignal): Promise<Response> {
  const quirks = endpoint.learnt;
  const key = endpoint.apiKey?.trim() || undefined;
  const authHeader = quirks.authHeader ?? 'authorization';
  const isBearer = key !== undefined && authHeader === 'authorization';
  const carry = endpoint.fetch ?? fetch;
  const client = new OpenAI({
    baseURL: endpoint.baseUrl,
    apiKey: key ?? 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
    timeout: 2 ** 31 - 1,
    defaultQuery: { ...quirks.query },
    defaultHeaders: {
      ...Object.fromEntries(sdkHeaders.map((name) => [name, null])),
      'User-Agent': 'understudy',
      ...(isBearer ? {} : { Authorization: null }),
      ...(key !== undefined && !isBearer ? { [authHeader]: key } : {}),
      ...endpoint.headers,
    },
    fetch: async (url, init) => {
      const response = await carry(url, { ...init, redirect: 'manual' });
      if (response.ok) return response;
      throw new Refusal(response.status, response.headers, await readRefusal(response));
    },
  });
  return client.post('/chat/completions', { body: toWireRequest(request, endpoint.model, quirks), stream: true, signal }).asResponse();
}

const sdkHeaders = ['Lang', 'Package-Version', 'OS', 'Arch', 'Runtime', 'Runtime-Version', 'Retry-Count', 'Timeout'].map(
  (name) => `X-Stainless-${name}`,
);

async function readRefusal(response: Response): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of response.body) {
    text += decoder.decode(part, { stream: true });
    if (text.length > maxRefusalBytes) break;
  }
  return text;
}
