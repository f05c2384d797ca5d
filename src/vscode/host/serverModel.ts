// A model behind a server, as the editor reaches it: the vendor's facts, a proxy from the environment, and patience with a busy server.
import type { LanguageModel } from '../../core/ports/languageModel.ts';
import { createRetryingModel } from '../../core/routing/retry.ts';
import { factsOf, findVendor, vendors } from '../../core/routing/vendors.ts';
import { systemClock } from '../../node/clock.ts';
import { findLocalServers } from '../../node/models/modelLists.ts';
import { createOpenAiChat } from '../../node/models/openAiChat.ts';
import { createProxyFetch, proxyFromEnvironment } from '../../node/models/proxyFetch.ts';
import type { Endpoint, LocalServer } from '../models.ts';

export function openServerModel({ baseUrl, model, apiKey }: Endpoint): LanguageModel {
  const proxy = proxyFromEnvironment(baseUrl, process.env);
  const chat = createOpenAiChat({
    baseUrl,
    model,
    apiKey,
    ...(proxy ? { fetch: createProxyFetch(proxy) } : {}),
    facts: factsOf(findVendor(baseUrl), model),
  });
  return createRetryingModel(chat, { clock: systemClock, random: Math.random });
}

const waitMs = 1_500;

/** Servers on this machine that answer on their usual ports with a model list. */
export async function listLocalServers(signal: AbortSignal): Promise<readonly LocalServer[]> {
  const places = vendors.filter((vendor) => vendor.isLocal);
  const found = await findLocalServers(places, waitMs, signal);
  return found.map(({ vendor, baseUrl, models }) => ({ vendor, baseUrl, models: models.map((model) => model.id) }));
}
