// The apply worker: same result as at once, ended on abort and at its time limit.
import assert from 'node:assert/strict';
import { fitRequest } from '../../src/core/edit/fitRequest.ts';
import type { FitRequest } from '../../src/core/ports/answerFitter.ts';
import { createAnswerFitter, workerFromCharacters } from '../../src/node/edit/answerFitter.ts';

const lines = Array.from({ length: 20_000 }, (_, at) => `const value${at} = compute(${at});`);
const large: FitRequest = {
  answer: '<<<<<<< SEARCH\nconst value700 = compute(700);\n=======\nconst value700 = 0;\n>>>>>>> REPLACE\n',
  files: new Map([['a.ts', { path: 'a.ts', text: `${lines.join('\n')}\n`, version: '1' }]]),
  focusPath: 'a.ts',
};
const never = new AbortController().signal;
const notHere = () => assert.fail('fitted in the caller’s thread');

describe('answer fitter', () => {
  it('fits a large input in a worker, with the same result', async () => {
    assert.ok(large.files.get('a.ts')!.text.length > workerFromCharacters);
    const fitter = createAnswerFitter({ fitHere: notHere, timeoutMs: 200_000 });
    assert.deepEqual(await fitter.fit(large, never), fitRequest(large));
  });

  it('fits a small input at once', async () => {
    const small = { ...large, files: new Map([['a.ts', { path: 'a.ts', text: `${lines[700]}\n`, version: '1' }]]) };
    const fitter = createAnswerFitter({ fitHere: fitRequest, entry: '/nowhere.mjs' });
    assert.equal((await fitter.fit(small, never)).changes.length, 1);
  });

  it('ends the worker on abort, while it is busy', async () => {
    const stop = new AbortController();
    const began = performance.now();
    const fitting = createAnswerFitter({ fitHere: notHere }).fit(large, stop.signal);
    stop.abort();
    await assert.rejects(fitting, { code: 'run.cancelled' });
    assert.ok(performance.now() - began < 10_000);
  });

  it('ends at its time limit', async () => {
    await assert.rejects(createAnswerFitter({ fitHere: notHere, timeoutMs: 1 }).fit(large, never), { code: 'apply.tooLong' });
  });

  it('says so when the worker cannot start', async () => {
    await assert.rejects(createAnswerFitter({ fitHere: notHere, entry: '/nowhere.mjs' }).fit(large, never), { code: 'apply.failed' });
  });
});
