// The providers and local servers that are known by name. List prices in dollars for a million tokens, as the providers' pages showed them in
// November 2026, for prompts of the lengths that we send. Prices that depend on the hour or are not told for sure are left out, and so is
// every model that is not in the table: its price is unknown.
import type { ModelFacts, Vendor, WireQuirks } from '../model/endpoint.ts';

const reasoning: WireQuirks = { maxTokensField: 'max_completion_tokens', takesTemperature: false };

const openAiModels: Readonly<Record<string, ModelFacts>> = {
  'gpt-4o-mini': { contextTokens: 128_000, takesTools: true, price: { input: 0.15, cachedInput: 0.075, output: 0.6 } },
  'gpt-4o': { contextTokens: 128_000, takesTools: true, price: { input: 2.5, cachedInput: 1.25, output: 10 } },
  'gpt-4.1-nano': { contextTokens: 1_047_576, takesTools: true, price: { input: 0.1, cachedInput: 0.025, output: 0.4 } },
  'gpt-4.1-mini': { contextTokens: 1_047_576, takesTools: true, price: { input: 0.4, cachedInput: 0.1, output: 1.6 } },
  'gpt-4.1': { contextTokens: 1_047_576, takesTools: true, price: { input: 2, cachedInput: 0.5, output: 8 } },
  'gpt-5-nano': { contextTokens: 400_000, takesTools: true, quirks: reasoning, price: { input: 0.05, cachedInput: 0.005, output: 0.4 } },
  'gpt-5-mini': { contextTokens: 400_000, takesTools: true, quirks: reasoning, price: { input: 0.25, cachedInput: 0.025, output: 2 } },
  'gpt-5': { contextTokens: 400_000, takesTools: true, quirks: reasoning, price: { input: 1.25, cachedInput: 0.125, output: 10 } },
  'gpt-5.2': { contextTokens: 400_000, takesTools: true, quirks: reasoning, price: { input: 1.75, cachedInput: 0.175, output: 14 } },
  'gpt-5.4': { contextTokens: 400_000, takesTools: true, quirks: reasoning, price: { input: 2.5, cachedInput: 0.25, output: 15 } },
  'gpt-5.4-mini': { contextTokens: 400_000, takesTools: true, quirks: reasoning, price: { input: 0.75, cachedInput: 0.075, output: 4.5 } },
  'o4-mini': { contextTokens: 200_000, takesTools: true, quirks: reasoning, price: { input: 1.1, cachedInput: 0.275, output: 4.4 } },
  o3: { contextTokens: 200_000, takesTools: true, quirks: reasoning, price: { input: 2, cachedInput: 0.5, output: 8 } },
};

const hosted: readonly Vendor[] = [
  {
    id: 'openai',
    name: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    isLocal: false,
    keyVariable: 'OPENAI_API_KEY',
    models: openAiModels,
  },
  {
    id: 'azure',
    name: 'Azure OpenAI',
    baseUrl: '',
    isLocal: false,
    keyVariable: 'AZURE_OPENAI_API_KEY',
    quirks: { authHeader: 'api-key' },
    models: openAiModels,
  },
  {
    id: 'openrouter',
    name: 'OpenRouter',
    baseUrl: 'https://openrouter.ai/api/v1',
    isLocal: false,
    keyVariable: 'OPENROUTER_API_KEY',
    models: {},
  },
  {
    id: 'gemini',
    name: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta/openai',
    isLocal: false,
    keyVariable: 'GEMINI_API_KEY',
    models: {
      'gemini-2.5-flash-lite': { contextTokens: 1_048_576, takesTools: true, price: { input: 0.1, cachedInput: 0.025, output: 0.4 } },
      'gemini-2.5-flash': { contextTokens: 1_048_576, takesTools: true, price: { input: 0.3, cachedInput: 0.075, output: 2.5 } },
      'gemini-2.5-pro': { contextTokens: 1_048_576, takesTools: true, price: { input: 1.25, cachedInput: 0.31, output: 10 } },
    },
  },
  {
    id: 'anthropic',
    name: 'Anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    isLocal: false,
    keyVariable: 'ANTHROPIC_API_KEY',
    models: {
      'claude-haiku-4-5': { contextTokens: 200_000, takesTools: true, price: { input: 1, cachedInput: 0.1, output: 5 } },
      'claude-haiku-5': { contextTokens: 1_000_000, takesTools: true },
      'claude-sonnet-4': { contextTokens: 200_000, takesTools: true, price: { input: 3, cachedInput: 0.3, output: 15 } },
      'claude-sonnet-4-5': { contextTokens: 200_000, takesTools: true, price: { input: 3, cachedInput: 0.3, output: 15 } },
      'claude-sonnet-4-6': { contextTokens: 200_000, takesTools: true, price: { input: 3, cachedInput: 0.3, output: 15 } },
      'claude-sonnet-5': { contextTokens: 1_000_000, takesTools: true, price: { input: 2, cachedInput: 0.2, output: 10 } },
      'claude-sonnet-5-5': { contextTokens: 1_000_000, takesTools: true, price: { input: 2, cachedInput: 0.1, output: 10 } },
      'claude-opus-4': { contextTokens: 200_000, takesTools: true },
      'claude-opus-4-5': { contextTokens: 200_000, takesTools: true, price: { input: 5, cachedInput: 0.5, output: 25 } },
      'claude-opus-4-6': { contextTokens: 200_000, takesTools: true, price: { input: 5, cachedInput: 0.5, output: 25 } },
      'claude-opus-4-7': { contextTokens: 200_000, takesTools: true, price: { input: 5, cachedInput: 0.5, output: 25 } },
      'claude-opus-4-8': { contextTokens: 200_000, takesTools: true, price: { input: 5, cachedInput: 0.5, output: 25 } },
      'claude-opus-5': { contextTokens: 1_000_000, takesTools: true, price: { input: 5, cachedInput: 0.5, output: 25 } },
      'claude-opus-5-5': { contextTokens: 1_000_000, takesTools: true, price: { input: 4, cachedInput: 0.2, output: 20 } },
      'claude-fable-5': { contextTokens: 1_000_000, takesTools: true, price: { input: 10, cachedInput: 1, output: 50 } },
      'claude-fable-5-1': { contextTokens: 1_000_000, takesTools: true, price: { input: 10, cachedInput: 0.25, output: 50 } },
    },
  },
  {
    id: 'mistral',
    name: 'Mistral',
    baseUrl: 'https://api.mistral.ai/v1',
    isLocal: false,
    keyVariable: 'MISTRAL_API_KEY',
    quirks: { asksUsage: false },
    models: {
      'codestral-': { contextTokens: 256_000, takesTools: true },
      'codestral-2508': { contextTokens: 256_000, takesTools: true, price: { input: 0.3, output: 0.9 } },
      'mistral-medium-': { contextTokens: 128_000, takesTools: true },
      'mistral-medium-2508': { contextTokens: 128_000, takesTools: true, price: { input: 0.4, output: 2 } },
    },
  },
  {
    id: 'deepseek',
    name: 'DeepSeek',
    baseUrl: 'https://api.deepseek.com/v1',
    isLocal: false,
    keyVariable: 'DEEPSEEK_API_KEY',
    models: { 'deepseek-': { contextTokens: 128_000, takesTools: true } },
  },
];

const local: readonly Vendor[] = [
  { id: 'ollama', name: 'Ollama', baseUrl: 'http://127.0.0.1:11434/v1', isLocal: true, models: {} },
  { id: 'lmstudio', name: 'LM Studio', baseUrl: 'http://127.0.0.1:1234/v1', isLocal: true, models: {} },
  { id: 'llamacpp', name: 'llama.cpp', baseUrl: 'http://127.0.0.1:8080/v1', isLocal: true, models: {} },
  { id: 'vllm', name: 'vLLM', baseUrl: 'http://127.0.0.1:8000/v1', isLocal: true, models: {} },
];

const custom: Vendor = { id: 'custom', name: 'Other OpenAI-compatible endpoint', baseUrl: '', isLocal: false, models: {} };

/** Hosted vendors first, then local servers, then the one for everything else. */
export const vendors: readonly Vendor[] = [...hosted, ...local, custom];

const localHost = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|0\.0\.0\.0)$/i;
const hostOf = (baseUrl: string): string => /^[a-z]+:\/\/(?:[^/@]*@)?(\[[^\]]*\]|[^/:?#]*)/i.exec(baseUrl.trim())?.[1]?.toLowerCase() ?? '';
const portOf = (baseUrl: string): string => /^[a-z]+:\/\/(?:[^/@]*@)?(?:\[[^\]]*\]|[^/:?#]*):(\d+)/i.exec(baseUrl.trim())?.[1] ?? '';

/** True when requests to this address stay on this machine. */
export const isLocalAddress = (baseUrl: string): boolean => localHost.test(hostOf(baseUrl));

/** The vendor behind an address: by host, for local servers by port, else the custom row with what the address itself tells. */
export function findVendor(baseUrl: string): Vendor {
  const host = hostOf(baseUrl);
  if (localHost.test(host)) {
    const known = local.find((vendor) => portOf(vendor.baseUrl) === portOf(baseUrl));
    return known ?? { ...custom, name: 'Local server', isLocal: true };
  }
  if (host.endsWith('.openai.azure.com') || host.endsWith('.services.ai.azure.com')) return getVendor('azure');
  return hosted.find((vendor) => vendor.baseUrl !== '' && hostOf(vendor.baseUrl) === host) ?? custom;
}

/** The row of this id; the custom row for an id that nobody knows. */
export const getVendor = (id: string): Vendor => vendors.find((vendor) => vendor.id === id) ?? custom;

/** Whether the model list of an address is worth asking for: those of the large providers tell neither sizes nor prices. */
export function listTells(baseUrl: string, localOnly: boolean): boolean {
  const vendor = findVendor(baseUrl);
  if (baseUrl.trim() === '' || (localOnly && !isLocalAddress(baseUrl))) return false;
  return vendor.isLocal || vendor.id === 'custom' || vendor.id === 'openrouter';
}

/** A later model may have another price: only the name itself counts, or with the date of its release. */
const isDated = /^(?:-latest|[-@]?\d{4}-?\d{2}-?\d{2}|-\d{4,6}|-\d{3})?$/;

/** What the table knows of a model: the row with the longest beginning of its name. A local model costs nothing. */
export function factsOf(vendor: Vendor, model: string): ModelFacts {
  const [best = ''] = Object.keys(vendor.models)
    .filter((beginning) => model.startsWith(beginning))
    .sort((a, b) => b.length - a.length);
  const { price, ...facts } = vendor.models[best] ?? {};
  const known = isDated.test(model.slice(best.length)) ? price : undefined;
  const own = vendor.isLocal ? { input: 0, output: 0 } : known;
  return { ...facts, quirks: { ...vendor.quirks, ...facts.quirks }, ...(own ? { price: own } : {}) };
}
