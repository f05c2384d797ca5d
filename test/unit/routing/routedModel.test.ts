// Several models as one.
import assert from 'node:assert/strict';
import type { ModelEvent } from '../../../src/core/model/chat.ts';
import { type ConnectedModel, createRoutedModel } from '../../../src/core/routing/routedModel.ts';
import { answer, collect, endOf, scriptedModel, steppingClock, textOf } from '../../fakes/scriptedModel.ts';

const request = { messages: [{ role: 'user', text: 'hi' }] } as const;
const signal = new AbortController().signal;
const failed: ModelEvent[] = [{ kind: 'ended', end: { kind: 'error', error: 'server', message: 'down' } }];
const connect = (id: string, isLocal: boolean, ...scripts: ModelEvent[][]) => {
  const model = scriptedModel(id, ...scripts);
  return { candidate: { id, tier: 'strong' as const, isLocal }, model } satisfies ConnectedModel;
};

describe('routed model', () => {
  const rules = { role: 'edit', privacy: 'any' } as const;

  it('tells whom it asks and why, and falls back within the answer’s beginning', async () => {
    const a = connect('a', false, failed);
    const b = connect('b', false, answer('from b'));
    const events = await collect(createRoutedModel([a, b], { ...rules, clock: steppingClock() }).stream(request, signal));
    assert.equal(textOf(events), 'from b');
    assert.match(events.find((event) => event.kind === 'notice')?.text ?? '', /Asking a: edit asks for a strong model/);
  });

  it('leaves a failing model alone for a while', async () => {
    const clock = steppingClock();
    const a = connect('a', false, failed, answer('from a'));
    const model = createRoutedModel([a, connect('b', false, answer('from b'))], { ...rules, clock });
    await collect(model.stream(request, signal));
    assert.equal(textOf(await collect(model.stream(request, signal))), 'from b');
    assert.equal(a.model.calls.length, 1);
    await clock.delay(120_000, signal);
    assert.equal(textOf(await collect(model.stream(request, signal))), 'from a');
  });

  it('sends nothing away from this machine when told so', async () => {
    const far = connect('far', false, answer('x'));
    const local = { ...rules, privacy: 'localOnly', clock: steppingClock() } as const;
    const near = createRoutedModel([far, connect('near', true, answer('from near'))], local);
    assert.equal(textOf(await collect(near.stream(request, signal))), 'from near');
    const end = endOf(await collect(createRoutedModel([far], local).stream(request, signal)));
    assert.ok(end.kind === 'error' && /Only local models/.test(end.message));
    assert.equal(far.model.calls.length, 0);
  });

  it('says nothing where there is no choice', async () => {
    const events = await collect(
      createRoutedModel([connect('a', false, answer('x'))], { ...rules, clock: steppingClock() }).stream(request, signal),
    );
    assert.ok(events.every((event) => event.kind !== 'notice'));
  });
});
