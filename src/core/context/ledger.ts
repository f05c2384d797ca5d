// The account of a context: one entry for each piece that was offered or looked for.
import type { ContextItem, LedgerEntry, PackedForm } from '../model/context.ts';
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
