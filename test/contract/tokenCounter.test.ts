// The token counter with its real child process.
import assert from 'node:assert/strict';
import { createTokenCounter } from '../../src/node/tokens/tokenCounter.ts';

describe('token counter', () => {
  const counter = createTokenCounter();
  const signal = new AbortController().signal;
  after(() => counter.dispose());

  it('counts as the o200k vocabulary does, in order and with repeats', async () => {
    assert.deepEqual(await counter.count(['hello world', '', 'hello world', 'tokenization'], signal), [2, 0, 2, 2]);
  });

  it('counts marker texts as ordinary text', async () => {
    const [count] = await counter.count(['<|endoftext|>'], signal);
    assert.ok((count ?? 0) > 1);
  });

  it('answers requests that overlap', async () => {
    const texts = Array.from({ length: 20 }, (_, at) => 'word '.repeat(at + 1).trim());
    const counts = await Promise.all(texts.map((text) => counter.count([text], signal)));
    assert.deepEqual(
      counts.flat(),
      texts.map((_, at) => at + 1),
    );
  });

  it('stops waiting when aborted', async () => {
    const stop = new AbortController();
    const counting = counter.count(['a long text '.repeat(20_000)], stop.signal);
    stop.abort();
    await assert.rejects(counting, { code: 'run.cancelled' });
  });

  it('starts again after its process was stopped', async () => {
    counter.dispose();
    assert.deepEqual(await counter.count(['one more time'], signal), [3]);
  });
});
