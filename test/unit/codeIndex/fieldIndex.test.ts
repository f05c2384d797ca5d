// One field's scores: from postings, and from documents that changed since.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { FieldIndex } from '../../../src/core/codeIndex/fieldIndex.ts';
import { bagOfHashes, noTerms, packBag, unpackBag } from '../../../src/core/codeIndex/terms.ts';

const shape = { saturation: 1.2, lengthPenalty: 0.5 };
const scoresOf = (index: FieldIndex, count: number, ...hashes: number[]) => {
  const scores = new Float32Array(count);
  index.addScores(
    hashes.map((hash) => ({ hash, weight: 1 })),
    scores,
  );
  return [...scores];
};

describe('fieldIndex', () => {
  it('scores the same whether a document was there before or came later', () => {
    const documents = fc.array(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 20 }), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(documents, documents, (before, after) => {
        const grown = new FieldIndex(shape);
        for (const [number, terms] of before.entries()) grown.set(number, bagOfHashes(terms));
        scoresOf(grown, 60, 1);
        for (const [number, terms] of after.entries()) grown.set(number, bagOfHashes(terms));
        const fresh = new FieldIndex(shape);
        for (const [number, terms] of [...before.map((terms, n) => after[n] ?? terms), ...after.slice(before.length)].entries())
          fresh.set(number, bagOfHashes(terms));
        for (let hash = 1; hash <= 30; hash++) {
          assert.equal(grown.documentCount(hash), fresh.documentCount(hash));
          assert.deepEqual(scoresOf(grown, 60, hash), scoresOf(fresh, 60, hash));
        }
      }),
      { numRuns: 50 },
    );
  });

  it('counts rare words higher and gives removed documents nothing', () => {
    const index = new FieldIndex(shape);
    for (let number = 0; number < 10; number++) index.set(number, bagOfHashes(number === 3 ? [7, 9] : [7, 8]));
    const [first, , , third] = scoresOf(index, 10, 7, 9);
    assert.ok(third! > first! * 3);
    index.set(3, noTerms);
    assert.equal(scoresOf(index, 10, 7, 9)[3], 0);
    assert.equal(index.documentCount(9), 0);
  });

  it('grows past its first table', () => {
    const index = new FieldIndex(shape);
    const many = Array.from({ length: 60_000 }, (_, i) => i + 1);
    index.set(0, bagOfHashes(many));
    assert.equal(index.documentCount(59_999), 1);
  });

  it('packs bags and refuses damaged ones', () => {
    const bag = bagOfHashes([5, 3, 5, 9]);
    assert.deepEqual(unpackBag(packBag(bag)), bag);
    assert.equal(unpackBag(packBag(bag).subarray(0, 7)), undefined);
  });
});
