// Budgets in a person's words.
import assert from 'node:assert/strict';
import { parseBudget } from '../../../src/core/routing/budgetText.ts';

describe('budget text', () => {
  it('reads money, tokens and minutes for every scope', () => {
    assert.deepEqual(parseBudget('run $0.50, day $5, day 2000000 tokens, run 10 minutes, workspace 3 dollars').limits, {
      run: { dollars: 0.5, minutes: 10 },
      day: { dollars: 5, tokens: 2_000_000 },
      workspace: { dollars: 3 },
    });
    assert.deepEqual(parseBudget(''), { limits: {}, atLimit: 'ask' });
  });

  it('reads what happens at a limit', () => {
    assert.equal(parseBudget('day $5, then cheaper').atLimit, 'cheaper');
    assert.equal(parseBudget('then stop').atLimit, 'readOnly');
  });

  it('refuses what it does not understand, with an example', () => {
    assert.throws(() => parseBudget('five dollars'), /not a limit.*run \$0\.50/);
  });
});
