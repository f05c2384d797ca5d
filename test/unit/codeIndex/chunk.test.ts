// Cutting texts into pieces.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { chunkLines, markdownOutline, maxChunkCharacters } from '../../../src/core/codeIndex/chunk.ts';

const lines = (count: number, text = 'some words on a line') => Array.from({ length: count }, (_, i) => `${text} ${i}`);

describe('chunk', () => {
  it('keeps a small text whole and names what is in it', () => {
    const outline = [{ path: 'Cart.total', kind: 'method', range: { startLine: 1, endLine: 3 } }];
    assert.deepEqual(chunkLines(lines(5), outline), [{ range: { startLine: 0, endLine: 5 }, symbol: 'Cart.total' }]);
  });

  it('cuts a long text along its outline and goes inside what is too long', () => {
    const outline = [
      { path: 'short', kind: 'function', range: { startLine: 2, endLine: 60 } },
      { path: 'Long', kind: 'class', range: { startLine: 60, endLine: 300 } },
      { path: 'Long.first', kind: 'method', range: { startLine: 62, endLine: 120 } },
      { path: 'Long.second', kind: 'method', range: { startLine: 120, endLine: 200 } },
    ];
    const symbols = chunkLines(lines(300), outline).map((chunk) => chunk.symbol);
    assert.deepEqual(symbols.slice(0, 3), ['', 'short', 'Long']);
    assert.ok(symbols.includes('Long.second'));
  });

  it('covers every line, and no piece but a single line is too long, whatever the outline says', () => {
    const entry = fc.record({ from: fc.nat(80), size: fc.nat(60) });
    fc.assert(
      fc.property(fc.array(fc.string({ maxLength: 200 }), { maxLength: 120 }), fc.array(entry, { maxLength: 8 }), (text, entries) => {
        const outline = entries.map(({ from, size }, i) => ({
          path: `e${i}`,
          kind: 'function',
          range: { startLine: Math.min(from, text.length), endLine: Math.min(from + size, text.length) },
        }));
        const chunks = chunkLines(text, outline);
        const covered = new Set(
          chunks.flatMap(({ range }) => text.slice(range.startLine, range.endLine).map((_, i) => range.startLine + i)),
        );
        assert.equal(covered.size, text.length);
        for (const { range } of chunks) {
          const size = text.slice(range.startLine, range.endLine).join('\n').length;
          assert.ok(size <= maxChunkCharacters || range.endLine - range.startLine === 1);
        }
      }),
    );
  });

  it('takes Markdown apart by heading, not by what a fence shows', () => {
    const text = ['# Top', 'a', '```', '# not one', '```', '## Part', 'b', '# Next'];
    assert.deepEqual(
      markdownOutline(text).map((entry) => [entry.path, entry.range.startLine, entry.range.endLine]),
      [
        ['Top', 0, 5],
        ['Top > Part', 5, 7],
        ['Next', 7, 8],
      ],
    );
  });
});
