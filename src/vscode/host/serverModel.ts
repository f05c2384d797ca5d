// Models behind servers, as the editor reaches them: routed, patient, in line at their endpoint, through a proxy where the environment names one.
import { AppError } from '../../base/errors.ts';
import type { LanguageModel } from '../../core/ports/languageModel.ts';
import { connectModels, type ModelEndpoint } from '../../core/routing/connectModels.ts';
import { isLocalAddress, listTells, vendors } from '../../core/routing/vendors.ts';
import { systemClock } from '../../node/clock.ts';
import { askListedFacts } from '../../node/models/listedFacts.ts';
import { findLocalServers } from '../../node/models/modelLists.ts';
import { createModelQueue } from '../../node/models/modelQueue.ts';
import { createOpenAiChat } from '../../node/models/openAiChat.ts';
import { createProxyFetch, proxyFromEnvironment } from '../../node/models/proxyFetch.ts';
import type { Endpoint, LocalServer } from '../models.ts';

/** One line of calls per endpoint, for all runs of the window. */
export function createServerModels(localOnly: () => boolean): (endpoint: Endpoint) => Promise<LanguageModel> {
  const queue = createModelQueue();
  /** Kept, so that a model that failed is still known to have failed at the next request. */
  const connected = new Map<string, LanguageModel>();
  const open = (endpoint: ModelEndpoint): LanguageModel => {
    const proxy = proxyFromEnvironment(endpoint.baseUrl, process.env);
    const chat = createOpenAiChat({ ...endpoint, ...(proxy ? { fetch: createProxyFetch(proxy) } : {}) });
    return queue.lineUp(chat, endpoint.baseUrl, 'person');
  };
  return async ({ baseUrl, model, apiKey }) => {
    const wanted = { baseUrl, names: model, apiKey, role: 'edit', localOnly: localOnly() } as const;
    const known = connected.get(JSON.stringify(wanted));
    if (known) return known;
    const proxy = proxyFromEnvironment(baseUrl, process.env);
    const carry = proxy ? { fetch: createProxyFetch(proxy) } : {};
    const listed = listTells(baseUrl, wanted.localOnly) ? await askListedFacts({ baseUrl, apiKey, ...carry }) : [];
    const opened = connectModels({ ...wanted, listed }, { open, clock: systemClock, random: Math.random });
    if (!opened) throw new AppError('model.none', 'No model is named. Connect one, then ask again.');
    if (listed.length > 0 || !isLocalAddress(baseUrl)) connected.set(JSON.stringify(wanted), opened);
    return opened;
  };
}

const waitMs = 1_500;

/** Servers on this machine that answer on their usual ports with a model list. */
export async function listLocalServers(signal: AbortSignal): Promise<readonly LocalServer[]> {
  const places = vendors.filter((vendor) => vendor.isLocal);
  const found = await findLocalServers(places, waitMs, signal);
  const nameOf = (id: string) => vendors.find((vendor) => vendor.id === id)?.name ?? id;
  return found.map(({ vendor, baseUrl, models }) => ({ vendor: nameOf(vendor), baseUrl, models: models.map((model) => model.id) }));
}
