// Model lists and local servers over real HTTP; the queue; the proxy.
import assert from 'node:assert/strict';
import { createServer, request as requestHttp, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import type { ModelRequest } from '../../src/core/model/chat.ts';
import { connectModels, type ModelEndpoint } from '../../src/core/routing/connectModels.ts';
import { listTells } from '../../src/core/routing/vendors.ts';
import { systemClock } from '../../src/node/clock.ts';
import { askListedFacts } from '../../src/node/models/listedFacts.ts';
import { findLocalServers, listModels } from '../../src/node/models/modelLists.ts';
import { createModelQueue } from '../../src/node/models/modelQueue.ts';
import { createOpenAiChat } from '../../src/node/models/openAiChat.ts';
import { createProxyFetch, proxyFromEnvironment } from '../../src/node/models/proxyFetch.ts';
import { demoModelName, type ModelServer, startModelServer } from '../fakes/modelServer.ts';
import { answer, collect, endOf, scriptedModel, textOf } from '../fakes/scriptedModel.ts';

const signal = new AbortController().signal;
const request = { messages: [{ role: 'user', text: 'hi' }] } as const;

async function serve(status: number, body: unknown): Promise<{ baseUrl: string; server: Server }> {
  const server = createServer((_, response) => {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify(body));
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`, server };
}

describe('model lists', () => {
  it('read names, context sizes and prices in the forms that servers use', async () => {
    const { baseUrl, server } = await serve(200, {
      data: [
        { id: 'b', context_length: 1000, pricing: { prompt: '0.000002', completion: '0.000008' } },
        { id: 'models/a', max_model_len: 4096 },
        { id: 'c', meta: { n_ctx_train: 8192 }, pricing: { prompt: '-1', completion: '-1' } },
        { name: 'no id' },
      ],
    });
    const models = await listModels({ baseUrl }, signal);
    server.close();
    assert.deepEqual(models, [
      { id: 'a', contextTokens: 4096 },
      { id: 'b', contextTokens: 1000, price: { input: 2, output: 8 } },
      { id: 'c', contextTokens: 8192 },
    ]);
  });

  for (const [status, body, code] of [
    [401, {}, 'model.wrongKey'],
    [404, {}, 'model.noList'],
    [200, { hello: 1 }, 'model.noList'],
  ] as const) {
    it(`say what to do when the endpoint answers ${status} with ${JSON.stringify(body)}`, async () => {
      const { baseUrl, server } = await serve(status, body);
      await assert.rejects(listModels({ baseUrl }, signal), { code });
      server.close();
    });
  }

  it('say what to do when nobody listens', async () => {
    await assert.rejects(listModels({ baseUrl: 'http://127.0.0.1:9/v1' }, signal), { code: 'model.unreachable' });
  });
});

describe('what a list tells of the named models', () => {
  it('goes before the table, and keeps prompts within the size that the server was started with', async () => {
    const { baseUrl, server } = await serve(200, {
      data: [{ id: 'gpt-4o', max_model_len: 4096, pricing: { prompt: '0.000002', completion: '0.000008' } }],
    });
    const listed = await askListedFacts({ baseUrl });
    server.close();
    const open = ({ model, facts }: ModelEndpoint) => ({ ...scriptedModel(model, answer('x')), facts });
    const ports = { open, clock: systemClock, random: Math.random };
    const local = connectModels({ baseUrl, names: 'gpt-4o', role: 'edit', localOnly: false, listed }, ports);
    assert.deepEqual([local?.facts?.contextTokens, local?.facts?.price], [4096, { input: 0, output: 0 }]);
    const far = connectModels({ baseUrl: 'https://api.openai.com/v1', names: 'gpt-4o', role: 'edit', localOnly: false, listed }, ports);
    assert.deepEqual(far?.facts?.price, { input: 2, output: 8 });
  });

  it('is nothing where no list comes in time, and is not asked of anybody far away when that is not wanted', async () => {
    const silent = createServer(() => undefined);
    await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
    const baseUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`;
    assert.deepEqual(await askListedFacts({ baseUrl }), []);
    silent.closeAllConnections();
    silent.close();
    assert.deepEqual(await askListedFacts({ baseUrl: 'http://127.0.0.1:9/v1' }), []);
    assert.ok(listTells('https://models.example/v1', false) && listTells(baseUrl, true));
    assert.ok(!listTells('https://models.example/v1', true) && !listTells('https://api.openai.com/v1', false));
  });
});

describe('local servers', () => {
  it('are found where they answer, and not waited for where they do not', async () => {
    const running = await startModelServer({ exchanges: [] });
    const silent = createServer(() => undefined);
    await new Promise<void>((ready) => silent.listen(0, '127.0.0.1', ready));
    const silentUrl = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/v1`;
    const places = [
      { id: 'ollama', baseUrl: running.baseUrl },
      { id: 'lmstudio', baseUrl: 'http://127.0.0.1:9/v1' },
      { id: 'vllm', baseUrl: silentUrl },
    ];
    const found = await findLocalServers(places, 3_000, signal);
    await running.close();
    silent.closeAllConnections();
    silent.close();
    assert.deepEqual(
      found.map((each) => [each.vendor, each.models.map((model) => model.id)]),
      [['ollama', [demoModelName]]],
    );
  });
});

describe('model queue', () => {
  it('lets the waiting person go before background work, and one endpoint not hold up another', async () => {
    const order: string[] = [];
    const model = (name: string) =>
      scriptedModel(name, async function* () {
        order.push(name);
        await new Promise((done) => setTimeout(done, 10));
        yield* answer(name);
      });
    const queue = createModelQueue(1);
    const calls = [
      queue.lineUp(model('first'), 'a', 'background'),
      queue.lineUp(model('index'), 'a', 'background'),
      queue.lineUp(model('task'), 'a', 'task'),
      queue.lineUp(model('person'), 'a', 'person'),
      queue.lineUp(model('elsewhere'), 'b', 'background'),
    ];
    await Promise.all(calls.map((each) => collect(each.stream(request, signal))));
    assert.deepEqual(order, ['first', 'elsewhere', 'person', 'task', 'index']);
  });

  it('lets a person who waits go before the summaries and searches of other runs', async () => {
    const order: string[] = [];
    const model = scriptedModel('one', async function* (asked) {
      order.push(asked.messages.map((message) => message.text).join());
      await new Promise((done) => setTimeout(done, 10));
      yield* answer('x');
    });
    const line = createModelQueue(1).lineUp(model, 'a', 'person');
    const asked = (text: string, role?: ModelRequest['role']) =>
      collect(line.stream({ messages: [{ role: 'user', text }], ...(role ? { role } : {}) }, signal));
    await Promise.all([
      asked('runs'),
      asked('summary', 'summarise'),
      asked('words', 'expandQuery'),
      asked('person'),
      asked('repair', 'repair'),
    ]);
    assert.deepEqual(order, ['runs', 'person', 'repair', 'summary', 'words']);
  });

  it('ends a call as cancelled that is aborted while it waits', async () => {
    const queue = createModelQueue(1);
    const hold = scriptedModel('hold', async function* () {
      await new Promise((done) => setTimeout(done, 50));
      yield* answer('x');
    });
    const stop = new AbortController();
    const holding = collect(queue.lineUp(hold, 'a', 'person').stream(request, signal));
    const waiting = collect(queue.lineUp(hold, 'a', 'person').stream(request, stop.signal));
    stop.abort();
    assert.deepEqual(endOf(await waiting), { kind: 'cancelled' });
    await holding;
    assert.equal(hold.calls.length, 1);
  });
});

describe('proxy', () => {
  let model: ModelServer;
  let proxy: Server;
  const seen: string[] = [];
  before(async () => {
    model = await startModelServer({ exchanges: [{ name: 'hi', needs: ['hi'], answer: 'through the proxy' }] });
    proxy = createServer((incoming, response) => {
      seen.push(`${incoming.method} ${incoming.url} ${incoming.headers['proxy-authorization'] ?? ''}`);
      const target = new URL(model.baseUrl);
      const path = new URL(incoming.url ?? '').pathname;
      const onward = requestHttp(
        { host: target.hostname, port: target.port, path, method: incoming.method, headers: incoming.headers },
        (back) => {
          const parts: Buffer[] = [];
          back.on('data', (part: Buffer) => parts.push(part));
          back.on('end', () => {
            response.writeHead(back.statusCode ?? 502, { ...back.headers, 'content-encoding': 'gzip', 'transfer-encoding': 'chunked' });
            response.end(gzipSync(Buffer.concat(parts)));
          });
        },
      );
      incoming.pipe(onward);
    });
    proxy.on('connect', (incoming, socket) => {
      seen.push(`CONNECT ${incoming.url}`);
      const onward = connect(9, '127.0.0.1');
      onward.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
    });
    await new Promise<void>((ready) => proxy.listen(0, '127.0.0.1', ready));
  });
  after(async () => {
    await model.close();
    proxy.closeAllConnections();
    proxy.close();
  });
  const chatThrough = (baseUrl: string) => {
    const address = `http://me:pw@127.0.0.1:${(proxy.address() as AddressInfo).port}`;
    return createOpenAiChat({ baseUrl, model: demoModelName, fetch: createProxyFetch({ proxy: address }) });
  };

  it('carries plain requests, its own login, and a gzipped answer', async () => {
    const events = await collect(chatThrough('http://models.example/v1').stream(request, signal));
    assert.equal(textOf(events), 'through the proxy');
    assert.equal(endOf(events).kind, 'complete');
    assert.equal(seen.at(-1), `POST http://models.example/v1/chat/completions Basic ${Buffer.from('me:pw').toString('base64')}`);
  });

  it('asks for a tunnel to secure addresses, and says so when there is none', async () => {
    const end = endOf(await collect(chatThrough('https://models.example/v1').stream(request, signal)));
    assert.equal(seen.at(-1), 'CONNECT models.example:443');
    assert.ok(end.kind === 'error' && end.error === 'unreachable' && end.message.includes('502'));
  });

  it('is not used for this machine', async () => {
    const before = seen.length;
    assert.equal(textOf(await collect(chatThrough(model.baseUrl).stream(request, signal))), 'through the proxy');
    assert.equal(seen.length, before);
  });

  it('is read from the environment as other programs read it', () => {
    assert.deepEqual(proxyFromEnvironment('https://x.example/v1', { HTTPS_PROXY: 'http://p:1', no_proxy: 'y' }), {
      proxy: 'http://p:1',
      noProxy: 'y',
    });
    assert.equal(proxyFromEnvironment('http://x.example/v1', { HTTPS_PROXY: 'http://p:1' }), undefined);
  });
});
