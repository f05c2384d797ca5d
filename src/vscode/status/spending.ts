// What the requests of a window came to, folded from their events: tokens, and dollars where the price is known.
import { costOf, showCost } from '../../core/model/cost.ts';
import type { ModelPrice } from '../../core/model/endpoint.ts';
import type { RunEvent } from '../../core/model/run.ts';

/** `unpriced` and `untold` count calls whose cost, or whose tokens, nobody knows: a sum is never taken for the whole. */
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
  const price = event.by ? event.by.price : spent.prices.get(run);
  const { usage } = event;
  const dollars = usage || isFree(price) ? costOf(usage ?? none, price) : undefined;
  return {
    ...spent,
    calls: spent.calls + 1,
    unpriced: spent.unpriced + (dollars === undefined ? 1 : 0),
    untold: spent.untold + (usage ? 0 : 1),
    input: spent.input + (usage?.input ?? 0),
    output: spent.output + (usage?.output ?? 0),
    dollars: spent.dollars + (dollars ?? 0),
  };
}

const none = { input: 0, output: 0 };
/** What costs nothing costs nothing however much it was. */
const isFree = (price: ModelPrice | undefined) => price?.input === 0 && price.output === 0;

/** In a few words: "3.1k tokens · $0.0042", "3.1k tokens · price unknown". */
export function spendingLabel({ calls, unpriced, untold, input, output, dollars }: Spending): string {
  const tokens = untold === calls ? 'tokens not told' : `${untold > 0 ? 'over ' : ''}${thousands(input + output)} tokens`;
  if (unpriced > 0 && dollars === 0) return untold === calls ? tokens : `${tokens} · price unknown`;
  return `${tokens} · ${unpriced > 0 ? 'over ' : ''}${showCost(dollars)}`;
}

/** The same in full sentences. */
export function spendingDetail(spent: Spending): string {
  const { requests, calls, unpriced, untold, input, output, dollars } = spent;
  const words = [
    `${countOf(requests, 'request')} and ${countOf(calls, 'model call')} since this window opened.`,
    `${input.toLocaleString('en')} tokens in, ${output.toLocaleString('en')} out.`,
    calls > unpriced ? `Cost: ${showCost(dollars)}.` : '',
    unpriced > 0 ? `What ${countOf(unpriced, 'call')} cost is unknown.` : '',
    untold > 0 ? `For ${countOf(untold, 'call')} the model told no figures.` : '',
  ];
  return words.filter((line) => line !== '').join('\n');
}

const thousands = (count: number) => (count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k`);
const countOf = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
