// A question whose tools answer more than the model takes: the oldest results go first, once, and then the run goes on or stops.
import assert from 'node:assert/strict';
import type { ModelEvent } from '../../../src/core/model/chat.ts';
import { startRun } from '../../../src/core/orchestrator/startRun.ts';
import { createRunBench, ofKind, requestFor, watch } from '../../fakes/runBench.ts';
import { answer, scriptedModel } from '../../fakes/scriptedModel.ts';

const { signal } = new AbortController();
const reading = (id: string, path: string): ModelEvent[] => [
  { kind: 'toolCall', call: { id, name: 'read_file', argumentsJson: JSON.stringify({ path, start_line: 1, end_line: 200 }) } },
  { kind: 'ended', end: { kind: 'complete', finishReason: 'tool_calls' } },
];
const tooLong: ModelEvent[] = [{ kind: 'ended', end: { kind: 'error', error: 'contextLength', message: 'too long' } }];
const files = { 'a.ts': 'const a = 1;\n'.repeat(150), 'b.ts': 'const b = 2;\n'.repeat(150) };

describe('a run whose tools answered too much', () => {
  it('goes on without the oldest results', async () => {
    const model = scriptedModel('m', reading('1', 'a.ts'), reading('2', 'b.ts'), tooLong, answer('Both are constants.'));
    const { outcome, events } = await watch(startRun(requestFor('compare them', 'ask'), createRunBench({ files, model }).host, signal));
    assert.deepEqual(outcome, { kind: 'answered', text: 'Both are constants.' });
    assert.equal(ofKind(events, 'toolCalled').length, 2, 'no tool is called again');
    const results = model.calls[3]!.messages.filter((message) => message.role === 'tool').map((message) => message.text.length);
    assert.ok(results[0]! < 400 && results[1]! > 1_500, String(results));
    assert.ok(ofKind(events, 'notice').some((notice) => notice.text.includes('earlier results of tools are left out')));
  });
});
