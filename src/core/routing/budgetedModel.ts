// A model that asks the budget before each call, and books what the call really cost.
import type { ModelEvent, ModelRequest, TokenUsage } from '../model/chat.ts';
import { costOf } from '../model/cost.ts';
import type { ModelPrice } from '../model/endpoint.ts';
import type { Account, Spending } from '../model/spending.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/languageModel.ts';
import type { Person } from '../ports/person.ts';
import { type Budget, type BudgetStop, explainStop, type Reservation } from './budget.ts';
import { faceOf } from './retry.ts';

/** `person` is asked at the limit where the setting says so; without one the call is refused. */
export interface BudgetRules {
  readonly budget: Budget;
  readonly account: Account;
  readonly atLimit: () => 'ask' | 'cheaper' | 'readOnly';
  readonly clock: Clock;
  readonly person?: Person;
}

/** Fewer characters a token than any text we send has, so that a reservation is never too small. */
const fewestCharacters = 2.5;
const usualCharacters = 3.5;
const usualOutput = 8_192;
const shortestAnswer = 256;
const scarce = 0.1;
const waitMs = 200;

/** A call that may go ahead: what is sent, at which price, and what was reserved for it. */
interface Admitted {
  readonly kind: 'admitted';
  readonly request: ModelRequest;
  readonly price: ModelPrice | undefined;
  readonly reservation: Reservation;
}

export function createBudgetedModel(model: LanguageModel, rules: BudgetRules): LanguageModel {
  let isWarned = false;
  return {
    ...faceOf(model),
    async *stream(request, signal) {
      if (!model.facts?.price && !isWarned && limitsMoney(rules.budget)) {
        isWarned = true;
        yield { kind: 'notice', text: `The price of ${model.id} is unknown, so limits in money do not count it. Limits in tokens do.` };
      }
      const admitted = yield* admit(model, request, rules, signal);
      if (admitted.kind === 'over')
        return yield { kind: 'ended', end: { kind: 'error', error: 'budget', message: explain(admitted, model, rules) } };
      yield* spend(model, admitted, rules, signal);
    },
  };
}

const limitsMoney = (budget: Budget): boolean => Object.values(budget.limits()).some((scope) => scope?.dollars !== undefined);

function explain(stop: BudgetStop, model: LanguageModel, { atLimit }: BudgetRules): string {
  if (atLimit() !== 'cheaper') return explainStop(stop);
  return `${explainStop(stop)} ${model.cheaper ? `${model.cheaper.id} is not free either.` : 'No cheaper model is named: add "fast=NAME" to the models.'}`;
}

async function* admit(
  model: LanguageModel,
  request: ModelRequest,
  rules: BudgetRules,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, Admitted | BudgetStop> {
  const { budget, account } = rules;
  const cheaper = rules.atLimit() === 'cheaper' ? model.cheaper : undefined;
  const instead = cheaper && { request: { ...request, thrift: true }, price: cheaper.facts?.price };
  const isScarce = instead !== undefined && (await budget.left(account)) < scarce;
  const first = isScarce ? instead : { request, price: model.facts?.price };
  let reserved = yield* reserve(first, rules, signal);
  if (reserved.kind === 'over' && instead && !isScarce) reserved = yield* reserve(instead, rules, signal);
  if (reserved.kind === 'admitted') {
    if (reserved.request.thrift)
      yield { kind: 'notice', text: `The budget is nearly used up: ${cheaper?.id} answers instead of ${model.id}.` };
    return reserved;
  }
  if (rules.atLimit() !== 'ask' || !rules.person) return reserved;
  const action = { kind: 'sendPrompt', endpoint: model.id, tokens: inputOf(request, usualCharacters) } as const;
  const question = { kind: 'ask', rule: 'budget.reached', why: explainStop(reserved) } as const;
  if ((await rules.person.approve(action, question, signal)) === 'no') return reserved;
  return { kind: 'admitted', request, price: model.facts?.price, reservation: budget.charge(account) };
}

/** Waits while only calls under way stand in the way: they may cost less than they might. */
async function* reserve(
  wanted: { readonly request: ModelRequest; readonly price: ModelPrice | undefined },
  { budget, account, clock }: BudgetRules,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent, Admitted | BudgetStop> {
  const request = cutToLimit(wanted.request, wanted.price, budget);
  const most = toSpending({ input: inputOf(request, fewestCharacters), output: request.maxOutputTokens ?? usualOutput }, wanted.price, 0);
  for (let waits = 0; ; waits++) {
    const reserved = await budget.reserve(account, most);
    if (reserved.kind === 'reserved') return { kind: 'admitted', request, price: wanted.price, reservation: reserved };
    if (!reserved.passes || signal.aborted) return reserved;
    if (waits === 0) yield { kind: 'notice', text: 'Waiting for another request to end: together they could pass the budget.' };
    await clock.delay(waitMs, signal).catch(() => undefined);
  }
}

/** An answer gets no more room than the limit of one request pays for. */
function cutToLimit(request: ModelRequest, price: ModelPrice | undefined, budget: Budget): ModelRequest {
  const limit = budget.limits().request;
  const input = inputOf(request, fewestCharacters);
  const wanted = request.maxOutputTokens ?? usualOutput;
  const byTokens = limit?.tokens === undefined ? wanted : limit.tokens - input;
  const paid =
    limit?.dollars === undefined || !price || price.output === 0
      ? wanted
      : ((limit.dollars - (input * price.input) / 1e6) / price.output) * 1e6;
  const room = Math.floor(Math.min(wanted, byTokens, paid));
  return room < wanted && room >= shortestAnswer ? { ...request, maxOutputTokens: room } : request;
}

async function* spend(
  model: LanguageModel,
  { request, price, reservation }: Admitted,
  rules: BudgetRules,
  signal: AbortSignal,
): AsyncGenerator<ModelEvent> {
  const startedAt = rules.clock.now();
  const timer = startTimer(rules, signal);
  let usage: TokenUsage | undefined;
  let paid = price;
  let characters = 0;
  try {
    for await (const event of model.stream(request, timer.signal)) {
      if (event.kind === 'usage') usage = event.usage;
      if (event.kind === 'usage' && event.by) paid = event.by.price;
      if (event.kind === 'text' || event.kind === 'reasoning') characters += event.text.length;
      yield timer.isOver() && event.kind === 'ended' ? timer.end : event;
    }
  } finally {
    timer.stop();
    const minutes = (rules.clock.now() - startedAt) / 60_000;
    await reservation.settle(toSpending(usage ?? guess(request, characters), paid, minutes));
  }
}

/** Ends a call that takes longer than one request may. */
function startTimer({ budget, clock }: BudgetRules, signal: AbortSignal) {
  const minutes = budget.limits().request?.minutes;
  const done = new AbortController();
  const late = new AbortController();
  if (minutes !== undefined)
    clock.delay(minutes * 60_000, done.signal).then(
      () => late.abort(),
      () => undefined,
    );
  const message = `The answer took longer than the ${minutes} minutes that one request may take. Nothing of it was used. Raise the limit in the settings, or ask for less.`;
  return {
    signal: minutes === undefined ? signal : AbortSignal.any([signal, late.signal]),
    isOver: () => late.signal.aborted,
    end: { kind: 'ended', end: { kind: 'error', error: 'budget', message } } as const,
    stop: () => done.abort(),
  };
}

/** A call that was cut off costs its prompt and what was streamed of the answer; one that failed at once costs nothing. */
const guess = (request: ModelRequest, characters: number): TokenUsage =>
  characters === 0
    ? { input: 0, output: 0 }
    : { input: inputOf(request, usualCharacters), output: Math.ceil(characters / usualCharacters) };

const inputOf = (request: ModelRequest, perToken: number): number =>
  Math.ceil(
    (request.messages.reduce((sum, message) => sum + message.text.length, 0) + JSON.stringify(request.tools ?? '').length) / perToken,
  );

function toSpending(usage: TokenUsage, price: ModelPrice | undefined, minutes: number): Spending {
  const dollars = costOf(usage, price);
  return { tokens: usage.input + usage.output, minutes, ...(dollars === undefined ? {} : { dollars }) };
}
