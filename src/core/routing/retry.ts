// Trying again, and trying another model: only while nothing of the answer has been seen, and never unsaid.
import type { ModelEnd, ModelErrorKind, ModelEvent, ModelRequest } from '../model/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/languageModel.ts';

export interface RetryRules {
  /** Further attempts with the same model. */
  readonly maxRetries: number;
  readonly firstDelayMs: number;
  readonly maxDelayMs: number;
  /** A provider that asks for a longer wait is not waited for. */
  readonly maxAskedMs: number;
}

export const defaultRetryRules: RetryRules = { maxRetries: 3, firstDelayMs: 500, maxDelayMs: 8_000, maxAskedMs: 60_000 };

const passing: ReadonlySet<ModelErrorKind> = new Set(['rateLimit', 'server', 'unreachable', 'timeout']);
const anotherMayHelp: ReadonlySet<ModelErrorKind> = new Set([...passing, 'quota', 'auth', 'notFound', 'notStream']);

/** A server that is not there is asked once more only. How long to wait before attempt `attempt` (from 1), or undefined when it makes no sense. `random` is 0 to 1. */
export function retryDelay(end: ModelEnd, attempt: number, rules: RetryRules, random: number): number | undefined {
  if (end.kind !== 'error' || !passing.has(end.error)) return undefined;
  const most = end.error === 'unreachable' ? Math.min(1, rules.maxRetries) : rules.maxRetries;
  if (attempt > most) return undefined;
  if (end.retryAfterMs !== undefined) return end.retryAfterMs > rules.maxAskedMs ? undefined : end.retryAfterMs + Math.round(random * 250);
  const ceiling = Math.min(rules.maxDelayMs, rules.firstDelayMs * 2 ** (attempt - 1));
  return Math.round(ceiling / 2 + (random * ceiling) / 2);
}

export interface RetryPorts {
  readonly clock: Clock;
  readonly random: () => number;
}

/** The same model, asked again after failures that pass. A notice says so each time. */
export function createRetryingModel(model: LanguageModel, ports: RetryPorts, rules: RetryRules = defaultRetryRules): LanguageModel {
  return {
    ...faceOf(model),
    async *stream(request, signal) {
      for (let attempt = 1; ; attempt++) {
        const end = yield* untilFirstEffect(model, request, signal);
        if (!end) return;
        const waitMs = signal.aborted ? undefined : retryDelay(end, attempt, rules, ports.random());
        if (waitMs === undefined) return yield { kind: 'ended', end };
        yield { kind: 'notice', text: `${model.id} did not answer (${why(end)}); trying again in ${Math.round(waitMs / 100) / 10} s.` };
        if (!(await waited(ports.clock, waitMs, signal))) return yield { kind: 'ended', end: { kind: 'cancelled' } };
      }
    },
  };
}

/** The first of the models that begins to answer. A notice names the one that takes over. */
export function createFallbackModel(models: readonly [LanguageModel, ...LanguageModel[]]): LanguageModel {
  const [first] = models;
  return {
    ...faceOf(first),
    async *stream(request, signal) {
      for (const [at, model] of models.entries()) {
        const end = yield* untilFirstEffect(model, request, signal);
        if (!end) return;
        const next = models[at + 1];
        const helps = end.kind === 'error' && anotherMayHelp.has(end.error);
        if (!next || !helps || signal.aborted) return yield { kind: 'ended', end };
        yield { kind: 'notice', text: `${model.id} cannot answer now (${why(end)}); ${next.id} takes over.` };
      }
    },
  };
}

/** What a model that stands in front of another shows of it. */
export const faceOf = (model: LanguageModel): Omit<LanguageModel, 'stream'> => ({
  id: model.id,
  ...(model.facts ? { facts: model.facts } : {}),
  ...(model.cheaper ? { cheaper: model.cheaper } : {}),
});

/** Passes the stream on. Gives back the end instead of passing it on when the answer failed before anything was seen. */
async function* untilFirstEffect(
  model: LanguageModel,
  request: ModelRequest,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, ModelEnd | undefined> {
  let isSeen = false;
  for await (const event of model.stream(request, signal)) {
    if (event.kind === 'ended' && event.end.kind === 'error' && !isSeen) return event.end;
    isSeen ||= event.kind === 'text' || event.kind === 'toolCall' || event.kind === 'reasoning';
    yield event;
  }
  return undefined;
}

async function waited(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  return clock.delay(ms, signal).then(
    () => true,
    () => false,
  );
}

const why = (end: ModelEnd): string => (end.kind === 'error' ? end.error : end.kind);
