// What the requests of a window came to, folded from their events: tokens, and dollars where the price is known.
import { costOf, showCost } from '../../core/model/cost.ts';
import type { ModelPrice } from '../../core/model/endpoint.ts';
import type { RunEvent } from '../../core/model/run.ts';

/** `unpriced` and `untold` count calls whose price, or whose figures, nobody knows: a sum is never taken for the whole. */
export interface Spending {
  readonly requests: number;
  readonly calls: number;
  readonly unpriced: number;
  readonly untold: number;
  readonly input: number;
  readonly output: number;
  readonly dollars: number;
  /** Prices of the runs that have not ended. */
  readonly prices: ReadonlyMap<string, ModelPrice | undefined>;
}

export const nothingSpent: Spending = {
  requests: 0,
  calls: 0,
  unpriced: 0,
  untold: 0,
  input: 0,
  output: 0,
  dollars: 0,
  prices: new Map(),
};

/** The sum after one more event of any run. */
export function addEvent(spent: Spending, run: string, event: RunEvent): Spending {
  if (event.kind === 'runStarted') {
    const price = event.environment.modelFacts?.price;
    return { ...spent, requests: spent.requests + 1, prices: new Map(spent.prices).set(run, price) };
  }
  if (event.kind !== 'modelAnswered' && event.kind !== 'modelConsulted') return spent;
  const counted = { ...spent, calls: spent.calls + 1 };
  if (!event.usage) return { ...counted, untold: spent.untold + 1 };
  const dollars = costOf(event.usage, event.by ? event.by.price : spent.prices.get(run));
  return {
    ...counted,
    unpriced: spent.unpriced + (dollars === undefined ? 1 : 0),
    input: spent.input + event.usage.input,
    output: spent.output + event.usage.output,
    dollars: spent.dollars + (dollars ?? 0),
  };
}

/** In a few words: "3.1k tokens · $0.0042", "3.1k tokens · price unknown". */
export function spendingLabel({ calls, unpriced, untold, input, output, dollars }: Spending): string {
  if (untold === calls) return 'tokens not told';
  const tokens = `${thousands(input + output)} tokens`;
  if (unpriced + untold === calls) return `${tokens} · price unknown`;
  return `${tokens} · ${unpriced + untold > 0 ? 'over ' : ''}${showCost(dollars)}`;
}

/** The same in full sentences. */
export function spendingDetail(spent: Spending): string {
  const { requests, calls, unpriced, untold, input, output, dollars } = spent;
  const words = [
    `${countOf(requests, 'request')} and ${countOf(calls, 'model call')} since this window opened.`,
    `${input.toLocaleString('en')} tokens in, ${output.toLocaleString('en')} out.`,
    calls > unpriced + untold ? `Cost: ${showCost(dollars)}.` : '',
    unpriced > 0 ? `The price of ${countOf(unpriced, 'call')} is unknown.` : '',
    untold > 0 ? `For ${countOf(untold, 'call')} the model told no figures.` : '',
  ];
  return words.filter((line) => line !== '').join('\n');
}

const thousands = (count: number) => (count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k`);
const countOf = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
