// A language model that plays given endings and answers, one a call, and a clock that waits for nothing.
import type { ModelEvent, ModelRequest } from '../../src/core/model/chat.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { LanguageModel } from '../../src/core/ports/languageModel.ts';

export type Script = readonly ModelEvent[] | ((request: ModelRequest, signal: AbortSignal) => AsyncIterable<ModelEvent>);

/** The last script is played again for every further call. */
export function scriptedModel(id: string, ...scripts: readonly Script[]): LanguageModel & { readonly calls: ModelRequest[] } {
  const calls: ModelRequest[] = [];
  return {
    id,
    calls,
    async *stream(request, signal) {
      const script = scripts[Math.min(calls.length, scripts.length - 1)] ?? [];
      calls.push(request);
      yield* typeof script === 'function' ? script(request, signal) : script;
    },
  };
}

export const answer = (text: string): ModelEvent[] => [
  { kind: 'text', text },
  { kind: 'usage', usage: { input: 10, output: 5 } },
  { kind: 'ended', end: { kind: 'complete', finishReason: 'stop' } },
];

/** Moves on by what it is asked to wait. */
export function steppingClock(): Clock & { readonly waits: number[] } {
  const waits: number[] = [];
  let time = 1_000_000;
  return {
    waits,
    now: () => time,
    async delay(ms, signal) {
      signal.throwIfAborted();
      waits.push(ms);
      time += ms;
    },
  };
}

export async function collect(events: AsyncIterable<ModelEvent>): Promise<ModelEvent[]> {
  const all: ModelEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

export const textOf = (events: readonly ModelEvent[]): string => events.map((event) => (event.kind === 'text' ? event.text : '')).join('');

export function endOf(events: readonly ModelEvent[]) {
  const last = events.at(-1);
  if (last?.kind !== 'ended') throw new Error(`The stream did not end: ${JSON.stringify(last)}`);
  return last.end;
}
