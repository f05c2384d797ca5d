// What a refused block is told about its neighbours.
import assert from 'node:assert/strict';
import { parseAnswer } from '../../../src/core/edit/editBlockParser.ts';
import { fitAnswer } from '../../../src/core/edit/fitAnswer.ts';
import { misfitAdvice } from '../../../src/core/prompt/misfitAdvice.ts';

const block = (search: string, replace: string) => `a.ts\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const text = 'const first = 1;\nconst second = 2;\nconst third = 3;\n';
const files = new Map([['a.ts', { path: 'a.ts', text, version: 'v1' }]]);

describe('advice on refused blocks', () => {
  it('names the blocks of the same file that would fit', () => {
    const answer = parseAnswer(
      block('const first = 1;', 'const first = 10;') +
        block('function gone() {', 'function here() {') +
        block('const third = 3;', 'const third = 30;'),
    );
    const fitted = fitAnswer(answer, files);
    assert.deepEqual(
      fitted.misfits.map((misfit) => [misfit.block.ordinal, misfit.wouldFit]),
      [[1, [0, 2]]],
    );
    assert.deepEqual(fitted.changes, []);
    assert.match(
      misfitAdvice(fitted.misfits, { fitted: 2, hasRest: false }),
      /Block 2 \(a\.ts\): [\s\S]*Blocks 1 and 3 would fit this file as written\./,
    );
  });

  it('promises nothing where no block fits', () => {
    const fitted = fitAnswer(parseAnswer(block('function gone() {', 'function here() {')), files);
    assert.doesNotMatch(misfitAdvice(fitted.misfits, { fitted: 0, hasRest: false }), /would fit/);
  });
});
