// Landing places shown while an answer streams.
import assert from 'node:assert/strict';
import { createLandingFinder } from '../../../src/core/edit/landing.ts';

describe('landing finder', () => {
  const find = createLandingFinder('a();\nb();\na();\n');

  it('tells the only place', () => {
    assert.deepEqual(find(['  b();']), { startLine: 1, endLine: 2 });
  });

  it('stays silent in doubt, and takes a hint', () => {
    assert.equal(find(['a();']), undefined);
    assert.deepEqual(find(['a();'], 3), { startLine: 2, endLine: 3 });
    assert.equal(find(['c();']), undefined);
  });
});
