// One run in a few facts, for lists: what was asked, how it stands, what it cost, what became of its hunks.
import { assertNever } from '../../../base/assertNever.ts';
import type { TokenUsage } from '../../model/chat.ts';
import type { FilePath } from '../../model/document.ts';
import type { EditRequest, RunEvent } from '../../model/run.ts';

export interface TimedEvent {
  readonly at: number;
  readonly event: RunEvent;
}

/** `cutOff`: the process ended before the run did. `writing`: it ended between the intent to write and the word that it was done. */
export type RunState =
  | 'cutOff'
  | 'writing'
  | 'waiting'
  | 'decided'
  | 'written'
  | 'notWritten'
  | 'answered'
  | 'ended'
  | 'failed'
  | 'cancelled';

/** `usage` is the sum over all calls that told it; `callsWithoutUsage` counts the others, so that a sum is never taken for the whole. */
export interface RunSummary {
  readonly request: EditRequest;
  readonly model: string;
  readonly startedAt: number;
  readonly lastAt: number;
  readonly state: RunState;
  readonly calls: number;
  readonly usage: TokenUsage;
  readonly callsWithoutUsage: number;
  readonly hunks: { readonly proposed: number; readonly accepted: number; readonly rejected: number };
  readonly written: readonly FilePath[];
}

/** Undefined for a run that was stopped before its first event. */
export function summariseRun(events: readonly TimedEvent[]): RunSummary | undefined {
  const first = events[0];
  if (first?.event.kind !== 'runStarted') return undefined;
  const start: RunSummary = {
    request: first.event.request,
    model: first.event.environment.model,
    startedAt: first.at,
    lastAt: first.at,
    state: 'cutOff',
    calls: 0,
    usage: { input: 0, output: 0, cachedInput: 0 },
    callsWithoutUsage: 0,
    hunks: { proposed: 0, accepted: 0, rejected: 0 },
    written: [],
  };
  const summary = events.reduce(addEvent, start);
  return { ...summary, hunks: { ...summary.hunks, ...countDecisions(events) } };
}

function addEvent(summary: RunSummary, { at, event }: TimedEvent): RunSummary {
  const next = { ...summary, lastAt: at };
  switch (event.kind) {
    case 'modelAsked':
      return { ...next, model: event.model, calls: summary.calls + 1 };
    case 'modelConsulted':
    case 'modelAnswered':
      return event.usage
        ? { ...next, usage: addUsage(summary.usage, event.usage) }
        : { ...next, callsWithoutUsage: summary.callsWithoutUsage + 1 };
    case 'proposed':
      return { ...next, hunks: { ...summary.hunks, proposed: event.hunks.length } };
    case 'hunkDecided':
      return { ...next, state: 'decided' };
    case 'writeIntended':
      return { ...next, state: 'writing' };
    case 'writeDone':
      return {
        ...next,
        state: 'written',
        written: [...new Set([...summary.written, ...event.writes.map((write) => write.to ?? write.path)])],
      };
    case 'writeRefused':
      return { ...next, state: 'notWritten' };
    case 'runEnded':
      return { ...next, state: stateAfter(event) };
    default:
      return next;
  }
}

function stateAfter({ outcome }: Extract<RunEvent, { kind: 'runEnded' }>): RunState {
  switch (outcome.kind) {
    case 'forReview':
      return 'waiting';
    case 'answered':
      return 'answered';
    case 'nothingProposed':
      return 'ended';
    case 'incomplete':
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'cancelled';
    default:
      return assertNever(outcome);
  }
}

/** The last decision on a hunk counts: an undone accept may be followed by another decision, a part by one on the rest, which is the same hunk. What a newer proposal took away was not rejected. */
function countDecisions(events: readonly TimedEvent[]): { accepted: number; rejected: number } {
  const decisions = new Map<string, 'accept' | 'reject' | 'superseded'>();
  for (const { event } of events)
    if (event.kind === 'hunkDecided')
      decisions.set(event.hunkId.replace(/\++$/, ''), event.supersededBy === undefined ? event.decision : 'superseded');
  const count = (wanted: 'accept' | 'reject') => [...decisions.values()].filter((decision) => decision === wanted).length;
  return { accepted: count('accept'), rejected: count('reject') };
}

export function addUsage(sum: TokenUsage, more: TokenUsage): TokenUsage {
  return {
    input: sum.input + more.input,
    output: sum.output + more.output,
    cachedInput: (sum.cachedInput ?? 0) + (more.cachedInput ?? 0),
  };
}
