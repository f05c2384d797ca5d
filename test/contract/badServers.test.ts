// Servers that misbehave, over real HTTP.
import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { createOpenAiChat } from '../../src/node/models/openAiChat.ts';
import { collect, endOf, textOf } from '../fakes/scriptedModel.ts';

const event = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const whole = `${event({ content: 'hello' })}${event({}, 'stop')}data: [DONE]\n\n`;
const eventStream = { 'content-type': 'text/event-stream' };

describe('misbehaving servers', () => {
  let server: Server;
  let behave: (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;
  let baseUrl: string;
  before(async () => {
    server = createServer((request, response) => {
      request.resume();
      response.on('error', () => response.destroy());
      void behave(request, response);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  async function ask(options: { idleMs?: number; firstByteMs?: number } = {}) {
    const model = createOpenAiChat({ baseUrl, model: 'm', apiKey: 'secret-key-1', idleMs: 8_000, ...options });
    const events = await collect(model.stream({ messages: [{ role: 'user', text: 'hi' }] }, new AbortController().signal));
    const end = endOf(events);
    return { text: textOf(events), outcome: end.kind === 'error' ? end.error : end.kind, message: end.kind === 'error' ? end.message : '' };
  }

  it('slow-loris: bytes that trickle without ever making an event end as timeout', async () => {
    behave = async (_, response) => {
      response.writeHead(200, eventStream);
      while (!response.destroyed) {
        response.write(': keep-alive\n\n');
        await pause(20);
      }
    };
    const started = Date.now();
    assert.equal((await ask({ idleMs: 100 })).outcome, 'timeout');
    assert.ok(Date.now() - started < 30_000);
  });

  it('slow but alive: an answer may take many times the idle limit', async () => {
    behave = async (_, response) => {
      response.writeHead(200, eventStream);
      for (const letter of 'steadily') {
        response.write(event({ content: letter }));
        await pause(400);
      }
      response.end(event({}, 'stop'));
    };
    assert.deepEqual(await ask({ idleMs: 1_500 }), { text: 'steadily', outcome: 'complete', message: '' });
  });

  it('waits longer for the first byte than inside an answer', async () => {
    behave = async (_, response) => {
      await pause(600);
      response.writeHead(200, eventStream);
      response.end(whole);
    };
    assert.equal((await ask({ idleMs: 300, firstByteMs: 15_000 })).outcome, 'complete');
    assert.equal((await ask({ idleMs: 300 })).outcome, 'timeout');
  });

  it('reset before and inside the answer', async () => {
    behave = (_, response) => void response.socket?.resetAndDestroy();
    assert.equal((await ask()).outcome, 'unreachable');
    behave = (_, response) => {
      response.writeHead(200, eventStream);
      response.write(event({ content: 'hel' }));
      setTimeout(() => response.socket?.resetAndDestroy(), 30);
    };
    assert.deepEqual(await ask().then(({ text, outcome }) => [text, outcome]), ['hel', 'truncated']);
  });

  it('reset after the finish reason takes nothing away', async () => {
    behave = (_, response) => {
      response.writeHead(200, eventStream);
      response.write(event({ content: 'hello' }) + event({}, 'stop'));
      setTimeout(() => response.socket?.resetAndDestroy(), 30);
    };
    assert.equal((await ask()).outcome, 'complete');
  });

  it('one huge event, and many events in one piece', async () => {
    const long = 'x'.repeat(3_000_000);
    behave = (_, response) => {
      response.writeHead(200, eventStream);
      response.end(event({ content: long }) + event({ content: 'y' }).repeat(10_000) + event({}, 'stop'));
    };
    const { text, outcome } = await ask({ idleMs: 5_000 });
    assert.equal(outcome, 'complete');
    assert.equal(text.length, 3_010_000);
  });

  for (const [type, outcome] of [
    ['text/plain', 'complete'],
    ['application/octet-stream', 'complete'],
    ['text/html', 'notStream'],
  ] as const) {
    it(`content type ${type} for an event stream: ${outcome}`, async () => {
      behave = (_, response) => {
        response.writeHead(200, { 'content-type': type });
        response.end(whole);
      };
      assert.equal((await ask()).outcome, outcome);
    });
  }

  it('compressed answers, whole and cut', async () => {
    for (const [encoding, compress] of [
      ['gzip', gzipSync],
      ['br', brotliCompressSync],
    ] as const) {
      const bytes = compress(Buffer.from(whole));
      behave = (_, response) => {
        response.writeHead(200, { ...eventStream, 'content-encoding': encoding });
        response.end(bytes);
      };
      assert.equal((await ask()).outcome, 'complete');
      behave = (_, response) => {
        response.writeHead(200, { ...eventStream, 'content-encoding': encoding });
        response.end(bytes.subarray(0, bytes.length - 20));
      };
      assert.notEqual((await ask()).text, undefined);
      assert.notEqual((await ask()).outcome, 'complete');
    }
  });

  for (const status of [301, 302, 307, 308]) {
    it(`redirect ${status}: the prompt is not sent on, and the message names the target`, async () => {
      const seen: string[] = [];
      behave = (request, response) => {
        seen.push(request.url ?? '');
        response.writeHead(status, { location: 'https://elsewhere.example/v1/chat/completions' });
        response.end();
      };
      const { outcome, message } = await ask();
      assert.equal(outcome, 'notStream');
      assert.match(message, /redirects to https:\/\/elsewhere\.example/);
      assert.equal(seen.length, 1);
    });
  }

  it('content length that promises more than comes', async () => {
    behave = (_, response) => {
      response.writeHead(200, { ...eventStream, 'content-length': '10000' });
      response.write(event({ content: 'half' }));
      setTimeout(() => response.destroy(), 30);
    };
    assert.equal((await ask()).outcome, 'truncated');
  });

  it('leaves out the fields that an endpoint refuses, and goes on without them', async () => {
    const bodies: Record<string, unknown>[] = [];
    behave = async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as Record<string, unknown>;
      bodies.push(body);
      const refuse = (message: string) => {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message } }));
      };
      if ('max_tokens' in body) return refuse("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.");
      if ('stream_options' in body) return refuse('Extra inputs are not permitted: stream_options');
      response.writeHead(200, eventStream);
      response.end(whole);
    };
    const model = createOpenAiChat({ baseUrl, model: 'm' });
    const ask = () =>
      collect(model.stream({ messages: [{ role: 'user', text: 'hi' }], maxOutputTokens: 50 }, new AbortController().signal));
    assert.equal(textOf(await ask()), 'hello');
    assert.equal(bodies.length, 3);
    assert.equal(textOf(await ask()), 'hello');
    assert.equal(bodies.length, 4, 'what was learnt is kept');
    assert.equal(bodies[3]?.max_completion_tokens, 50);
  });

  for (const [status, body, kind] of [
    [402, { error: { message: 'Insufficient Balance' } }, 'quota'],
    [403, { error: { message: 'no access to this model' } }, 'auth'],
    [413, { error: { message: 'Request Entity Too Large' } }, 'contextLength'],
    [400, { error: { message: 'prompt is too long: 210000 tokens > 200000 maximum' } }, 'contextLength'],
    [
      400,
      { error: { message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).' } },
      'contextLength',
    ],
    [400, { error: { type: 'exceed_context_size_error', message: 'the request exceeds the available context size' } }, 'contextLength'],
    [
      400,
      { object: 'error', message: 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length' },
      'contextLength',
    ],
    [400, { error: { message: 'Input is too long for requested model.' } }, 'contextLength'],
    [422, { error: '`inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000' }, 'contextLength'],
    [400, { error: { message: 'API key not valid. Please pass a valid API key.' } }, 'auth'],
    [400, [{ error: { code: 400, message: 'API key expired', status: 'INVALID_ARGUMENT' } }], 'auth'],
    [429, { error: { code: 'insufficient_quota', message: 'You exceeded your current quota' } }, 'quota'],
    [429, 'slow down', 'rateLimit'],
    [404, { error: { message: "model 'x' not found, try pulling it first" } }, 'notFound'],
    [400, { error: { message: 'messages: field required' } }, 'badRequest'],
    [529, { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }, 'server'],
    [401, { error: { message: 'Incorrect API key provided: secret-key-1.' } }, 'auth'],
    [503, '<html>Service Unavailable</html>', 'server'],
  ] as const) {
    it(`${status} ${JSON.stringify(body).slice(0, 70)} means ${kind}`, async () => {
      behave = (_, response) => {
        response.writeHead(status, { 'content-type': 'application/json' });
        response.end(typeof body === 'string' ? body : JSON.stringify(body));
      };
      const { outcome, message } = await ask();
      assert.equal(outcome, kind, message);
      assert.ok(!message.includes('secret-key-1'));
    });
  }
});
