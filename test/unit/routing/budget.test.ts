// Budgets: checked before each call, overshoot at most one request, no race.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Account, createBudget, explainStop } from '../../../src/core/routing/budget.ts';
import { createBudgetedModel } from '../../../src/core/routing/budgetedModel.ts';
import { answer, collect, endOf, scriptedModel, steppingClock } from '../../fakes/scriptedModel.ts';

const account = (run: string): Account => ({ run, day: '2026-11-21', workspace: 'w' });
const request = { messages: [{ role: 'user', text: 'hello there' }] } as const;
const signal = new AbortController().signal;

describe('budget', () => {
  it('holds a limit in every unit and scope, and names it', () => {
    const budget = createBudget({ day: { dollars: 1 } }, [{ ...account('old'), dollars: 1, tokens: 5, minutes: 1 }]);
    const stop = budget.reserve(account('r'), { dollars: 0.1, tokens: 1, minutes: 0 });
    assert.ok(stop.kind === 'over' && stop.scope === 'day' && stop.unit === 'dollars');
    assert.match(explainStop(stop), /today is \$1\.00.*Raise the limit/);
  });

  it('refuses a single request that is too large', () => {
    const stop = createBudget({ request: { tokens: 100 } }).reserve(account('r'), { tokens: 101, minutes: 0 });
    assert.ok(stop.kind === 'over' && stop.scope === 'request');
  });

  it('counts what is under way, and gives back what was not used', () => {
    const budget = createBudget({ run: { tokens: 100 } });
    const first = budget.reserve(account('r'), { tokens: 100, minutes: 0 });
    assert.equal(budget.reserve(account('r'), { tokens: 1, minutes: 0 }).kind, 'over');
    assert.ok(first.kind === 'reserved');
    first.settle({ tokens: 40, minutes: 0 });
    first.settle({ tokens: 40, minutes: 0 });
    assert.equal(budget.spent('run', account('r')).tokens, 40);
    assert.equal(budget.reserve(account('r'), { tokens: 1, minutes: 0 }).kind, 'reserved');
  });

  it('overshoots by at most one request, whatever runs in parallel', () => {
    const call = fc.record({ run: fc.integer({ min: 0, max: 19 }), size: fc.integer({ min: 1, max: 50 }), settles: fc.boolean() });
    fc.assert(
      fc.property(fc.array(call, { maxLength: 200 }), fc.integer({ min: 1, max: 500 }), (calls, limit) => {
        const budget = createBudget({ day: { tokens: limit } });
        let granted = 0;
        for (const { run, size, settles } of calls) {
          const before = granted;
          const reserved = budget.reserve(account(`run${run}`), { tokens: size, minutes: 0 });
          if (reserved.kind === 'over') continue;
          assert.ok(before < limit);
          granted += size;
          if (settles) reserved.settle({ tokens: size, minutes: 0 });
        }
      }),
    );
  });

  it('lets 20 runs that start together pass the limit by one request at most', async () => {
    const budget = createBudget({ day: { tokens: 60 } });
    const clock = steppingClock();
    let inFlight = 0;
    const slow = scriptedModel('m', async function* () {
      inFlight++;
      await new Promise((done) => setTimeout(done, 5));
      yield* answer('x');
    });
    const runs = Array.from({ length: 20 }, (_, at) =>
      collect(
        createBudgetedModel(slow, { budget, account: account(`run${at}`), atLimit: 'readOnly', clock }).stream(
          { ...request, maxOutputTokens: 11 },
          signal,
        ),
      ),
    );
    const ends = (await Promise.all(runs)).map(endOf);
    const refused = ends.filter((end) => end.kind === 'error' && end.error === 'budget').length;
    assert.equal(inFlight + refused, 20);
    assert.ok(budget.spent('day', account('any')).tokens <= 60 + 15, `${budget.spent('day', account('any')).tokens}`);
    assert.ok(inFlight >= 4 && refused >= 14, `${inFlight} ran`);
  });

  it('asks the person at the limit where the setting says so', async () => {
    const budget = createBudget({ day: { tokens: 0 } });
    const asked: string[] = [];
    const person = {
      approve: async (_: unknown, decision: { readonly rule: string }) => {
        asked.push(decision.rule);
        return 'yes' as const;
      },
    };
    const rules = { budget, account: account('r'), atLimit: 'ask', clock: steppingClock(), person } as const;
    const events = await collect(createBudgetedModel(scriptedModel('m', answer('x')), rules).stream(request, signal));
    assert.equal(endOf(events).kind, 'complete');
    assert.deepEqual(asked, ['budget.reached']);
  });

  it('tells how much of the tightest limit is left', () => {
    const budget = createBudget({ day: { dollars: 10 }, run: { tokens: 100 } }, [{ ...account('r'), dollars: 1, tokens: 75, minutes: 0 }]);
    assert.equal(budget.left(account('r')), 0.25);
    assert.equal(budget.left(account('other')), 0.9);
  });
});
