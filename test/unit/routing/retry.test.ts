// Trying again and falling back, only before the first effect.
import assert from 'node:assert/strict';
import type { ModelErrorKind, ModelEvent } from '../../../src/core/model/chat.ts';
import { createFallbackModel, createRetryingModel, defaultRetryRules, retryDelay } from '../../../src/core/routing/retry.ts';
import { answer, collect, endOf, scriptedModel, steppingClock, textOf } from '../../fakes/scriptedModel.ts';

const failed = (error: ModelErrorKind, retryAfterMs?: number): ModelEvent[] => [
  { kind: 'ended', end: { kind: 'error', error, message: error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) } },
];
const request = { messages: [{ role: 'user', text: 'hi' }] } as const;
const signal = new AbortController().signal;

describe('retrying', () => {
  it('asks again after a failure that passes, waits longer each time, and says so', async () => {
    const clock = steppingClock();
    const model = scriptedModel('m', failed('server'), failed('rateLimit'), answer('done'));
    const events = await collect(createRetryingModel(model, { clock, random: () => 1 }).stream(request, signal));
    assert.equal(textOf(events), 'done');
    assert.deepEqual(clock.waits, [500, 1_000]);
    assert.equal(events.filter((event) => event.kind === 'notice').length, 2);
  });

  it('waits as long as the provider asks, but not longer than is bearable', () => {
    const end = (retryAfterMs: number) => ({ kind: 'error', error: 'rateLimit', message: '', retryAfterMs }) as const;
    assert.equal(retryDelay(end(7_000), 1, defaultRetryRules, 0), 7_000);
    assert.equal(retryDelay(end(3_600_000), 1, defaultRetryRules, 0), undefined);
  });

  it('spreads the waits of many clients', () => {
    const end = { kind: 'error', error: 'server', message: '' } as const;
    assert.equal(retryDelay(end, 3, defaultRetryRules, 0), 1_000);
    assert.equal(retryDelay(end, 3, defaultRetryRules, 1), 2_000);
  });

  it('never asks again once text was seen', async () => {
    const model = scriptedModel('m', [{ kind: 'text', text: 'half' }, ...failed('server')], answer('whole'));
    const events = await collect(createRetryingModel(model, { clock: steppingClock(), random: () => 0 }).stream(request, signal));
    assert.equal(endOf(events).kind, 'error');
    assert.equal(model.calls.length, 1);
  });

  for (const kind of ['auth', 'quota', 'contextLength', 'badRequest', 'malformed', 'toolArguments'] as const) {
    it(`does not repeat what cannot get better: ${kind}`, async () => {
      const model = scriptedModel('m', failed(kind), answer('x'));
      await collect(createRetryingModel(model, { clock: steppingClock(), random: () => 0 }).stream(request, signal));
      assert.equal(model.calls.length, 1);
    });
  }

  it('gives up after the allowed attempts', async () => {
    const model = scriptedModel('m', failed('server'));
    const events = await collect(createRetryingModel(model, { clock: steppingClock(), random: () => 0 }).stream(request, signal));
    assert.equal(model.calls.length, 4);
    assert.equal(endOf(events).kind, 'error');
  });
});

describe('falling back', () => {
  it('lets the next model take over and names it', async () => {
    const events = await collect(
      createFallbackModel([scriptedModel('a', failed('auth')), scriptedModel('b', answer('from b'))]).stream(request, signal),
    );
    assert.equal(textOf(events), 'from b');
    assert.match(events.find((event) => event.kind === 'notice')?.text ?? '', /a cannot answer.*b takes over/);
  });

  it('does not take over in mid-answer', async () => {
    const second = scriptedModel('b', answer('from b'));
    const first = scriptedModel('a', [{ kind: 'text', text: 'half' }, ...failed('server')]);
    await collect(createFallbackModel([first, second]).stream(request, signal));
    assert.equal(second.calls.length, 0);
  });

  it('does not take a refused prompt to another model', async () => {
    const second = scriptedModel('b', answer('from b'));
    await collect(createFallbackModel([scriptedModel('a', failed('badRequest')), second]).stream(request, signal));
    assert.equal(second.calls.length, 0);
  });
});
