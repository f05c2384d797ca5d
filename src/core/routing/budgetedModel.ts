// A model that asks the budget before each call, and books what the call really cost.
import type { ModelEvent, ModelRequest, TokenUsage } from '../model/chat.ts';
import { costOf } from '../model/cost.ts';
import type { ModelPrice } from '../model/endpoint.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/languageModel.ts';
import type { Person } from '../ports/person.ts';
import { type Account, type Budget, explainStop, type Reservation, type Spending } from './budget.ts';
import { faceOf } from './retry.ts';

/** `person` is asked at the limit where the setting says so; without one the call is refused. */
export interface BudgetRules {
  readonly budget: Budget;
  readonly account: Account;
  readonly price?: ModelPrice;
  readonly atLimit: 'ask' | 'cheaper' | 'readOnly';
  readonly clock: Clock;
  readonly person?: Person;
}

const charactersPerToken = 3.5;
const expectedOutput = 1_024;
const free: Reservation = { kind: 'reserved', settle: () => undefined };

export function createBudgetedModel(model: LanguageModel, rules: BudgetRules): LanguageModel {
  let isWarned = false;
  return {
    ...faceOf(model),
    async *stream(request, signal) {
      if (!rules.price && !isWarned && rules.budget.limitsMoney()) {
        isWarned = true;
        yield { kind: 'notice', text: `The price of ${model.id} is unknown, so limits in money do not count it. Limits in tokens do.` };
      }
      const expected = expect(request);
      const reserved = rules.budget.reserve(rules.account, toSpending(expected, rules.price, 0));
      let reservation = reserved;
      if (reserved.kind === 'over') {
        const why = explainStop(reserved);
        const action = { kind: 'sendPrompt', endpoint: model.id, tokens: expected.input } as const;
        const question = { kind: 'ask', rule: 'budget.reached', why } as const;
        const answer = rules.atLimit === 'ask' && rules.person ? await rules.person.approve(action, question, signal) : 'no';
        if (answer === 'no') return yield { kind: 'ended', end: { kind: 'error', error: 'budget', message: why } };
        reservation = free;
      }
      const startedAt = rules.clock.now();
      const seen = { usage: undefined as TokenUsage | undefined, characters: 0 };
      try {
        for await (const event of model.stream(request, signal)) {
          note(event, seen);
          yield event;
        }
      } finally {
        const usage = seen.usage ?? guess(expected, seen.characters);
        const minutes = (rules.clock.now() - startedAt) / 60_000;
        if (reservation.kind === 'reserved') reservation.settle(toSpending(usage, rules.price, minutes));
      }
    },
  };
}

/** A call that was cut off costs its prompt and what was streamed of the answer; one that failed at once costs nothing. */
const guess = (expected: TokenUsage, characters: number): TokenUsage =>
  characters === 0 ? { input: 0, output: 0 } : { input: expected.input, output: Math.ceil(characters / charactersPerToken) };

function expect(request: ModelRequest): TokenUsage {
  const characters = request.messages.reduce((sum, message) => sum + message.text.length, 0);
  return { input: Math.ceil(characters / charactersPerToken), output: Math.min(request.maxOutputTokens ?? expectedOutput, expectedOutput) };
}

function toSpending(usage: TokenUsage, price: ModelPrice | undefined, minutes: number): Spending {
  const dollars = costOf(usage, price);
  return { tokens: usage.input + usage.output, minutes, ...(dollars === undefined ? {} : { dollars }) };
}

function note(event: ModelEvent, seen: { usage: TokenUsage | undefined; characters: number }): void {
  if (event.kind === 'usage') seen.usage = event.usage;
  if (event.kind === 'text' || event.kind === 'reasoning') seen.characters += event.text.length;
}
