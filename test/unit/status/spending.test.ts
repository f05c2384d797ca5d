// What a window's requests came to.
import assert from 'node:assert/strict';
import type { ModelFacts } from '../../../src/core/model/endpoint.ts';
import type { RunEvent } from '../../../src/core/model/run.ts';
import { defaultRunLimits } from '../../../src/core/model/settings.ts';
import { defaultPolicy } from '../../../src/core/policy/policy.ts';
import { addEvent, nothingSpent, spendingDetail, spendingLabel } from '../../../src/vscode/status/spending.ts';

const started = (modelFacts?: ModelFacts): RunEvent => ({
  kind: 'runStarted',
  request: { kind: 'ask', text: 'Hello', focus: [] },
  limits: defaultRunLimits,
  rules: { policy: defaultPolicy, trust: 'trusted' },
  environment: { product: '', host: '', model: 'm', settingsHash: '', policyHash: '', ...(modelFacts ? { modelFacts } : {}) },
});
const answered = (usage?: { input: number; output: number }): RunEvent => ({
  kind: 'modelAnswered',
  end: { kind: 'complete', finishReason: 'stop' },
  answerHash: '',
  ...(usage ? { usage } : {}),
});
const sum = (...events: readonly (readonly [string, RunEvent])[]) =>
  events.reduce((spent, [run, event]) => addEvent(spent, run, event), nothingSpent);
const price = { price: { input: 3, output: 15 } };

describe('spending', () => {
  it('adds up the calls of a window, each at the price of its own run', () => {
    const free = { price: { input: 0, output: 0 } };
    const spent = sum(
      ['a', started(price)],
      ['a', answered({ input: 1000, output: 200 })],
      ['b', started(free)],
      ['a', answered({ input: 1000, output: 0 })],
      ['b', answered({ input: 9000, output: 9000 })],
    );
    assert.equal(spendingLabel(spent), '20k tokens · $0.0090');
    assert.match(spendingDetail(spent), /^2 requests and 3 model calls .*\n11,000 tokens in, 9,200 out\.\nCost: \$0\.0090\.$/);
  });

  it('says that a price is unknown instead of a sum', () => {
    const unknown = sum(['a', started()], ['a', answered({ input: 3000, output: 100 })]);
    assert.equal(spendingLabel(unknown), '3.1k tokens · price unknown');
    const mixed = addEvent(addEvent(unknown, 'b', started(price)), 'b', answered({ input: 1000, output: 0 }));
    assert.equal(spendingLabel(mixed), '4.1k tokens · over $0.0030');
    assert.match(spendingDetail(mixed), /What 1 call cost is unknown\./);
  });

  it('says that a model told no figures, and that local models are free', () => {
    assert.equal(spendingLabel(sum(['a', started()], ['a', answered()])), 'tokens not told');
    const free = started({ price: { input: 0, output: 0 } });
    assert.equal(spendingLabel(sum(['a', free], ['a', answered()], ['a', answered({ input: 10, output: 1 })])), 'over 11 tokens · free');
    const local = sum(['a', started({ price: { input: 0, output: 0 } })], ['a', answered({ input: 10, output: 1 })]);
    assert.equal(spendingLabel(local), '11 tokens · free');
  });
});
