// Recording and playing back: order, races, differences, going on live.
import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { Playback, type RecordedCall } from '../../../src/core/orchestrator/playback.ts';
import { type CallRecorder, digestOf } from '../../../src/core/orchestrator/recorder.ts';
import { sha256 } from '../../../src/node/hash.ts';

const recorded = (port: string, args: unknown, result: unknown): RecordedCall => ({ port, args: digestOf(args, sha256), result });
const neverLive = (): Promise<never> => Promise.reject(new Error('asked live'));

describe('playback', () => {
  it('answers each question with its own record, whatever the order of asking', async () => {
    const playback = new Playback([recorded('read', ['a'], 'A'), recorded('read', ['b'], 'B')], sha256);
    const answers = await Promise.all([playback.call('read', ['b'], neverLive), playback.call('read', ['a'], neverLive)]);
    assert.deepEqual(answers, ['B', 'A']);
  });

  it('ends a race as it ended the first time', async () => {
    const playback = new Playback([recorded('delay', [10], null), recorded('search', ['q'], 'late')], sha256);
    const winner = await Promise.race([
      playback.call('search', ['q'], neverLive).then(() => 'search'),
      playback.call('delay', [10], neverLive).then(() => 'delay'),
    ]);
    assert.equal(winner, 'delay');
  });

  it('gives each of two equal questions its own answer again, whichever came first', async () => {
    const second: RecordedCall = {
      ...recorded('delay', [10], null),
      args: `${digestOf([10], sha256)}.1`,
      failed: true,
      result: { code: 'run.cancelled', message: 'stopped' },
    };
    const playback = new Playback([second, recorded('delay', [10], null)], sha256);
    const first = playback.call('delay', [10], neverLive).then(() => 'over');
    const other = playback.call('delay', [10], neverLive).then(
      () => 'over',
      () => 'stopped',
    );
    assert.deepEqual(await Promise.all([first, other]), ['over', 'stopped']);
  });

  it('leaves a question open that had no answer in a race', async () => {
    const playback = new Playback([recorded('delay', [10], null), recorded('read', ['a'], 'A')], sha256);
    const open = playback.call('search', ['q'], neverLive);
    let settled = false;
    open.then(
      () => (settled = true),
      () => (settled = true),
    );
    await playback.call('delay', [10], neverLive);
    assert.equal(settled, false);
    assert.equal(await playback.call('read', ['a'], neverLive), 'A');
  });

  it('throws recorded faults with their code', async () => {
    const playback = new Playback([{ ...recorded('read', ['a'], { code: 'files.gone', message: 'a is gone' }), failed: true }], sha256);
    await assert.rejects(playback.call('read', ['a'], neverLive), (thrown) => thrown instanceof AppError && thrown.code === 'files.gone');
  });

  it('names the first question that differs', async () => {
    const playback = new Playback([recorded('read', ['a'], 'A')], sha256);
    await assert.rejects(playback.call('read', ['other'], neverLive), /differs from its record/);
  });

  it('goes on live after the last record when a recorder is given', async () => {
    const asked: string[] = [];
    const live: CallRecorder = {
      call: (port, _args, ask) => {
        asked.push(port);
        return ask();
      },
      value: (_port, ask) => ask(),
    };
    const playback = new Playback([recorded('read', ['a'], 'A'), { port: 'clock.now', args: '', result: 5 }], sha256, live);
    assert.equal(await playback.call('read', ['a'], neverLive), 'A');
    assert.equal(await playback.call('read', ['b'], async () => 'B'), 'B');
    assert.deepEqual([playback.value('clock.now', () => 9), playback.value('clock.now', () => 9)], [5, 9]);
    assert.deepEqual(asked, ['read']);
  });
});
