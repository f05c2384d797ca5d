// Vectors from any OpenAI-compatible embeddings endpoint, Ollama's included. What is sent and what it cost is counted.
import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod/mini';
import { AppError, isAbort, messageOf } from '../../base/errors.ts';
import type { Embedder } from '../../core/ports/embedder.ts';

export interface EmbeddingsEndpoint {
  /** Ends before /embeddings; for Ollama `http://127.0.0.1:11434/v1`. */
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string;
  readonly fetch?: typeof fetch;
}

export interface RemoteEmbedder extends Embedder {
  /** Tokens the endpoint counted so far; 0 where it does not tell. */
  usedTokens(): number;
}

/** One call carries at most so much; endpoints refuse larger ones. */
const most = { texts: 64, characters: 100_000 };
const attempts = 4;
const firstWaitMs = 500;
const timeoutMs = 60_000;

const answer = z.object({
  data: z.array(z.object({ index: z.optional(z.number()), embedding: z.array(z.number()) })),
  usage: z.nullish(z.object({ prompt_tokens: z.nullish(z.number()), total_tokens: z.nullish(z.number()) })),
});

/** Asks once, to learn how long the vectors are. Throws `embeddings.*` with the next step. */
export async function openEmbedder(endpoint: EmbeddingsEndpoint, signal: AbortSignal): Promise<RemoteEmbedder> {
  const address = `${endpoint.baseUrl
    .trim()
    .replace(/\/+$/, '')
    .replace(/\/embeddings$/, '')}/embeddings`;
  let used = 0;
  const ask = async (texts: readonly string[], stop: AbortSignal): Promise<Float32Array[]> => {
    const { vectors, tokens } = await askPatiently({ ...endpoint, baseUrl: address }, texts, stop);
    used += tokens;
    return vectors;
  };
  const [first] = await ask(['dimensions'], signal);
  const dimensions = first!.length;
  return {
    id: `${address} ${endpoint.model} ${dimensions}`,
    dimensions,
    usedTokens: () => used,
    async embed(texts, stop) {
      const vectors: Float32Array[] = [];
      for (const part of partsOf(texts)) vectors.push(...(await ask(part, stop)));
      const odd = vectors.find((vector) => vector.length !== dimensions);
      if (odd) throw new AppError('embeddings.odd', `${address} answered with vectors of ${odd.length} and of ${dimensions} numbers.`);
      return vectors;
    },
  };
}

function partsOf(texts: readonly string[]): string[][] {
  const parts: string[][] = [];
  let characters = 0;
  for (const text of texts) {
    const last = parts.at(-1);
    if (last && last.length < most.texts && characters + text.length <= most.characters) last.push(text);
    else {
      parts.push([text]);
      characters = 0;
    }
    characters += text.length;
  }
  return parts;
}

interface Answered {
  readonly vectors: Float32Array[];
  readonly tokens: number;
}

/** Busy and broken servers are asked again after a while; refusals are final. */
async function askPatiently(endpoint: EmbeddingsEndpoint, texts: readonly string[], signal: AbortSignal): Promise<Answered> {
  for (let attempt = 1; ; attempt++) {
    const tried = await askOnce(endpoint, texts, signal);
    if (tried.kind === 'answered') return tried;
    if (attempt === attempts || !tried.again) throw new AppError('embeddings.failed', tried.why);
    await pause(tried.waitMs ?? firstWaitMs * 2 ** (attempt - 1), undefined, { signal });
  }
}

type Tried =
  | ({ readonly kind: 'answered' } & Answered)
  | { readonly kind: 'failed'; readonly why: string; readonly again: boolean; readonly waitMs?: number };

async function askOnce(
  { baseUrl, model, apiKey, fetch: send = fetch }: EmbeddingsEndpoint,
  texts: readonly string[],
  signal: AbortSignal,
): Promise<Tried> {
  const headers = { 'content-type': 'application/json', ...(apiKey ? { authorization: `Bearer ${apiKey}` } : {}) };
  try {
    const response = await send(baseUrl, {
      method: 'POST',
      headers,
      body: JSON.stringify({ model, input: texts, encoding_format: 'float' }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      redirect: 'error',
    });
    if (!response.ok) return refusalOf(baseUrl, response);
    return toAnswered(baseUrl, await response.json(), texts.length);
  } catch (thrown) {
    if (signal.aborted && isAbort(thrown)) throw thrown;
    return { kind: 'failed', why: `${baseUrl} cannot be reached (${messageOf(thrown)}). Check that the server runs.`, again: true };
  }
}

function refusalOf(address: string, { status, headers }: Response): Tried {
  const seconds = Number(headers.get('retry-after'));
  const advice =
    status === 401 || status === 403 ? 'Check the key.' : status === 404 ? 'Check the address and the name of the model.' : 'Try later.';
  return {
    kind: 'failed',
    why: `${address} answered ${status}. ${advice}`,
    again: status === 429 || status >= 500,
    ...(seconds > 0 ? { waitMs: Math.min(seconds * 1000, 30_000) } : {}),
  };
}

function toAnswered(address: string, body: unknown, count: number): Tried {
  const parsed = answer.safeParse(body);
  if (!parsed.success || parsed.data.data.length !== count)
    return { kind: 'failed', why: `${address} did not answer with one vector for each text. Choose an embedding model.`, again: false };
  const { data, usage } = parsed.data;
  const inOrder = data
    .map((one, place) => ({ place: one.index ?? place, vector: toUnit(one.embedding) }))
    .sort((a, b) => a.place - b.place);
  return { kind: 'answered', vectors: inOrder.map(({ vector }) => vector), tokens: usage?.prompt_tokens ?? usage?.total_tokens ?? 0 };
}

function toUnit(numbers: readonly number[]): Float32Array {
  const length = Math.sqrt(numbers.reduce((sum, value) => sum + value * value, 0)) || 1;
  return Float32Array.from(numbers, (value) => value / length);
}
