// Answers whose bodies are mutated at random: whatever comes, one end, no effect without a whole answer, the same reading however it is cut.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ModelEvent } from '../../../src/core/model/chat.ts';
import { readAnswer } from '../../../src/node/models/answerBody.ts';
import { endOf, textOf } from '../../fakes/scriptedModel.ts';

const runs = process.env.UNDERSTUDY_LONG ? 10_000 : 1_000;
const chunk = (delta: object, finish: string | null = null) =>
  `data: ${JSON.stringify({ choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
const call = (part: object) => chunk({ tool_calls: [{ index: 0, ...part }] });
const bodies = [
  chunk({ role: 'assistant', content: '' }) +
    chunk({ content: 'Hello ' }) +
    chunk({ content: 'wörld 😀' }) +
    chunk({}, 'stop') +
    'data: [DONE]\n\n',
  call({ id: 'c1', function: { name: 'run_terminal_command', arguments: '{"cmd":' } }) +
    call({ function: { arguments: '"rm -rf dist"}' } }) +
    chunk({}, 'tool_calls') +
    'data: [DONE]\n\n',
  `: hi\r\n\r\n${chunk({ content: 'a' }).replaceAll('\n', '\r\n')}${chunk({ content: '\ud83d' })}${chunk({ content: '\ude00' })}${chunk({}, 'stop')}data: {"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\ndata: [DONE]\n\n`,
].map((text) => Buffer.from(text));

const mutation = fc.oneof(
  fc.record({ kind: fc.constant('cut' as const), at: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({
    kind: fc.constant('drop' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 40 }),
  }),
  fc.record({ kind: fc.constant('set' as const), at: fc.double({ min: 0, max: 1, noNaN: true }), byte: fc.integer({ min: 0, max: 255 }) }),
  fc.record({
    kind: fc.constant('double' as const),
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.integer({ min: 1, max: 120 }),
  }),
);
type Mutation = typeof mutation extends fc.Arbitrary<infer T> ? T : never;

function mutate(body: Buffer, change: Mutation): Buffer {
  const at = Math.floor(change.at * body.length);
  switch (change.kind) {
    case 'cut':
      return body.subarray(0, at);
    case 'drop':
      return Buffer.concat([body.subarray(0, at), body.subarray(at + change.length)]);
    case 'set':
      return Buffer.concat([body.subarray(0, at), Buffer.from([change.byte]), body.subarray(at + 1)]);
    case 'double':
      return Buffer.concat([body.subarray(0, at + change.length), body.subarray(at)]);
  }
}

async function read(body: Buffer, size: number): Promise<ModelEvent[]> {
  let at = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= body.length) return controller.close();
      controller.enqueue(body.subarray(at, at + size));
      at += size;
    },
  });
  const response = new Response(stream, { headers: { 'content-type': 'text/event-stream' } });
  const rules = { asked: { baseUrl: 'http://x/v1', model: 'm' }, idleMs: 5_000, firstByteMs: 5_000, signal: new AbortController().signal };
  const events: ModelEvent[] = [];
  for await (const event of readAnswer(response, rules)) events.push(event);
  return events;
}

const callsOf = (events: readonly ModelEvent[]) => events.flatMap((event) => (event.kind === 'toolCall' ? [event.call.argumentsJson] : []));
const outcomeOf = (events: readonly ModelEvent[]) => {
  const end = endOf(events);
  return end.kind === 'error' ? end.error : end.kind;
};

describe('reading answers', () => {
  it(`gives ${runs} mutated bodies one end and no effect unless they are whole`, async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...bodies),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 70 }),
        async (body, changes, size) => {
          const mutated = changes.reduce(mutate, body);
          const whole = await read(mutated, mutated.length + 1);
          const cut = await read(mutated, size);
          assert.equal(whole.filter((event) => event.kind === 'ended').length, 1);
          assert.equal(outcomeOf(whole), outcomeOf(cut));
          assert.deepEqual(callsOf(whole), callsOf(cut));
          assert.ok(textOf(whole).isWellFormed());
          if (outcomeOf(whole) === 'complete') {
            assert.equal(textOf(whole), textOf(cut));
            assert.match(mutated.toString('latin1'), /"finish_reason":"|\[DONE\]/);
            for (const args of callsOf(whole)) assert.equal(typeof JSON.parse(args), 'object');
          } else assert.deepEqual(callsOf(whole), []);
        },
      ),
      { numRuns: runs },
    );
  }).timeout(runs > 1_000 ? 300_000 : 30_000);

  it('never takes an answer for whole that was cut before its finish reason', async () => {
    for (const body of bodies) {
      const finish = body.indexOf('"finish_reason":"');
      for (let at = 0; at <= finish; at++) assert.notEqual(outcomeOf(await read(body.subarray(0, at), 4_096)), 'complete', `cut at ${at}`);
    }
  });
});
