// Which model answers, and why.
import assert from 'node:assert/strict';
import { chooseModel, type ModelCandidate, type RouteQuestion } from '../../../src/core/routing/chooseModel.ts';

const candidates: readonly ModelCandidate[] = [
  { id: 'strong', tier: 'strong', isLocal: false, contextTokens: 100_000 },
  { id: 'strong-2', tier: 'strong', isLocal: false, contextTokens: 8_000 },
  { id: 'fast', tier: 'fast', isLocal: false, contextTokens: 32_000 },
  { id: 'local', tier: 'fast', isLocal: true, contextTokens: 8_000 },
  { id: 'vectors', tier: 'embed', isLocal: true },
];
const question: RouteQuestion = {
  role: 'edit',
  promptTokens: 1_000,
  outputTokens: 1_000,
  privacy: 'any',
  budgetLeft: 1,
  atLimit: 'cheaper',
  recent: [],
};
const idFor = (change: Partial<RouteQuestion>) => {
  const route = chooseModel(candidates, { ...question, ...change });
  return route.kind === 'chosen' ? route.id : route.reason;
};

describe('chooseModel', () => {
  it('takes a strong model to edit, a fast one to summarise, an embedding one for vectors', () => {
    assert.deepEqual([idFor({}), idFor({ role: 'summarise' }), idFor({ role: 'embed' })], ['strong', 'fast', 'vectors']);
  });

  it('keeps everything on this machine when told to', () => {
    assert.equal(idFor({ privacy: 'localOnly' }), 'local');
  });

  it('leaves out models whose context is too small, and says when none is left', () => {
    assert.equal(idFor({ promptTokens: 50_000 }), 'strong');
    assert.match(idFor({ promptTokens: 500_000 }), /takes 500000 tokens/);
  });

  it('goes to a cheaper tier when the budget is nearly used up', () => {
    assert.equal(idFor({ budgetLeft: 0.05 }), 'fast');
    assert.equal(idFor({ budgetLeft: 0.05, atLimit: 'ask' }), 'strong');
  });

  it('lets a failing model rest, and comes back to it', () => {
    assert.equal(idFor({ recent: [{ id: 'strong', outcome: 'server', agoMs: 1_000 }] }), 'strong-2');
    assert.equal(idFor({ recent: [{ id: 'strong', outcome: 'server', agoMs: 100_000 }] }), 'strong');
    assert.equal(
      idFor({
        recent: [
          { id: 'strong', outcome: 'server', agoMs: 2_000 },
          { id: 'strong', outcome: 'complete', agoMs: 1_000 },
        ],
      }),
      'strong',
    );
  });

  it('gives its reason and the order of those to fall back to', () => {
    const route = chooseModel(candidates, question);
    assert.ok(route.kind === 'chosen');
    assert.deepEqual(route.order.slice(0, 2), ['strong', 'strong-2']);
    assert.match(route.reason, /edit asks for a strong model/);
  });

  it('is the same answer for the same question', () => {
    assert.deepEqual(chooseModel(candidates, question), chooseModel(candidates, question));
  });
});
