// Ranking by text search alone, over a reader that really searches its texts.
import assert from 'node:assert/strict';
import { createTextSearchIndex } from '../../../src/core/codeIndex/textSearchIndex.ts';
import type { TextHit, WorkspaceReader } from '../../../src/core/ports/workspaceReader.ts';

const signal = new AbortController().signal;

function readerOf(files: Readonly<Record<string, string>>): WorkspaceReader {
  return {
    read: async (path) =>
      path in files ? { kind: 'found', snapshot: { path, text: files[path] ?? '', version: '1' } } : { kind: 'missing' },
    list: async () => Object.keys(files),
    judgePath: async (path) => ({ verdict: 'inside', path, why: '' }),
    searchText: async (words, limit) => {
      const wanted = new RegExp(`\\b(?:${words.join('|')})\\b`, 'i');
      const hits: TextHit[] = Object.entries(files).flatMap(([path, text]) =>
        text.split('\n').flatMap((line, number) => (wanted.test(line) ? [{ path, line: number, text: line }] : [])),
      );
      return hits.slice(0, limit);
    },
  };
}

describe('textSearchIndex', () => {
  it('puts the file with the rare word before files that repeat a common one', async () => {
    const files = {
      'a.ts': 'cart\n'.repeat(30),
      'b.ts': 'cart\n'.repeat(20),
      'c.ts': 'cart\nvoucher\n',
      'd.ts': 'nothing',
    };
    const hits = await createTextSearchIndex(readerOf(files)).search({ text: 'voucher in the cart', maxFiles: 2 }, signal);
    assert.equal(hits[0]?.path, 'c.ts');
    assert.equal(hits[0]?.score, 1);
    assert.equal(hits.length, 2);
  });

  it('shows the part of the file where the words stand together', async () => {
    const text = `cart\n${'x\n'.repeat(200)}voucher\ncart\n`;
    const [hit] = await createTextSearchIndex(readerOf({ 'a.ts': text })).search({ text: 'voucher cart', maxFiles: 1 }, signal);
    assert.match(hit?.text ?? '', /voucher\ncart/);
  });

  it('finds nothing for a request without a telling word', async () => {
    assert.deepEqual(await createTextSearchIndex(readerOf({ 'a.ts': 'the' })).search({ text: 'is it the?', maxFiles: 5 }, signal), []);
  });

  it('favours files that the caller names', async () => {
    const files = { 'a.ts': 'voucher\nvoucher', 'b.ts': 'voucher\nvoucher' };
    const [hit] = await createTextSearchIndex(readerOf(files)).search({ text: 'voucher', maxFiles: 1, boost: ['b.ts'] }, signal);
    assert.equal(hit?.path, 'b.ts');
  });
});
