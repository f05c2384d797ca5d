// A model's words for a request: what it is asked, what is taken from its answer, and how far they may change the order.
import assert from 'node:assert/strict';
import { parseExpansion, renderExpansionRequest } from '../../../src/core/codeIndex/expansion.ts';
import { mergeExpanded } from '../../../src/core/codeIndex/mergeExpanded.ts';
import type { RankedFile } from '../../../src/core/codeIndex/rank.ts';
import type { ModelRequest } from '../../../src/core/model/chat.ts';
import { expandSearch } from '../../../src/core/orchestrator/expandSearch.ts';
import type { RunPorts } from '../../../src/core/orchestrator/ports.ts';
import type { CodeQuery } from '../../../src/core/ports/codeIndex.ts';

const { signal } = new AbortController();
const ranked = (...paths: string[]): RankedFile[] => paths.map((path, i) => ({ path, file: i, score: 1 - i / paths.length, why: 'words' }));
const paths = (files: readonly RankedFile[]) => files.map(({ path }) => path);

describe('expansion', () => {
  it('shows the model folders and symbols that are there, and the request', () => {
    const hit = { path: 'src/auth/login.ts', range: { startLine: 0, endLine: 1 }, text: '', symbol: 'checkPassword', score: 1, why: '' };
    const request = renderExpansionRequest({ text: 'why am I thrown out', paths: ['src/auth/login.ts', 'docs/a.md'], hits: [hit] });
    const shown = request.messages.map(({ text }) => text).join('\n');
    for (const part of ['src/auth', 'docs', 'checkPassword', 'why am I thrown out']) assert.ok(shown.includes(part), part);
    assert.equal(request.role, 'expandQuery');
  });

  it('takes words from lists of any shape, each once, and no sentences', () => {
    const answer =
      '1. `maxLoginAttempts`\n- lockUntil\n* "isLocked", session.expire\nlockUntil\nHere is a long explanation of what I meant by all of that';
    assert.deepEqual(parseExpansion(answer), ['maxLoginAttempts', 'lockUntil', 'isLocked', 'session.expire']);
    assert.deepEqual(parseExpansion('   \n---\n'), []);
  });

  it('keeps the first two of the plain search among the five, whatever the model says', () => {
    const plain = ranked('a', 'b', 'c', 'd', 'e', 'f');
    const five = paths(mergeExpanded(plain, ranked('u', 'v', 'w', 'x', 'y', 'z'))).slice(0, 5);
    assert.ok(five.includes('a') && five.includes('b'), five.join());
  });

  it('lets the words count fully only where they lead to what the request leads to', () => {
    const plain = ranked('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i', 'j');
    assert.equal(paths(mergeExpanded(plain, ranked('c', 'b', 'a', 'd', 'e')))[0], 'c');
    assert.equal(paths(mergeExpanded(plain, ranked('z', 'y', 'x', 'w', 'v')))[0], 'a');
  });
});

describe('expanding a search', () => {
  const asked: ModelRequest[] = [];
  const queries: CodeQuery[] = [];
  const portsWith = (answer: string, hasFast: boolean): RunPorts =>
    ({
      index: {
        search: async (query: CodeQuery) => {
          queries.push(query);
          return [];
        },
      },
      reader: { list: async () => ['src/a.ts'] },
      clock: { now: () => 0, delay: () => new Promise(() => undefined) },
      model: {
        id: 'strong',
        ...(hasFast ? { cheaper: { id: 'small' } } : {}),
        stream: async function* (request: ModelRequest) {
          asked.push(request);
          yield { kind: 'text', text: answer };
          yield { kind: 'ended', end: { kind: 'complete', finishReason: 'stop' } };
        },
      },
    }) as unknown as RunPorts;
  const run = async (ports: RunPorts) => {
    asked.length = 0;
    queries.length = 0;
    const story = expandSearch({ kind: 'ask', text: 'why is it slow', focus: [] }, ports, signal);
    const events: string[] = [];
    for (;;) {
      const next = await story.next();
      if (next.done) {
        await next.value.search({ text: 'why is it slow', maxFiles: 5 }, signal);
        return events;
      }
      events.push(next.value.kind);
    }
  };

  it('asks the fast model once, tells the journal, and searches with its words', async () => {
    assert.deepEqual(await run(portsWith('cacheSize\nevict', true)), ['modelConsulted']);
    assert.equal(asked.length, 1);
    assert.deepEqual(queries.at(-1)?.terms, ['cacheSize', 'evict']);
  });

  it('asks nobody without a fast model, and searches plainly after a useless answer', async () => {
    assert.deepEqual(await run(portsWith('cacheSize', false)), []);
    assert.equal(asked.length, 0);
    assert.equal(queries.at(-1)?.terms, undefined);
    await run(portsWith('\n', true));
    assert.equal(queries.at(-1)?.terms, undefined);
  });
});
