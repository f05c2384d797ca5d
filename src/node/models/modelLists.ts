// Which models an endpoint offers, and which local servers are running.
import { z } from 'zod/mini';
import { AppError, isAbort, messageOf } from '../../base/errors.ts';
import type { ListedFacts, ModelPrice } from '../../core/model/endpoint.ts';

export type ListedModel = ListedFacts;

/** The endpoint to ask. */
export interface ListedEndpoint {
  readonly baseUrl: string;
  readonly apiKey?: string;
  readonly authHeader?: 'authorization' | 'api-key' | 'x-api-key';
  readonly fetch?: typeof fetch;
}

const amount = z.union([z.number(), z.string()]);
const row = z.object({
  id: z.string(),
  context_length: z.nullish(z.number()),
  context_window: z.nullish(z.number()),
  max_context_length: z.nullish(z.number()),
  max_model_len: z.nullish(z.number()),
  meta: z.nullish(z.object({ n_ctx: z.nullish(z.number()), n_ctx_train: z.nullish(z.number()) })),
  pricing: z.nullish(z.object({ prompt: amount, completion: amount, input_cache_read: z.nullish(amount) })),
});
const list = z.object({ data: z.array(z.unknown()) });

/** Sorted by name. Throws AppError with the next step when the endpoint gives no list. */
export async function listModels(endpoint: ListedEndpoint, signal: AbortSignal): Promise<readonly ListedModel[]> {
  const address = `${endpoint.baseUrl.replace(/\/+$/, '')}/models`;
  const response = await ask(endpoint, address, signal);
  if (response.status === 401 || response.status === 403) {
    throw new AppError('model.wrongKey', `${endpoint.baseUrl} refused the key (${response.status}). Check the key and connect again.`);
  }
  if (!response.ok) {
    const advice = 'Check the base URL (it ends before /chat/completions), or type the model’s name yourself.';
    throw new AppError('model.noList', `${address} answered ${response.status}. ${advice}`);
  }
  const parsed = list.safeParse(await response.json().catch(() => undefined));
  if (!parsed.success)
    throw new AppError('model.noList', `${address} did not answer with a model list. Check the base URL; it usually ends in /v1.`);
  return parsed.data.data
    .flatMap((each) => {
      const known = row.safeParse(each);
      return known.success ? [toListed(known.data)] : [];
    })
    .sort((a, b) => a.id.localeCompare(b.id));
}

async function ask(endpoint: ListedEndpoint, address: string, signal: AbortSignal): Promise<Response> {
  const key = endpoint.apiKey?.trim();
  const header = endpoint.authHeader ?? 'authorization';
  const headers = key ? { [header]: header === 'authorization' ? `Bearer ${key}` : key } : {};
  try {
    return await (endpoint.fetch ?? fetch)(address, { headers: { ...headers, 'User-Agent': 'understudy' }, redirect: 'manual', signal });
  } catch (thrown) {
    if (isAbort(thrown)) throw thrown;
    const cause = thrown instanceof Error && thrown.cause ? thrown.cause : thrown;
    const advice = 'Check the network, the base URL and, for a local model, that its server is running.';
    throw new AppError('model.unreachable', `${address} could not be reached (${messageOf(cause)}). ${advice}`, { cause: thrown });
  }
}

function toListed(known: z.infer<typeof row>): ListedModel {
  const context =
    known.context_length ??
    known.context_window ??
    known.max_context_length ??
    known.max_model_len ??
    known.meta?.n_ctx ??
    known.meta?.n_ctx_train;
  return { id: known.id.replace(/^models\//, ''), ...(context ? { contextTokens: context } : {}), ...priceOf(known.pricing) };
}

/** Lists price a single token; tables price a million. A price below zero means "depends". */
function priceOf(pricing: z.infer<typeof row>['pricing']): { price?: ModelPrice } {
  const input = Number(pricing?.prompt) * 1e6;
  const output = Number(pricing?.completion) * 1e6;
  if (!(input >= 0 && output >= 0)) return {};
  const cached = Number(pricing?.input_cache_read ?? Number.NaN) * 1e6;
  return { price: { input, output, ...(cached >= 0 ? { cachedInput: cached } : {}) } };
}

/** A local server that answered, with what it offers. */
export interface FoundServer {
  readonly vendor: string;
  readonly baseUrl: string;
  readonly models: readonly ListedModel[];
}

/** Asks every given address at once; those that do not answer with a model list within `waitMs` are not there. */
export async function findLocalServers(
  places: readonly { readonly id: string; readonly baseUrl: string }[],
  waitMs: number,
  signal: AbortSignal,
): Promise<readonly FoundServer[]> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(waitMs)]);
  const asked = await Promise.allSettled(places.map((place) => listModels({ baseUrl: place.baseUrl }, limit)));
  return asked.flatMap((answer, at) => {
    const place = places[at];
    return answer.status === 'fulfilled' && place ? [{ vendor: place.id, baseUrl: place.baseUrl, models: answer.value }] : [];
  });
}
