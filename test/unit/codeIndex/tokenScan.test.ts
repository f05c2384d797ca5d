// Tokens of whole files as numbers.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { bagOf } from '../../../src/core/codeIndex/terms.ts';
import { TokenCounts } from '../../../src/core/codeIndex/tokenCounts.ts';
import { TokenScan } from '../../../src/core/codeIndex/tokenScan.ts';
import { Tokenizer } from '../../../src/core/codeIndex/tokens.ts';

const piece = fc.constantFrom(
  'parseHTTPServer2',
  'MAX_retry',
  '12',
  '7',
  '2px',
  '1_000',
  '$el',
  ' ',
  '\n',
  '.',
  'über',
  '日本',
  '3a_b',
  'x',
  '\u200b',
  '\r\n',
);
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.array(piece, { maxLength: 40 }).map((parts) => parts.join('')),
);
const tokensOf = (scan: TokenScan, from: number, to: number) => Array.from(scan.ids.subarray(from, to), (id) => scan.names[id]);

describe('token scan', () => {
  it('gives the tokens that requests are taken apart into, line by line', () => {
    const scan = new TokenScan(50);
    const tokenizer = new Tokenizer();
    fc.assert(
      fc.property(text, (one) => {
        scan.begin();
        const starts = scan.scan(one);
        const lines = one.split('\n');
        assert.equal(starts.length, lines.length + 1);
        lines.forEach((line, at) => {
          assert.deepEqual(tokensOf(scan, starts[at]!, starts[at + 1]!), tokenizer.tokens(line));
        });
      }),
      { numRuns: 500 },
    );
  });

  it('counts them as a bag', () => {
    const scan = new TokenScan(50);
    const counts = new TokenCounts(scan);
    const tokenizer = new Tokenizer();
    fc.assert(
      fc.property(text, (one) => {
        scan.begin();
        scan.scan(one);
        assert.deepEqual(plain(counts.begin().add(0, scan.count).bag()), plain(bagOf(one, tokenizer)));
      }),
      { numRuns: 500 },
    );
  });

  it('keeps apart more words than its first table holds', () => {
    const scan = new TokenScan(10);
    const words = Array.from({ length: 40_000 }, (_, i) => `w${i.toString(36).replace(/\d/g, 'q')}z`);
    scan.begin();
    scan.scan(words.join(' '));
    assert.deepEqual(tokensOf(scan, 0, scan.count), new Tokenizer().tokens(words.join(' ')));
  });
});

const plain = (bag: { hashes: Uint32Array; counts: Uint8Array; length: number }) => ({
  hashes: [...bag.hashes],
  counts: [...bag.counts],
  length: bag.length,
});
