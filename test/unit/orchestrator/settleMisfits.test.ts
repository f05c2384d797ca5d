// A block that fits nowhere after all repairs: the person settles it, and what they say is part of the record.
import assert from 'node:assert/strict';
import { parseLines, sideBySide, spliceLines } from '../../../src/cli/settleMisfit.ts';
import type { MisfitAnswer, MisfitQuestion } from '../../../src/core/model/change.ts';
import { readRun } from '../../../src/core/orchestrator/readRun.ts';
import { replayRun } from '../../../src/core/orchestrator/replayRun.ts';
import { startRun } from '../../../src/core/orchestrator/startRun.ts';
import { sha256 } from '../../../src/node/hash.ts';
import { createRunBench, ofKind, requestFor, watch } from '../../fakes/runBench.ts';
import { answer, scriptedModel } from '../../fakes/scriptedModel.ts';

const file = 'function first() {\n  return 1;\n}\n\nfunction second() {\n  return 2;\n}\n';
const block = (search: string, replace: string) => `src/a.ts\n<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const fitting = block('  return 1;', '  return 11;');
const lost = block('  const nowhere = await somethingElse();', '  return 22;');

async function runWith(answers: readonly string[], say: (question: MisfitQuestion, asked: number) => MisfitAnswer) {
  const asked: MisfitQuestion[] = [];
  const person = {
    approve: async () => 'no' as const,
    settleMisfit: async (question: MisfitQuestion) => {
      asked.push(question);
      return say(question, asked.length);
    },
  };
  const model = scriptedModel('m', ...answers.map((text) => answer(text)));
  const bench = createRunBench({ files: { 'src/a.ts': file }, model, person });
  const run = startRun(requestFor('change src/a.ts', 'edit', { maxRepairs: 1 }), bench.host, new AbortController().signal);
  const { events, outcome } = await watch(run);
  const recorded = await readRun(run.id, bench.journal);
  assert.deepEqual(await replayRun(recorded, sha256, new AbortController().signal), {
    kind: 'same',
    events: recorded.events.length,
  });
  const [proposed] = ofKind(events, 'proposed');
  const after = proposed?.changes.changes.map((change) => (change.kind === 'modify' ? change.after : ''));
  return { asked, events, outcome, proposed, after, calls: model.calls };
}

describe('a block that fits nowhere when the repairs are used up', () => {
  it('is shown with the file as the other blocks would leave it', async () => {
    const { asked, proposed } = await runWith([fitting + lost], () => ({ kind: 'unanswered' }));
    assert.equal(asked.length, 1);
    assert.equal(asked[0]?.misfit.block.ordinal, 1);
    assert.equal(asked[0]?.file?.text, file.replace('return 1;', 'return 11;'));
    assert.deepEqual([proposed?.changes.changes.length, proposed?.misfits.length], [0, 1], 'unanswered leaves the file alone as a whole');
  });

  it('is left out when the person skips it, and the other blocks of the file are rehearsed and proposed', async () => {
    const { after, proposed, events } = await runWith([fitting + lost], () => ({ kind: 'skip' }));
    assert.deepEqual(after, [file.replace('return 1;', 'return 11;')]);
    assert.equal(proposed?.misfits.length, 1, 'what was left out is still named');
    assert.deepEqual(
      ofKind(events, 'validated')
        .at(-1)
        ?.report.checks.flatMap((check) => check.paths),
      ['src/a.ts'],
    );
  });

  it('is replaced by what the person wrote by hand', async () => {
    const byHand = file.replace('return 1;', 'return 11;').replace('return 2;', 'return 22;');
    const { after, proposed } = await runWith([fitting + lost], () => ({ kind: 'byHand', text: byHand }));
    assert.deepEqual(after, [byHand]);
    assert.deepEqual(proposed?.misfits, []);
  });

  it('goes to the model once more when the person wants it, with the rest in the draft', async () => {
    const right = block('  return 2;', '  return 22;');
    const { after, calls, asked } = await runWith([fitting + lost, fitting + lost, right], () => ({ kind: 'retry' }));
    assert.equal(asked.length, 1);
    assert.equal(calls.length, 3, 'one call, one repair, one retry');
    assert.match(calls[2]?.messages.at(-1)?.text ?? '', /Write only the refused blocks again/);
    assert.deepEqual(after, [file.replace('return 1;', 'return 11;').replace('return 2;', 'return 22;')]);
  });

  it('is asked about again when the retry does not fit either', async () => {
    const { asked, after } = await runWith([fitting + lost], (_, count) => ({ kind: count === 1 ? 'retry' : 'skip' }));
    assert.equal(asked.length, 2, 'the block that fitted is known as applied already');
    assert.deepEqual(after, [file.replace('return 1;', 'return 11;')]);
  });
});

describe('placing a block by hand in a terminal', () => {
  it('takes line numbers as people count them', () => {
    assert.deepEqual(parseLines('2-3', 4), { startLine: 1, endLine: 3 });
    assert.deepEqual(parseLines('4', 4), { startLine: 3, endLine: 4 });
    assert.deepEqual(parseLines('0+', 4), { startLine: 0, endLine: 0 });
    for (const wrong of ['0', '3-2', '5', '4-5', '5+', 'x']) assert.equal(parseLines(wrong, 4), undefined, wrong);
  });

  it('keeps every other byte, line ends and the missing final one included', () => {
    assert.equal(spliceLines('a\r\nb\r\nc', { startLine: 1, endLine: 2 }, ['x', 'y']), 'a\r\nx\r\ny\r\nc');
    assert.equal(spliceLines('a\nb', { startLine: 1, endLine: 2 }, ['x']), 'a\nx');
    assert.equal(spliceLines('a\nb', { startLine: 2, endLine: 2 }, ['x']), 'a\nb\nx');
    assert.equal(spliceLines('', { startLine: 0, endLine: 0 }, ['x']), 'x\n');
    assert.equal(spliceLines('a\nb\n', { startLine: 1, endLine: 2 }, []), 'a\n');
  });

  it('shows the block and the lines that come nearest beside each other', () => {
    const misfit = {
      block: { kind: 'replace', ordinal: 0, path: 'src/a.ts', search: ['  retrun 2;'], replace: ['  return 22;'] },
      reason: 'missing',
      path: 'src/a.ts',
      explanation: '',
      nearest: [{ startLine: 5, lines: ['  return 2;'], score: 0.8 }],
    } as const;
    const shown = sideBySide({ misfit, remaining: 1, file: { path: 'src/a.ts', text: file } }, 80);
    assert.match(shown, /the block +\| src\/a\.ts/);
    assert.match(shown, /retrun 2; +\| 5 {2}function second\(\) \{/);
    assert.match(shown, /======= +\| 6 {4}return 2;/);
  });
});
