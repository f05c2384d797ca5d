// Markers for lines left out: paired, expanded, taken for text, or refused.
import assert from 'node:assert/strict';
import { resolveElisions } from '../../../src/core/edit/elision.ts';
import { elisionKind } from '../../../src/core/edit/lineNature.ts';

const never = () => false;

describe('elisions', () => {
  it('knows markers in any comment form, and no code that has dots', () => {
    for (const line of [
      '// ... existing code ...',
      '  # ...',
      '...',
      '/* ... rest of the code ... */',
      '<!-- ... existing code ... -->',
      '…',
    ]) {
      assert.notEqual(elisionKind(line), undefined, line);
    }
    for (const line of ['...args', 'call(...list);', '// wait for it...', '[...a, ...b]', 'the rest of us'])
      assert.equal(elisionKind(line), undefined, line);
  });

  it('expands a marker from SEARCH between two anchors', () => {
    const search = ['open {', '  a', '  b', '  c', '}', 'old'];
    const resolved = resolveElisions(search, ['open {', '  // ... existing code ...', '}', 'new'], never);
    assert.deepEqual(resolved, { kind: 'clear', replace: ['open {', '  a', '  b', '  c', '}', 'new'] });
  });

  it('refuses a marker with two ways to expand it', () => {
    const search = ['start', 'one', 'end', 'two', 'end'];
    assert.equal(resolveElisions(search, ['start', '...', 'end'], never).kind, 'unclear');
  });

  it('refuses a marker that only SEARCH has', () => {
    assert.equal(resolveElisions(['a', '// ... existing code ...', 'b'], ['a', 'b'], never).kind, 'unclear');
  });

  it('takes dots in the body of an added line for text', () => {
    const replace = ['class A:', '    pass', 'class B(Protocol):', '    ...'];
    assert.deepEqual(resolveElisions(['class A:', '    pass'], replace, never), { kind: 'clear', replace });
  });
});
