// What a run cost: tokens as the model told them, money where the price was known when it began, minutes of waiting for the model.

import type { TokenUsage } from '../../model/chat.ts';
import { costOf } from '../../model/cost.ts';
import type { JournalRecord } from '../../model/journal.ts';
import type { RunEvent } from '../../model/run.ts';
import { addUsage, type TimedEvent } from './runSummary.ts';

/** `dollars` is undefined where the price is unknown. */
export interface RunSpending {
  readonly usage: TokenUsage;
  readonly dollars?: number;
  readonly minutes: number;
}

export function spendingOf(events: readonly TimedEvent[]): RunSpending {
  const first = events[0]?.event;
  const price = first?.kind === 'runStarted' ? first.environment.modelFacts?.price : undefined;
  let usage: TokenUsage = { input: 0, output: 0 };
  let dollars: number | undefined = 0;
  let waitedMs = 0;
  let askedAt: number | undefined;
  for (const { at, event } of events) {
    if (event.kind === 'modelAsked') askedAt = at;
    if (event.kind !== 'modelAnswered' && event.kind !== 'modelConsulted') continue;
    if (event.usage) {
      usage = addUsage(usage, event.usage);
      const cost = costOf(event.usage, event.by ? event.by.price : price);
      dollars = dollars === undefined || cost === undefined ? undefined : dollars + cost;
    }
    waitedMs += event.kind === 'modelConsulted' ? event.ms : at - (askedAt ?? at);
  }
  if (usage.input + usage.output === 0 && price === undefined) dollars = undefined;
  return { usage, minutes: waitedMs / 60_000, ...(dollars === undefined ? {} : { dollars }) };
}

/** The events of a run's records, as they were appended. */
export const eventsIn = (records: readonly JournalRecord[]): TimedEvent[] =>
  records.flatMap(({ at, body }) => (body.kind === 'event' ? [{ at, event: body.event as RunEvent }] : []));
