// What an exchange costs. An unknown price gives an unknown cost, never zero.
import type { TokenUsage } from './chat.ts';
import type { ModelPrice } from './endpoint.ts';

const million = 1_000_000;

/** Dollars, or undefined when the price is unknown. */
export function costOf(usage: TokenUsage, price: ModelPrice | undefined): number | undefined {
  if (!price) return undefined;
  const cached = Math.min(usage.cachedInput ?? 0, usage.input);
  return ((usage.input - cached) * price.input + cached * (price.cachedInput ?? price.input) + usage.output * price.output) / million;
}

/** The share of the prompt that the provider's cache served, 0 to 1; undefined when it does not tell. */
export const cacheHitRate = (usage: TokenUsage): number | undefined =>
  usage.cachedInput === undefined || usage.input === 0 ? undefined : usage.cachedInput / usage.input;

/** For people: "$0.0042", "less than $0.0001", "free", "price unknown". */
export function showCost(dollars: number | undefined): string {
  if (dollars === undefined) return 'price unknown';
  if (dollars === 0) return 'free';
  if (dollars < 0.0001) return 'less than $0.0001';
  return `$${dollars < 0.1 ? dollars.toFixed(4) : dollars.toFixed(2)}`;
}
