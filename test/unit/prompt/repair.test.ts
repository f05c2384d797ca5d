// What a model is told after its edit was rehearsed.
import assert from 'node:assert/strict';
import type { Misfit } from '../../../src/core/model/change.ts';
import type { ModelRequest } from '../../../src/core/model/chat.ts';
import type { Diagnostic, ValidationReport } from '../../../src/core/model/validation.ts';
import { renderRepairPrompt } from '../../../src/core/prompt/repair.ts';

const first: ModelRequest = {
  messages: [
    { role: 'system', text: 'instructions' },
    { role: 'user', text: 'request' },
  ],
  maxOutputTokens: 100,
};
const text = Array.from({ length: 40 }, (_, line) => `const line${line} = ${line};`).join('\n');
const before = { path: 'src/a.ts', text: 'old', version: '1' };
const changes = { changes: [{ kind: 'modify' as const, path: 'src/a.ts', before, after: text }] };

const problemAt = (line: number, message: string, path = 'src/a.ts'): Diagnostic => ({
  path,
  range: { start: { line, character: 6 }, end: { line, character: 9 } },
  severity: 'error',
  source: 'ts',
  code: '2365',
  message,
});

const reportOf = (...newProblems: Diagnostic[]): ValidationReport => ({
  verdict: newProblems.length > 0 ? 'broken' : 'clean',
  checks: [{ name: 'types', judge: "TypeScript 7.0.2 (the project's own)", durationMs: 1, paths: ['src/a.ts'] }],
  newProblems,
  fixedProblems: [],
  notChecked: [],
  tamper: [],
});

const lastText = (request: ModelRequest) => {
  const last = request.messages.at(-1);
  return last?.role === 'user' ? last.text : '';
};

describe('renderRepairPrompt', () => {
  it("carries the compiler's code and message, who said so, and the draft's real lines", () => {
    const told = lastText(
      renderRepairPrompt(first, 'answer', { changes, report: reportOf(problemAt(20, "Operator '>' cannot be applied.")), misfits: [] }),
    );
    assert.match(told, /src\/a\.ts:21:7 error TS2365: Operator '>' cannot be applied\./);
    assert.match(told, /found by TypeScript 7\.0\.2 \(the project's own\)/);
    assert.match(told, /The draft of src\/a\.ts, lines 15-27 of 40:\n```ts\nconst line14 = 14;\n/);
    assert.match(told, /const line26 = 26;\n```/);
  });

  it('keeps the conversation and puts the answer before the findings', () => {
    const prompt = renderRepairPrompt(first, 'my answer', { changes, report: reportOf(problemAt(1, 'x')), misfits: [] });
    assert.deepEqual(prompt.messages.slice(0, 3), [...first.messages, { role: 'assistant', text: 'my answer' }]);
    assert.equal(prompt.messages.length, 4);
    assert.equal(prompt.maxOutputTokens, 100);
  });

  it('says which problem an earlier repair did not fix, wherever it moved', () => {
    const once = renderRepairPrompt(first, 'one', { changes, report: reportOf(problemAt(3, 'same'), problemAt(9, 'gone')), misfits: [] });
    const twice = lastText(
      renderRepairPrompt(once, 'two', { changes, report: reportOf(problemAt(5, 'same'), problemAt(8, 'new')), misfits: [] }),
    );
    assert.equal(twice.match(/your last answer, which did not fix it/g)?.length, 1);
    assert.match(twice, /same\n {2}This was there before/);
    assert.match(twice, /take another way than before/);
  });

  it('shows a dependent file that broke, when its text is given', () => {
    const texts = new Map([['src/b.ts', 'import { a } from "./a";\nuse(a);\n']]);
    const told = lastText(
      renderRepairPrompt(first, 'x', { changes, report: reportOf(problemAt(1, 'broken here', 'src/b.ts')), misfits: [], texts }),
    );
    assert.match(told, /The draft of src\/b\.ts, lines 1-2 of 2:\n```ts\nimport \{ a \} from "\.\/a";\nuse\(a\);/);
  });

  it('quotes the nearest real lines for a refused block', () => {
    const misfit: Misfit = {
      block: { kind: 'replace', ordinal: 0, path: 'src/a.ts', search: ['const nothing = 1;'], replace: ['x'] },
      reason: 'missing',
      path: 'src/a.ts',
      explanation: 'The quoted lines are not in the file.',
      nearest: [{ startLine: 4, lines: ['const line4 = 4;'], score: 0.7 }],
    };
    const told = lastText(renderRepairPrompt(first, 'x', { changes: { changes: [] }, report: reportOf(), misfits: [misfit] }));
    assert.match(told, /The file has from line 5:\n```\nconst line4 = 4;\n```/);
    assert.match(told, /No block was applied/);
    assert.doesNotMatch(told, /Problems that the draft causes/);
  });

  it('names no more problems than a model can use, errors first', () => {
    const many = Array.from({ length: 30 }, (_, at) => ({ ...problemAt(at, `warning ${at}`), severity: 'warning' as const }));
    const told = lastText(renderRepairPrompt(first, 'x', { changes, report: reportOf(...many, problemAt(39, 'the error')), misfits: [] }));
    assert.ok(told.indexOf('the error') < told.indexOf('warning 0'));
    assert.match(told, /- and 16 more/);
  });
});
