// A prompt that is too long, over real HTTP: whatever words the server refuses it with, less is sent until it fits, or the run stops clearly.
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { readRun } from '../../src/core/orchestrator/readRun.ts';
import { replayRun } from '../../src/core/orchestrator/replayRun.ts';
import { startRun } from '../../src/core/orchestrator/startRun.ts';
import { connectModels } from '../../src/core/routing/connectModels.ts';
import { sha256 } from '../../src/node/hash.ts';
import { createOpenAiChat } from '../../src/node/models/openAiChat.ts';
import { createRunBench, ofKind, requestFor, watch } from '../fakes/runBench.ts';

/** Status, body and, where a server has one, its code; as the servers named put it. */
const wordings: readonly (readonly [string, number, unknown])[] = [
  [
    'OpenAI',
    400,
    {
      error: {
        message:
          "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens. Please reduce the length of the messages.",
        type: 'invalid_request_error',
        code: 'context_length_exceeded',
      },
    },
  ],
  [
    'Azure',
    400,
    {
      error: {
        message:
          'Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in 300000 tokens. Please reduce the length of the messages.',
        code: 'context_length_exceeded',
      },
    },
  ],
  ['Anthropic', 400, { error: { type: 'invalid_request_error', message: 'prompt is too long: 210000 tokens > 200000 maximum' } }],
  [
    'Anthropic, with the answer',
    400,
    {
      error: {
        type: 'invalid_request_error',
        message:
          'input length and `max_tokens` exceed context limit: 190000 + 20000 > 200000, decrease input length or `max_tokens` and try again',
      },
    },
  ],
  [
    'Gemini',
    400,
    [
      {
        error: {
          code: 400,
          message: 'The input token count (1200000) exceeds the maximum number of tokens allowed (1048576).',
          status: 'INVALID_ARGUMENT',
        },
      },
    ],
  ],
  [
    'Mistral',
    400,
    {
      object: 'error',
      message: 'Prompt contains 40000 tokens and 0 draft tokens, too large for model with 32768 maximum context length',
      type: 'invalid_request_prompt',
    },
  ],
  [
    'DeepSeek',
    400,
    {
      error: {
        message:
          "This model's maximum context length is 65536 tokens. However, you requested 70000 tokens (62000 in the messages, 8000 in the completion).",
        type: 'invalid_request_error',
      },
    },
  ],
  [
    'OpenRouter',
    400,
    {
      error: {
        message:
          'This endpoint\'s maximum context length is 131072 tokens. However, you requested about 150000 tokens. Please reduce the length of either one, or use the "middle-out" transform to compress your prompt automatically.',
        code: 400,
      },
    },
  ],
  [
    'llama.cpp',
    400,
    {
      error: {
        code: 400,
        message: 'the request exceeds the available context size. try increasing the context size or enable context shift',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 9000,
        n_ctx: 4096,
      },
    },
  ],
  ['llama.cpp, older', 500, { error: { code: 500, message: 'context size exceeded', type: 'server_error' } }],
  [
    'vLLM',
    400,
    {
      object: 'error',
      message:
        "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens in the messages, Please reduce the length of the messages.",
      type: 'BadRequestError',
      code: 400,
    },
  ],
  [
    'vLLM, prompt alone',
    400,
    {
      object: 'error',
      message:
        'The decoder prompt (length 5000) is longer than the maximum model length of 4096. Make sure that `max_model_len` is no smaller than the number of text tokens.',
      type: 'BadRequestError',
    },
  ],
  [
    'LM Studio',
    400,
    {
      error:
        'The number of tokens to keep from the initial prompt is greater than the context length. Try to load the model with a larger context length, or provide a shorter input',
    },
  ],
  [
    'LM Studio, newer',
    400,
    {
      error:
        'Trying to keep the first 5000 tokens when context the overflows. However, the model is loaded with context length of only 4096 tokens',
    },
  ],
  [
    'TGI',
    422,
    {
      error:
        'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. Given: 5000 `inputs` tokens and 0 `max_new_tokens`',
      error_type: 'validation',
    },
  ],
  ['Bedrock', 400, { message: 'Input is too long for requested model.' }],
  [
    'Groq',
    413,
    {
      error: {
        message:
          'Request too large for model `x` in organization `y`: Limit 6000, Requested 9000, please reduce your message size and try again.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
    },
  ],
  ['Cohere', 400, { message: 'too many tokens: total number of tokens in the prompt cannot exceed 128000 - received 130000.' }],
  ['a proxy', 413, '<html>413 Request Entity Too Large</html>'],
];

const file = (name: string) =>
  Array.from({ length: 150 }, (_, at) => `export const ${name}Value${at} = compute${at % 9}('${name} ${at}');`).join('\n');
const files = {
  'src/goal.ts': 'export const retries = 2;\n',
  'src/one.ts': file('one'),
  'src/two.ts': file('two'),
  'src/three.ts': file('three'),
};
const edit = 'src/goal.ts\n<<<<<<< SEARCH\nexport const retries = 2;\n=======\nexport const retries = 3;\n>>>>>>> REPLACE\n';
const earlier = Array.from({ length: 8 }, (_, at) => [
  { role: 'user', text: `Question ${at} about the retries in src/goal.ts. ${'More words. '.repeat(60)}` },
  { role: 'assistant', text: `Answer ${at}. ${'Many words. '.repeat(200)}` },
]).flat() as { role: 'user' | 'assistant'; text: string }[];

interface Seen {
  readonly model: string;
  readonly length: number;
  readonly text: string;
}

describe('a prompt that is too long', () => {
  let server: Server;
  let refusal: readonly [number, unknown];
  let most = 0;
  let seen: Seen[];
  before(async () => {
    server = createServer(async (request, response) => {
      const parts: Buffer[] = [];
      for await (const part of request) parts.push(part as Buffer);
      const body = JSON.parse(Buffer.concat(parts).toString('utf8')) as { model: string; messages: { content: string }[] };
      const text = body.messages.map((message) => message.content).join('\n');
      seen.push({ model: body.model, length: text.length, text });
      if (body.model === 'strong' && text.length > most) {
        response.writeHead(refusal[0], { 'content-type': typeof refusal[1] === 'string' ? 'text/html' : 'application/json' });
        response.end(typeof refusal[1] === 'string' ? refusal[1] : JSON.stringify(refusal[1]));
        return;
      }
      const answer = body.model === 'small' ? '- the person wants three retries in src/goal.ts' : edit;
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write(`data: ${JSON.stringify({ choices: [{ index: 0, delta: { content: answer }, finish_reason: null }] })}\n\n`);
      response.end(`data: ${JSON.stringify({ choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] })}\n\ndata: [DONE]\n\n`);
    });
    await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  });
  after(() => server.close());
  beforeEach(() => {
    seen = [];
  });

  async function run(names: string, room: number, words: readonly [number, unknown]) {
    most = room;
    refusal = words;
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
    const wanted = { baseUrl, names, role: 'edit', localOnly: false } as const;
    const model = connectModels(wanted, {
      open: createOpenAiChat,
      clock: { now: Date.now, delay: async () => undefined },
      random: Math.random,
    });
    assert.ok(model);
    const bench = createRunBench({ files, model });
    const plain = requestFor('Three retries in src/goal.ts, looking at one, two and three.');
    const request = { ...plain.request, focus: Object.keys(files).map((path) => ({ path })), chat: { id: 'c', earlier } };
    const environment = {
      ...bench.host.environment,
      ...(model.cheaper ? { cheaper: model.cheaper } : {}),
      ...(model.facts ? { modelFacts: model.facts } : {}),
    };
    const started = startRun({ ...plain, request }, { ...bench.host, environment }, new AbortController().signal);
    const watched = await watch(started);
    const recorded = await readRun(started.id, bench.journal);
    assert.equal((await replayRun(recorded, sha256, new AbortController().signal)).kind, 'same');
    return watched;
  }

  for (const [server, status, body] of wordings) {
    it(`is sent smaller when it is refused in the words of ${server}`, async () => {
      const { events, outcome } = await run('strong', 20_000, [status, body]);
      assert.equal(outcome.kind, 'forReview', JSON.stringify(outcome));
      assert.ok(ofKind(events, 'notice').some(({ text }) => text.includes('sending less context')));
      const lengths = seen.map(({ length }) => length);
      assert.deepEqual(
        lengths,
        [...new Set(lengths)].sort((a, b) => b - a),
        'each try is smaller than the one before',
      );
    });
  }

  it('goes with the conversation as the fast model summarised it, and the original stays in the journal', async () => {
    const { events, outcome } = await run('strong, fast=small', 14_000, [wordings[0]![1], wordings[0]![2]]);
    assert.equal(outcome.kind, 'forReview');
    assert.deepEqual(
      ofKind(events, 'modelConsulted').map(({ role, end }) => [role, end]),
      [
        ['expandQuery', 'complete'],
        ['summarise', 'complete'],
      ],
    );
    assert.match(
      seen.findLast(({ model }) => model === 'strong')?.text ?? '',
      /I asked first:\nQuestion 0[\s\S]*the person wants three retries/,
    );
    assert.equal(ofKind(events, 'runStarted')[0]?.request.chat?.earlier.length, earlier.length);
  });

  it('stops clearly when nothing smaller is left', async () => {
    const { outcome } = await run('strong', 10, [wordings[0]![1], wordings[0]![2]]);
    assert.ok(
      outcome.kind === 'incomplete' && outcome.error === 'contextLength' && /Select less, start a new conversation/.test(outcome.reason),
    );
    assert.ok(seen.length >= 3 && seen.length <= 5, `${seen.length} tries`);
  });
});
