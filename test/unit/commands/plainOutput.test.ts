// Program output as plain text, whatever pieces it comes in.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CappedText, PlainOutput } from '../../../src/node/commands/plainOutput.ts';

function plain(...pieces: string[]): string {
  const output = new PlainOutput();
  return pieces.map((piece) => output.push(piece)).join('') + output.finish();
}

describe('plain output', () => {
  it('drops colours, titles, cursor moves and control characters', () => {
    assert.equal(plain('\u001b[1;31mred\u001b[0m\u001b]0;title\u0007 \u001b[2Kplain\u0000\u0008\n'), 'red plain\n');
    assert.equal(plain('\u001b]8;;https://x.example\u001b\\link\u001b]8;;\u001b\\'), 'link');
  });

  it('keeps lines that were drawn over as they were drawn last', () => {
    assert.equal(plain('10 %\r50 %\r100 %\r\ndone\r\n'), '100 %\ndone\n');
  });

  it('drops characters that would turn the reading order', () => {
    assert.equal(plain('safe\u202eelif\u2066x\n'), 'safeelifx\n');
  });

  it('gives the same text however the pieces are cut', () => {
    const text = 'a\u001b[31mb\u001b[0m\r\nc\r100\rd\n\u001b]0;t\u0007e\u001b[38;5;1mf\nlast';
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 60, maxLength: 60 }), (sizes) => {
        const pieces: string[] = [];
        for (let at = 0, turn = 0; at < text.length; turn++) {
          const size = sizes[turn % sizes.length] ?? 1;
          pieces.push(text.slice(at, at + size));
          at += size;
        }
        assert.equal(plain(...pieces), plain(text));
      }),
    );
  });

  it('does not hold back an endless line for ever', () => {
    const output = new PlainOutput();
    assert.ok(Array.from({ length: 40 }, () => output.push('x'.repeat(4_096))).join('').length > 100_000);
  });
});

describe('capped text', () => {
  it('keeps beginning and end and tells what is missing', () => {
    const capped = new CappedText(10);
    for (let at = 0; at < 100; at++) capped.add(String(at % 10));
    assert.deepEqual(capped.finish(), { text: '0123456789\n[… 80 characters left out …]\n0123456789', omitted: 80 });
  });

  it('leaves short text whole', () => {
    const capped = new CappedText(10);
    capped.add('0123456789abcde');
    assert.deepEqual(capped.finish(), { text: '0123456789abcde', omitted: 0 });
  });
});
