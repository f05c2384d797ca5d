// Indentation learnt from line pairs, for added lines only.
import assert from 'node:assert/strict';
import { createReindent, type IndentPair } from '../../../src/core/edit/reindent.ts';

const pair = (search: number, from: string, to: string) => ({ search, from, to });
const reindentBy = (
  pairs: readonly IndentPair[],
  blockLines: readonly string[],
  fileLines: readonly string[],
  others: readonly IndentPair[] = [],
) => createReindent({ pairs, blockLines, fileLines, others });
const at = { replace: 1, search: 1 };

describe('reindent', () => {
  it('leaves lines alone when all pairs agree', () => {
    assert.equal(reindentBy([pair(0, '  ', '  ')], [], [])('\tx', at), '\tx');
  });

  it('adds what all pairs lack', () => {
    const reindent = reindentBy([pair(0, '', '    '), pair(1, '  ', '      ')], [], []);
    assert.equal(reindent('    deeper', at), '        deeper');
  });

  it('turns one unit into another', () => {
    const block = ['a:', '  b:', '    c'];
    const reindent = reindentBy([pair(0, '', ''), pair(1, '  ', '    ')], block, ['a:', '    b:', '        c']);
    assert.equal(reindent('      d', at), '            d');
  });

  it('turns spaces into tabs', () => {
    const reindent = reindentBy([pair(0, '', ''), pair(1, '    ', '\t')], ['a', '    b'], ['a', '\tb']);
    assert.equal(reindent('        x', at), '\t\tx');
  });

  it('takes a lone first line without indentation for a slip of that line', () => {
    const reindent = reindentBy([pair(0, '', '    '), pair(1, '      ', '      ')], [], []);
    assert.equal(reindent('new();', { replace: 0, search: 0 }), '    new();');
    assert.equal(reindent('end', { replace: 3, search: 2 }), 'end');
  });

  it('uses the file’s kind of indentation where no pair shows any', () => {
    const file = ['def a', '  b', 'end', 'def c', '  d', '  e', 'end'];
    assert.equal(reindentBy([pair(0, '', '')], ['def x', '\ty', 'end'], file)('\ty', at), '  y');
  });

  it('learns from the other blocks of the answer where its own lines tell nothing', () => {
    const others = [pair(0, '        ', '    '), pair(1, '            ', '      ')];
    const reindent = reindentBy([pair(0, '', '')], ['a {', '    b', '        c'], ['a {', '  b', '}'], others);
    assert.equal(reindent('        c', at), '    c');
    assert.equal(reindent('a', at), 'a');
  });

  it('takes the depth of a first line for no step', () => {
    const deep = ['        a', '', '        b', '                                wrapped'];
    const pairs = [pair(0, '        ', '    '), pair(2, '        ', '    ')];
    assert.equal(
      reindentBy(pairs, deep, ['def f():', '    a', '    b'])('                                wrapped', at),
      '                            wrapped',
    );
  });
});
