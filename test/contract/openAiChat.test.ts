// The chat adapter against a real HTTP server.
import assert from 'node:assert/strict';
import type { ModelEvent, ModelRequest } from '../../src/core/model/chat.ts';
import { createOpenAiChat } from '../../src/node/models/openAiChat.ts';
import type { Exchange } from '../fakes/exchanges.ts';
import { demoModelName, type ModelServer, startModelServer } from '../fakes/modelServer.ts';

const ask = (text: string): ModelRequest => ({ messages: [{ role: 'user', text }] });

async function collect(events: AsyncIterable<ModelEvent>): Promise<ModelEvent[]> {
  const all: ModelEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

const endOf = (events: readonly ModelEvent[]) => {
  const last = events.at(-1);
  assert.equal(last?.kind, 'ended');
  return last.end;
};
const textOf = (events: readonly ModelEvent[]) => events.map((event) => (event.kind === 'text' ? event.text : '')).join('');

const exchanges: Exchange[] = [
  { name: 'plain', needs: ['say hello'], answer: 'Hello, 世界!' },
  { name: 'tools', needs: ['read the file'], toolCalls: [{ name: 'read_file', arguments: { path: 'a.ts' } }] },
  { name: 'cut', needs: ['be cut'], answer: 'abcdefgh', fault: { kind: 'cut', afterChars: 4 } },
  { name: 'reset', needs: ['be reset'], answer: 'abcdefgh', fault: { kind: 'reset', afterChars: 4 } },
  { name: 'stall', needs: ['stall'], answer: 'abcdefgh', fault: { kind: 'stall', afterChars: 4 } },
  { name: 'error', needs: ['fail midway'], answer: 'abcdefgh', fault: { kind: 'errorEvent', afterChars: 4, message: 'engine dead' } },
  { name: 'garbage', needs: ['garbage'], answer: 'abcdefgh', fault: { kind: 'garbage', afterChars: 4 } },
  { name: 'limit', needs: ['too fast'], fault: { kind: 'status', status: 429, retryAfterS: 7 } },
];

describe('OpenAI-compatible chat', () => {
  let server: ModelServer;
  const signal = new AbortController().signal;
  const chat = (options: { idleMs?: number; apiKey?: string } = {}) =>
    createOpenAiChat({ baseUrl: server.baseUrl, model: demoModelName, ...options });
  before(async () => {
    server = await startModelServer({ exchanges, chunkChars: 3 });
  });
  after(() => server.close());

  it('streams text, then usage, then a complete end', async () => {
    const events = await collect(chat().stream(ask('say hello'), signal));
    assert.equal(textOf(events), 'Hello, 世界!');
    assert.equal(events.at(-2)?.kind, 'usage');
    assert.deepEqual(endOf(events), { kind: 'complete', finishReason: 'stop' });
  });

  it('gives tool calls only once the answer is complete', async () => {
    const events = await collect(chat().stream(ask('read the file'), signal));
    const calls = events.flatMap((event) => (event.kind === 'toolCall' ? [event.call] : []));
    assert.deepEqual(
      calls.map(({ name, argumentsJson }) => ({ name, argumentsJson })),
      [{ name: 'read_file', argumentsJson: '{"path":"a.ts"}' }],
    );
  });

  for (const [words, end] of [
    ['be cut', 'truncated'],
    ['be reset', 'truncated'],
    ['fail midway', 'server'],
    ['garbage', 'malformed'],
    ['stall', 'timeout'],
  ] as const) {
    it(`ends as ${end} when asked to ${words}`, async () => {
      const events = await collect(chat({ idleMs: words === 'stall' ? 300 : 10_000 }).stream(ask(words), signal));
      const judged = endOf(events);
      assert.equal(judged.kind === 'error' ? judged.error : judged.kind, end);
      assert.ok('abcd'.startsWith(textOf(events)));
    });
  }

  it('passes on how long a rate limit asks to wait', async () => {
    const end = endOf(await collect(chat().stream(ask('too fast'), signal)));
    assert.ok(end.kind === 'error' && end.error === 'rateLimit' && end.retryAfterMs === 7_000);
  });

  it('ends as cancelled when aborted in mid-answer, and the server sees it', async () => {
    const stop = new AbortController();
    const events: ModelEvent[] = [];
    for await (const event of chat().stream(ask('stall'), stop.signal)) {
      events.push(event);
      stop.abort();
    }
    assert.deepEqual(endOf(events), { kind: 'cancelled' });
    await new Promise((done) => setTimeout(done, 50));
    assert.equal(server.requests.at(-1)?.aborted, true);
  });

  it('ends as cancelled when aborted before it began, without asking', async () => {
    const asked = server.requests.length;
    const stop = new AbortController();
    stop.abort();
    assert.deepEqual(endOf(await collect(chat().stream(ask('say hello'), stop.signal))), { kind: 'cancelled' });
    assert.equal(server.requests.length, asked);
  });

  it('says so when nobody listens', async () => {
    const model = createOpenAiChat({ baseUrl: 'http://127.0.0.1:9/v1', model: 'm' });
    const end = endOf(await collect(model.stream(ask('say hello'), signal)));
    assert.ok(end.kind === 'error' && end.error === 'unreachable' && end.message.includes('http://127.0.0.1:9/v1'));
  });

  it('refuses a base URL that is none', () => {
    assert.throws(() => createOpenAiChat({ baseUrl: 'api.example', model: 'm' }), { code: 'model.badBaseUrl' });
  });

  it('sends no key and no SDK telemetry where none is set', async () => {
    await collect(chat().stream(ask('say hello'), signal));
    const headers = server.requests.at(-1)?.headers ?? {};
    assert.deepEqual(
      Object.keys(headers).filter((name) => name === 'authorization' || name.startsWith('x-stainless')),
      [],
    );
  });
});

describe('recorded demo model', () => {
  it('refuses a prompt that lacks the needed text, and remembers it', async () => {
    const server = await startModelServer({ exchanges: [{ name: 'only', needs: ['the right context'], answer: 'x' }] });
    const model = createOpenAiChat({ baseUrl: server.baseUrl, model: demoModelName });
    const end = endOf(await collect(model.stream(ask('something else'), new AbortController().signal)));
    await server.close();
    assert.ok(end.kind === 'error' && end.error === 'badRequest');
    assert.match(server.failures[0] ?? '', /lacks "the right context"/);
  });

  it('prefers the most demanding exchange, so that a repair needs the compiler’s words', async () => {
    const server = await startModelServer({
      exchanges: [
        { name: 'first', needs: ['context'], answer: 'first' },
        { name: 'repair', needs: ['context', 'TS2322'], answer: 'repaired' },
      ],
    });
    const model = createOpenAiChat({ baseUrl: server.baseUrl, model: demoModelName });
    const first = await collect(model.stream(ask('context'), new AbortController().signal));
    const repaired = await collect(model.stream(ask('context, error TS2322'), new AbortController().signal));
    await server.close();
    assert.deepEqual([textOf(first), textOf(repaired)], ['first', 'repaired']);
  });
});
