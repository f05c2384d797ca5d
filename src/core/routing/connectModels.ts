// The models a person named for one endpoint, connected: each with its vendor's facts and patience, and together as one that routes.
import type { ListedFacts, ModelFacts } from '../model/endpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/languageModel.ts';
import type { Tier } from './chooseModel.ts';
import { createRetryingModel } from './retry.ts';
import { type ConnectedModel, createRoutedModel } from './routedModel.ts';
import { factsOf, findVendor, isLocalAddress } from './vendors.ts';

/** `names` as the person writes them: "first choice, second choice, fast=small one". */
export interface WantedModels {
  readonly baseUrl: string;
  readonly names: string;
  readonly apiKey?: string;
  readonly role: 'edit' | 'ask';
  readonly localOnly: boolean;
  /** The endpoint's own list, where it was asked. What it tells goes before the table; a local model costs nothing either way. */
  readonly listed?: readonly ListedFacts[];
}

/** One model at one endpoint, for the adapter that opens it. */
export interface ModelEndpoint {
  readonly baseUrl: string;
  readonly model: string;
  readonly apiKey?: string;
  readonly facts: ModelFacts;
}

export interface ConnectPorts {
  open(endpoint: ModelEndpoint): LanguageModel;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Undefined when no model is named. */
export function connectModels(wanted: WantedModels, ports: ConnectPorts): LanguageModel | undefined {
  const { baseUrl, apiKey, localOnly, role } = wanted;
  const isLocal = isLocalAddress(baseUrl);
  const [first, ...rest] = parseNames(wanted.names).map(({ model, tier }): ConnectedModel => {
    const facts = withListed(
      factsOf(findVendor(baseUrl), model),
      wanted.listed?.find((each) => each.id === model),
      isLocal,
    );
    const opened = ports.open({ baseUrl, model, facts, ...(apiKey === undefined ? {} : { apiKey }) });
    const candidate = { id: model, tier, isLocal, ...(facts.contextTokens === undefined ? {} : { contextTokens: facts.contextTokens }) };
    return { candidate, model: createRetryingModel(opened, ports) };
  });
  if (!first) return undefined;
  const privacy = localOnly ? 'localOnly' : 'any';
  return createRoutedModel([first, ...rest], { role, privacy, clock: ports.clock });
}

function withListed(facts: ModelFacts, listed: ListedFacts | undefined, isLocal: boolean): ModelFacts {
  const price = isLocal ? facts.price : (listed?.price ?? facts.price);
  const contextTokens = listed?.contextTokens ?? facts.contextTokens;
  return { ...facts, ...(price ? { price } : {}), ...(contextTokens === undefined ? {} : { contextTokens }) };
}

function parseNames(names: string): { readonly model: string; readonly tier: Tier }[] {
  return names.split(',').flatMap((part) => {
    const name = part.trim();
    const fast = /^fast\s*=\s*(.+)$/.exec(name);
    if (name === '') return [];
    return [fast?.[1] ? { model: fast[1], tier: 'fast' as const } : { model: name, tier: 'strong' as const }];
  });
}
