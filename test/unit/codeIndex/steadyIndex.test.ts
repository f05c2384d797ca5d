// Which index answers when.
import assert from 'node:assert/strict';
import { AppError } from '../../../src/base/errors.ts';
import { createSteadyIndex, type StartableIndex } from '../../../src/core/codeIndex/steadyIndex.ts';
import type { CodeHit, CodeIndex } from '../../../src/core/ports/codeIndex.ts';
import { systemClock } from '../../../src/node/clock.ts';

const { signal } = new AbortController();
const hit = (path: string): CodeHit => ({ path, range: { startLine: 0, endLine: 1 }, text: '', score: 1, why: 'test' });
const query = { text: 'q', maxFiles: 1 };

function makeIndex(path: string, start: () => Promise<void> = async () => undefined): StartableIndex {
  return { start, search: async () => [hit(path)], update: async () => undefined, state: async () => ({ kind: 'ready', indexedFiles: 1 }) };
}

function steady(index: StartableIndex, warnings: string[] = []): CodeIndex {
  const logger = {
    debug: () => undefined,
    info: () => undefined,
    warn: (text: string) => void warnings.push(text),
    error: () => undefined,
  };
  return createSteadyIndex({ index, fallback: makeIndex('text'), clock: systemClock, patienceMs: 20, logger });
}

describe('the steady index', () => {
  it('asks the index when it is ready', async () => {
    assert.deepEqual(await steady(makeIndex('index')).search(query, signal), [hit('index')]);
  });

  it('searches the files while the index is being built, and the index afterwards', async () => {
    let done: () => void = () => undefined;
    const index = steady(makeIndex('index', () => new Promise((resolve) => (done = resolve))));
    assert.deepEqual(await index.search(query, signal), [hit('text')]);
    done();
    assert.deepEqual(await index.search(query, signal), [hit('index')]);
  });

  it('searches the files when the index cannot start or ends in the middle, and says so', async () => {
    const warnings: string[] = [];
    const broken = makeIndex('index', () => Promise.reject(new AppError('index.unavailable', 'no AVX2')));
    assert.deepEqual(await steady(broken, warnings).search(query, signal), [hit('text')]);
    const dying: StartableIndex = { ...makeIndex('index'), search: () => Promise.reject(new AppError('index.died', 'it ended')) };
    assert.deepEqual(await steady(dying, warnings).search(query, signal), [hit('text')]);
    assert.equal(warnings.length, 2);
  });

  it('tells where names are defined only when the index is ready, and nothing when it fails', async () => {
    const line = { path: 'a.ts', line: 0, text: 'function a() {}' };
    let done: () => void = () => undefined;
    const ready = steady({ ...makeIndex('index', () => new Promise((resolve) => (done = resolve))), findNames: async () => [line] });
    void ready.search(query, signal);
    assert.equal(await ready.findNames?.(['a'], signal), undefined);
    done();
    await ready.search(query, signal);
    assert.deepEqual(await ready.findNames?.(['a'], signal), [line]);
    const dying = steady({ ...makeIndex('index'), findNames: () => Promise.reject(new AppError('index.died', 'it ended')) });
    await dying.search(query, signal);
    assert.equal(await dying.findNames?.(['a'], signal), undefined);
  });

  it('lets other faults through', async () => {
    const wrong: StartableIndex = { ...makeIndex('index'), search: () => Promise.reject(new AppError('run.cancelled', 'Stopped.')) };
    await assert.rejects(steady(wrong).search(query, signal), /Stopped/);
  });
});
