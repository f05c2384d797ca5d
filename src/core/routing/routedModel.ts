// Several connected models as one: for each request the fitting one is chosen, others stand by, and the reason is told.
import type { ModelErrorKind, ModelRequest, ModelRole } from '../model/chat.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/languageModel.ts';
import { chooseModel, type ModelCandidate, type RecentOutcome, type RouteQuestion } from './chooseModel.ts';
import { createFallbackModel } from './retry.ts';

/** A model and what routing knows of it. */
export interface ConnectedModel {
  readonly candidate: ModelCandidate;
  readonly model: LanguageModel;
}

export interface RoutingRules {
  readonly role: ModelRole;
  readonly privacy: RouteQuestion['privacy'];
  readonly clock: Clock;
}

const charactersPerToken = 3.5;
const usualOutput = 2_048;
const keptOutcomes = 50;

/** Remembers how each model did, so that one that fails is left alone for a while. Says whom it asks where there is a choice. */
export function createRoutedModel(connected: readonly [ConnectedModel, ...ConnectedModel[]], rules: RoutingRules): LanguageModel {
  const [first] = connected;
  const fast = connected.find(({ candidate }) => candidate.tier === 'fast');
  const seen: { id: string; outcome: RecentOutcome['outcome']; at: number }[] = [];
  const note = (id: string, outcome: 'complete' | ModelErrorKind) => {
    seen.push({ id, outcome, at: rules.clock.now() });
    if (seen.length > keptOutcomes) seen.shift();
  };
  return {
    id: first.model.id,
    ...(first.model.facts ? { facts: first.model.facts } : {}),
    ...(fast && fast !== first ? { cheaper: { id: fast.model.id, ...(fast.model.facts ? { facts: fast.model.facts } : {}) } } : {}),
    async *stream(request, signal) {
      const now = rules.clock.now();
      const recent = seen.map(({ id, outcome, at }) => ({ id, outcome, agoMs: now - at }));
      const role = request.role ?? rules.role;
      const thrift = { budgetLeft: request.thrift ? 0 : 1, atLimit: 'cheaper' } as const;
      const question = { role, privacy: rules.privacy, recent, ...thrift, ...sizeOf(request) };
      const route = chooseModel(
        connected.map((each) => each.candidate),
        question,
      );
      if (route.kind === 'none') return yield { kind: 'ended', end: { kind: 'error', error: 'notFound', message: route.reason } };
      if (connected.length > 1) yield { kind: 'notice', text: `Asking ${route.id}: ${route.reason}` };
      const standBy = route.order.flatMap((id) => connected.filter(({ candidate }) => candidate.id === id));
      const cheap = standBy.filter(({ candidate }) => candidate.tier === 'fast');
      const [best, ...others] = (request.thrift && cheap.length > 0 ? cheap : standBy).map((each) => noted(each.model, note));
      if (best) yield* createFallbackModel([best, ...others]).stream(request, signal);
    },
  };
}

function noted(model: LanguageModel, note: (id: string, outcome: 'complete' | ModelErrorKind) => void): LanguageModel {
  return {
    id: model.id,
    async *stream(request, signal) {
      for await (const event of model.stream(request, signal)) {
        if (event.kind === 'ended' && event.end.kind === 'complete') note(model.id, 'complete');
        if (event.kind === 'ended' && event.end.kind === 'error') note(model.id, event.end.error);
        const { facts } = model;
        yield event.kind === 'usage' ? { ...event, by: { model: model.id, ...(facts?.price ? { price: facts.price } : {}) } } : event;
      }
    },
  };
}

function sizeOf(request: ModelRequest): { readonly promptTokens: number; readonly outputTokens: number } {
  const characters = request.messages.reduce((sum, message) => sum + message.text.length, 0);
  return {
    promptTokens: Math.ceil(characters / charactersPerToken),
    outputTokens: Math.min(request.maxOutputTokens ?? usualOutput, usualOutput),
  };
}
