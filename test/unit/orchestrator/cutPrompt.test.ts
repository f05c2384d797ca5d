// A server that cuts the prompt and says nothing: its own count gives it away.
import assert from 'node:assert/strict';
import type { ModelEvent, TokenUsage } from '../../../src/core/model/chat.ts';
import { startRun } from '../../../src/core/orchestrator/startRun.ts';
import { createRunBench, ofKind, requestFor, watch } from '../../fakes/runBench.ts';
import { scriptedModel } from '../../fakes/scriptedModel.ts';

async function noticesFor(usage: TokenUsage): Promise<readonly string[]> {
  const said: ModelEvent[] = [
    { kind: 'text', text: 'Nothing to change.' },
    { kind: 'usage', usage },
    { kind: 'ended', end: { kind: 'complete', finishReason: 'stop' } },
  ];
  const files = { 'src/a.ts': 'const value = compute(1);\n'.repeat(400) };
  const wanted = requestFor('look at it');
  const request = { ...wanted.request, focus: [{ path: 'src/a.ts' }] };
  const { host } = createRunBench({ files, model: scriptedModel('m', said) });
  const { events } = await watch(startRun({ ...wanted, request }, host, new AbortController().signal));
  return ofKind(events, 'notice').map(({ text }) => text);
}

describe('a prompt that was cut on the way', () => {
  it('is noticed by the count of the server', async () => {
    assert.match(
      (await noticesFor({ input: 900, output: 5 })).join(),
      /counted 900 of about \d+ tokens: its server may have cut the prompt/,
    );
  });

  it('is not suspected where counts differ as those of two models do, or a cache served a part', async () => {
    assert.deepEqual(await noticesFor({ input: 3_500, output: 5 }), []);
    assert.deepEqual(await noticesFor({ input: 900, output: 5, cachedInput: 800 }), []);
  });
});
