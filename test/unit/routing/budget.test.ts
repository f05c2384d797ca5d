// Budgets: checked before each call, overshoot at most one request, no race.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelFacts } from '../../../src/core/model/endpoint.ts';
import type { Account, Spending } from '../../../src/core/model/spending.ts';
import { type BudgetLimits, bookOf, createBudget, explainStop } from '../../../src/core/routing/budget.ts';
import { createBudgetedModel } from '../../../src/core/routing/budgetedModel.ts';
import { createRoutedModel } from '../../../src/core/routing/routedModel.ts';
import { createIds } from '../../../src/node/ids.ts';
import { createMemoryLedger } from '../../fakes/memoryLedger.ts';
import { answer, collect, endOf, scriptedModel, textOf } from '../../fakes/scriptedModel.ts';

const account = (run: string): Account => ({ run, day: '2026-11-21', workspace: 'w' });
const request = { messages: [{ role: 'user', text: 'hello there' }] } as const;
const signal = new AbortController().signal;
const yieldingClock = { now: () => 1_000_000, delay: (ms: number) => new Promise<void>((done) => setTimeout(done, Math.min(ms, 5))) };

const budgetOf = (limits: BudgetLimits, earlier: readonly (Account & Spending)[] = []) =>
  createBudget(() => limits, { ledger: createMemoryLedger(bookOf(earlier)), clock: yieldingClock, ids: createIds(yieldingClock) });

describe('budget', () => {
  it('holds a limit in every unit and scope, and names it', async () => {
    for (const scope of ['run', 'day', 'workspace'] as const) {
      for (const unit of ['dollars', 'tokens', 'minutes'] as const) {
        const budget = budgetOf({ [scope]: { [unit]: 1 } }, [{ ...account('r'), dollars: 1, tokens: 1, minutes: 1 }]);
        const stop = await budget.reserve(account('r'), { dollars: 0.1, tokens: 1, minutes: 0 });
        assert.ok(stop.kind === 'over' && stop.scope === scope && stop.unit === unit, `${scope} ${unit}`);
        assert.match(explainStop(stop), /Raise the limit/);
      }
    }
  });

  it('refuses a single request that is too large', async () => {
    const stop = await budgetOf({ request: { tokens: 100 } }).reserve(account('r'), { tokens: 101, minutes: 0 });
    assert.ok(stop.kind === 'over' && stop.scope === 'request' && !stop.passes);
  });

  it('counts what is under way, and gives back what was not used', async () => {
    const budget = budgetOf({ run: { tokens: 100 } });
    const first = await budget.reserve(account('r'), { tokens: 100, minutes: 0 });
    const second = await budget.reserve(account('r'), { tokens: 1, minutes: 0 });
    assert.ok(second.kind === 'over' && second.passes, 'it may pass when the first costs less');
    assert.ok(first.kind === 'reserved');
    await first.settle({ tokens: 40, minutes: 0 });
    await first.settle({ tokens: 40, minutes: 0 });
    assert.equal((await budget.spent('run', account('r'))).tokens, 40);
    assert.equal((await budget.reserve(account('r'), { tokens: 1, minutes: 0 })).kind, 'reserved');
  });

  it('forgets a call whose process is gone', async () => {
    let now = 0;
    const budget = createBudget(() => ({ day: { tokens: 10 } }), {
      ledger: createMemoryLedger(),
      clock: { now: () => now },
      ids: createIds({ now: () => now }),
    });
    await budget.reserve(account('gone'), { tokens: 10, minutes: 0 });
    assert.equal((await budget.reserve(account('r'), { tokens: 1, minutes: 0 })).kind, 'over');
    now += 3_600_000;
    assert.equal((await budget.reserve(account('r'), { tokens: 1, minutes: 0 })).kind, 'reserved');
  });

  it('counts also while there are no limits', async () => {
    let limits: BudgetLimits = {};
    const budget = createBudget(() => limits, { ledger: createMemoryLedger(), clock: yieldingClock, ids: createIds(yieldingClock) });
    const reserved = await budget.reserve(account('r'), { tokens: 5, minutes: 0 });
    assert.ok(reserved.kind === 'reserved');
    await reserved.settle({ tokens: 5, minutes: 0 });
    limits = { day: { tokens: 5 } };
    assert.equal((await budget.reserve(account('r'), { tokens: 1, minutes: 0 })).kind, 'over');
  });

  it('overshoots by at most one request, whatever runs in parallel and whatever calls cost in the end', async () => {
    const call = fc.record({
      run: fc.integer({ min: 0, max: 19 }),
      most: fc.integer({ min: 1, max: 50 }),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
      settles: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { maxLength: 100 }), fc.integer({ min: 1, max: 500 }), async (calls, limit) => {
        const budget = budgetOf({ day: { tokens: limit } });
        let largest = 0;
        const open: (() => Promise<void>)[] = [];
        for (const { run, most, share, settles } of calls) {
          const reserved = await budget.reserve(account(`run${run}`), { tokens: most, minutes: 0 });
          if (reserved.kind === 'over') continue;
          largest = Math.max(largest, most);
          const settle = () => reserved.settle({ tokens: Math.floor(most * share), minutes: 0 });
          if (settles) await settle();
          else open.push(settle);
        }
        for (const settle of open) await settle();
        assert.ok((await budget.spent('day', account('any'))).tokens < limit + largest);
      }),
    );
  });

  it('tells how much of the tightest limit is left', async () => {
    const budget = budgetOf({ day: { dollars: 10 }, run: { tokens: 100 } }, [{ ...account('r'), dollars: 1, tokens: 75, minutes: 0 }]);
    assert.equal(await budget.left(account('r')), 0.25);
    assert.equal(await budget.left(account('other')), 0.9);
  });
});

describe('a model within a budget', () => {
  const rulesWith = (limits: BudgetLimits, atLimit: 'ask' | 'cheaper' | 'readOnly', earlier: readonly (Account & Spending)[] = []) => ({
    budget: budgetOf(limits, earlier),
    account: account('r'),
    atLimit: () => atLimit,
    clock: yieldingClock,
  });

  it('lets 20 runs that start together pass the limit by one request at most, and all of them go while there is room', async () => {
    const { budget, ...rest } = rulesWith({ day: { tokens: 60 } }, 'readOnly');
    const slow = scriptedModel('m', async function* () {
      await new Promise((done) => setTimeout(done, 2));
      yield* answer('x');
    });
    const runs = Array.from({ length: 20 }, (_, at) =>
      collect(
        createBudgetedModel(slow, { ...rest, budget, account: account(`run${at}`) }).stream({ ...request, maxOutputTokens: 300 }, signal),
      ),
    );
    const ends = (await Promise.all(runs)).map(endOf);
    const refused = ends.filter((end) => end.kind === 'error' && end.error === 'budget').length;
    const { tokens } = await budget.spent('day', account('any'));
    assert.equal(slow.calls.length + refused, 20);
    assert.ok(tokens >= 60 && tokens < 60 + 15, `${tokens} tokens`);
  });

  it('asks the person at the limit where the setting says so, and counts what they allow', async () => {
    const rules = rulesWith({ day: { tokens: 1 } }, 'ask', [{ ...account('r'), tokens: 1, minutes: 0 }]);
    const asked: string[] = [];
    const person = {
      approve: async (_: unknown, decision: { readonly rule: string }) => {
        asked.push(decision.rule);
        return 'yes' as const;
      },
    };
    const events = await collect(createBudgetedModel(scriptedModel('m', answer('x')), { ...rules, person }).stream(request, signal));
    assert.equal(endOf(events).kind, 'complete');
    assert.deepEqual(asked, ['budget.reached']);
    assert.equal((await rules.budget.spent('day', account('r'))).tokens, 16);
  });

  const twoTiers = (fastFacts: ModelFacts) => {
    const strong = { ...scriptedModel('strong', answer('from strong')), facts: { price: { input: 1000, output: 1000 } } };
    const fast = { ...scriptedModel('small', answer('from small')), facts: fastFacts };
    const connected = [
      { candidate: { id: 'strong', tier: 'strong', isLocal: false }, model: strong },
      { candidate: { id: 'small', tier: 'fast', isLocal: false }, model: fast },
    ] as const;
    return createRoutedModel([...connected], { role: 'edit', privacy: 'any', clock: yieldingClock });
  };

  it('uses the cheaper model when a limit is nearly used up, says so, and books its price', async () => {
    const rules = rulesWith({ day: { dollars: 1 } }, 'cheaper', [{ ...account('r'), dollars: 0.95, tokens: 1, minutes: 0 }]);
    const events = await collect(createBudgetedModel(twoTiers({ price: { input: 10, output: 10 } }), rules).stream(request, signal));
    assert.equal(textOf(events), 'from small');
    assert.match(events.find((event) => event.kind === 'notice')?.text ?? '', /nearly used up: small answers instead of strong/);
    assert.ok(Math.abs(((await rules.budget.spent('day', account('r'))).dollars ?? 0) - 0.95015) < 1e-9);
  });

  it('goes on beyond a limit in money with a model that is free, and with no other', async () => {
    const spent = [{ ...account('r'), dollars: 1, tokens: 1, minutes: 0 }];
    const free = await collect(
      createBudgetedModel(twoTiers({ price: { input: 0, output: 0 } }), rulesWith({ day: { dollars: 1 } }, 'cheaper', spent)).stream(
        request,
        signal,
      ),
    );
    assert.equal(textOf(free), 'from small');
    const paid = await collect(
      createBudgetedModel(twoTiers({ price: { input: 1, output: 1 } }), rulesWith({ day: { dollars: 1 } }, 'cheaper', spent)).stream(
        request,
        signal,
      ),
    );
    const end = endOf(paid);
    assert.ok(end.kind === 'error' && end.error === 'budget' && /small is not free either/.test(end.message));
  });

  it('gives an answer no more room than the limit of one request pays for', async () => {
    const model = { ...scriptedModel('m', answer('x')), facts: { price: { input: 0, output: 1 } } };
    await collect(
      createBudgetedModel(model, rulesWith({ request: { dollars: 0.001 } }, 'readOnly')).stream(
        { ...request, maxOutputTokens: 8_000 },
        signal,
      ),
    );
    assert.equal(model.calls[0]?.maxOutputTokens, 1_000);
  });

  it('ends an answer that takes longer than one request may', async () => {
    const stuck = scriptedModel('m', async function* (_, stop) {
      await new Promise((done) => stop.addEventListener('abort', done, { once: true }));
      yield { kind: 'ended', end: { kind: 'cancelled' } };
    });
    const events = await collect(
      createBudgetedModel(stuck, rulesWith({ request: { minutes: 0.00005 } }, 'readOnly')).stream(request, signal),
    );
    const end = endOf(events);
    assert.ok(end.kind === 'error' && end.error === 'budget' && /took longer/.test(end.message));
  });

  it('says once that a price is unknown', async () => {
    const model = createBudgetedModel(scriptedModel('m', answer('x')), rulesWith({ day: { dollars: 1 } }, 'ask'));
    const notices = [...(await collect(model.stream(request, signal))), ...(await collect(model.stream(request, signal)))].filter(
      (event) => event.kind === 'notice',
    );
    assert.equal(notices.length, 1);
  });
});
