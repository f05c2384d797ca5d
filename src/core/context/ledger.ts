// The account of a context: one entry for each piece that was offered or looked for.
import type { ContextItem, LedgerEntry, PackedForm } from '../model/context.ts';
import { costOf } from '../model/cost.ts';
import type { ModelPrice } from '../model/endpoint.ts';
import type { LeftOut } from './gathering.ts';

export function ledgerEntry(item: ContextItem, form: PackedForm, tokens: number, dropReason?: string): LedgerEntry {
  return {
    id: item.id,
    source: item.source,
    ...(item.path === undefined ? {} : { path: item.path }),
    ...(item.range === undefined ? {} : { range: item.range }),
    title: item.title,
    score: item.score,
    reason: item.reason,
    form,
    tokens,
    ...(dropReason === undefined ? {} : { dropReason }),
  };
}

/** The same account with what each entry costs the model's user; unchanged where the price is not known. */
export function priceLedger(ledger: readonly LedgerEntry[], price: ModelPrice | undefined): readonly LedgerEntry[] {
  return ledger.map((entry) => {
    const dollars = costOf({ input: entry.tokens, output: 0 }, price);
    return dollars === undefined ? entry : { ...entry, dollars };
  });
}

/** Something that was looked for and never became a piece. */
export function leftOutEntry(entry: LeftOut): LedgerEntry {
  return {
    id: `${entry.source}:${entry.path ?? entry.title}`,
    source: entry.source,
    ...(entry.path === undefined ? {} : { path: entry.path }),
    title: entry.title,
    score: 0,
    reason: 'asked for',
    form: 'dropped',
    tokens: 0,
    dropReason: entry.why,
  };
}
