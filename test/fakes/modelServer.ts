// A real HTTP server that speaks OpenAI chat completions and answers from recorded exchanges only.
// A prompt that no exchange fits gets an HTTP error and is kept in `failures`, so that a test that got past it fails too.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { answerText, type Exchange, findExchange, missingFrom, readExchanges } from './exchanges.ts';

export const demoModelName = 'recorded demo model';

export interface ModelServerOptions {
  /** Exchanges, or folders of exchange files. */
  readonly exchanges: readonly Exchange[] | string | readonly string[];
  readonly port?: number;
  /** What it calls its model. */
  readonly modelName?: string;
  /** Defaults for exchanges that do not say. */
  readonly chunkChars?: number;
  readonly chunkDelayMs?: number;
  /** Requests must carry this key; any other gets 401. */
  readonly apiKey?: string;
}

/** One request as it came: the parsed body, all its message texts joined, and the exchange that answered. */
export interface SeenRequest {
  readonly body: WireBody;
  readonly prompt: string;
  readonly headers: IncomingMessage['headers'];
  readonly exchange?: string;
  /** True once the client closed the connection before the answer was over. */
  aborted: boolean;
}

export interface ModelServer {
  /** Ends before /chat/completions. */
  readonly baseUrl: string;
  readonly requests: readonly SeenRequest[];
  /** One sentence per prompt that no exchange fitted: the nearest exchange and what was missing. Must be empty at the end of a test. */
  readonly failures: readonly string[];
  close(): Promise<void>;
}

interface WireMessage {
  readonly role: string;
  readonly content?: string | readonly { readonly text?: string }[] | null;
  readonly tool_calls?: readonly { readonly function: { readonly name: string; readonly arguments: string } }[];
}
export interface WireBody {
  readonly model: string;
  readonly stream?: boolean;
  readonly messages: readonly WireMessage[];
  readonly tools?: readonly unknown[];
}

/** Listens on 127.0.0.1; `port` 0 or none picks a free one. */
export async function startModelServer(options: ModelServerOptions): Promise<ModelServer> {
  const exchanges = loadExchanges(options.exchanges);
  const uses = new Map<Exchange, number>();
  const requests: SeenRequest[] = [];
  const failures: string[] = [];
  const server = createServer((request, response) => {
    response.on('error', () => response.destroy());
    serve(request, response).catch((thrown: unknown) => {
      failures.push(`The model server itself failed: ${String(thrown)}`);
      response.destroy();
    });
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', 'http://local').pathname;
    if (options.apiKey && request.headers.authorization !== `Bearer ${options.apiKey}`) {
      return sendJson(response, 401, { error: { message: 'Incorrect API key provided.', code: 'invalid_api_key' } });
    }
    if (request.method === 'GET' && path.endsWith('/models')) {
      return sendJson(response, 200, {
        object: 'list',
        data: [{ id: options.modelName ?? demoModelName, object: 'model', owned_by: 'understudy' }],
      });
    }
    if (request.method !== 'POST' || !path.endsWith('/chat/completions')) {
      return sendJson(response, 404, { error: { message: `Nothing here: ${path}` } });
    }
    const body = JSON.parse(await readText(request)) as WireBody;
    const prompt = body.messages.map(messageText).join('\n');
    const usable = exchanges.filter((each) => (uses.get(each) ?? 0) < (each.times ?? Number.POSITIVE_INFINITY));
    const found = findExchange(usable, prompt);
    const seen: SeenRequest = { body, prompt, headers: request.headers, aborted: false, ...(found ? { exchange: found.name } : {}) };
    requests.push(seen);
    response.on('close', () => {
      seen.aborted = !response.writableFinished;
    });
    if (!found) return refuseUnknown(response, usable, prompt);
    uses.set(found, (uses.get(found) ?? 0) + 1);
    await answer(response, found, body, options);
  }

  function refuseUnknown(response: ServerResponse, usable: readonly Exchange[], prompt: string): void {
    const nearest = usable
      .map((each) => ({ name: each.name, missing: missingFrom(each, prompt) }))
      .sort((a, b) => a.missing.length - b.missing.length)[0];
    const reason = nearest ? `The nearest is "${nearest.name}", but the prompt ${nearest.missing.join(' and ')}.` : 'None is left.';
    const failure = `No recorded exchange fits this prompt. ${reason}`;
    failures.push(failure);
    sendJson(response, 400, { error: { message: failure, type: 'invalid_request_error', code: 'no_recorded_exchange' } });
  }

  await new Promise<void>((ready) => server.listen(options.port ?? 0, '127.0.0.1', ready));
  const { port } = server.address() as AddressInfo;
  return {
    baseUrl: `http://127.0.0.1:${port}/v1`,
    requests,
    failures,
    close: () => {
      server.closeAllConnections();
      return new Promise((closed) => server.close(() => closed()));
    },
  };
}

function loadExchanges(source: ModelServerOptions['exchanges']): readonly Exchange[] {
  if (typeof source === 'string') return readExchanges(source);
  return source.flatMap((each) => (typeof each === 'string' ? readExchanges(each) : [each]));
}

async function answer(response: ServerResponse, exchange: Exchange, body: WireBody, options: ModelServerOptions): Promise<void> {
  const { fault } = exchange;
  if (fault?.kind === 'status') {
    if (fault.retryAfterS !== undefined) response.setHeader('retry-after', String(fault.retryAfterS));
    return sendJson(response, fault.status, fault.body ?? { error: { message: `Recorded refusal ${fault.status}.` } });
  }
  const text = answerText(exchange);
  if (body.stream === false) return sendJson(response, 200, wholeAnswer(exchange, text));
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  const upTo = fault ? Math.min(fault.afterChars, text.length) : text.length;
  const size = exchange.chunkChars ?? options.chunkChars ?? 32;
  const delayMs = exchange.chunkDelayMs ?? options.chunkDelayMs ?? 0;
  for (let at = 0; at < upTo && !response.destroyed; at += size) {
    send(response, { choices: [{ index: 0, delta: { content: text.slice(at, Math.min(at + size, upTo)) }, finish_reason: null }] });
    if (delayMs > 0) await pause(delayMs);
  }
  if (fault) return breakOff(response, fault);
  sendCalls(response, exchange);
  const reason = exchange.finishReason ?? (exchange.toolCalls ? 'tool_calls' : 'stop');
  send(response, { choices: [{ index: 0, delta: {}, finish_reason: reason }] });
  send(response, { choices: [], usage: usageOf(exchange, body, text) });
  response.end('data: [DONE]\n\n');
}

function sendCalls(response: ServerResponse, exchange: Exchange): void {
  for (const [index, call] of (exchange.toolCalls ?? []).entries()) {
    const made = { index, id: `call_${exchange.name}_${index}`, type: 'function', function: { name: call.name, arguments: '' } };
    send(response, { choices: [{ index: 0, delta: { tool_calls: [made] }, finish_reason: null }] });
    const rest = { index, function: { arguments: JSON.stringify(call.arguments) } };
    send(response, { choices: [{ index: 0, delta: { tool_calls: [rest] }, finish_reason: null }] });
  }
}

function breakOff(response: ServerResponse, fault: NonNullable<Exchange['fault']>): void {
  if (fault.kind === 'errorEvent') send(response, { error: { message: fault.message, type: 'server_error' } });
  if (fault.kind === 'garbage') response.write('data: {"choices": oops\n\n');
  if (fault.kind === 'reset') setTimeout(() => response.socket?.resetAndDestroy(), 20);
  else if (fault.kind !== 'stall') response.end();
}

function send(response: ServerResponse, chunk: object): void {
  const frame = { id: 'chatcmpl-recorded', object: 'chat.completion.chunk', created: 1_700_000_000, model: demoModelName };
  response.write(`data: ${JSON.stringify({ ...frame, ...chunk })}\n\n`);
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}

const usageOf = (exchange: Exchange, body: WireBody, text: string) => {
  const promptTokens = Math.ceil(body.messages.map(messageText).join('').length / 4);
  const counted = exchange.usage ?? { prompt_tokens: promptTokens, completion_tokens: Math.ceil(text.length / 4) };
  return { ...counted, total_tokens: counted.prompt_tokens + counted.completion_tokens };
};

const wholeAnswer = (exchange: Exchange, text: string) => ({
  id: 'chatcmpl-recorded',
  object: 'chat.completion',
  model: demoModelName,
  choices: [{ index: 0, message: { role: 'assistant', content: text }, finish_reason: exchange.finishReason ?? 'stop' }],
});

function messageText(message: WireMessage): string {
  const text = typeof message.content === 'string' ? message.content : (message.content ?? []).map((part) => part.text ?? '').join('');
  const calls = (message.tool_calls ?? []).map((call) => `${call.function.name}(${call.function.arguments})`);
  return [text, ...calls].join('\n');
}

async function readText(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString('utf8');
}
