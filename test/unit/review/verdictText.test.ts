// The evidence of a rehearsal in the words of the lens, the chat and the terminal.
import assert from 'node:assert/strict';
import { createPalette, verdictLine } from '../../../src/cli/printText.ts';
import type { Diagnostic, ValidationReport } from '../../../src/core/model/validation.ts';
import { verdictOf } from '../../../src/core/review/verdictText.ts';
import { showVerdict } from '../../../src/vscode/chat/verdictWords.ts';

const at = { start: { line: 2, character: 0 }, end: { line: 2, character: 1 } };
const problem: Diagnostic = { path: 'a.ts', range: at, severity: 'error', message: 'Wrong type.', source: 'ts', code: 'TS1' };
const report: ValidationReport = {
  verdict: 'clean',
  checks: [{ name: 'types', judge: "TypeScript 7.0.2 (the project's own)", durationMs: 230, paths: ['a.ts'] }],
  newProblems: [],
  fixedProblems: [problem],
  notChecked: [{ paths: ['far.ts'], reason: 'There was no time.' }],
  tamper: [{ path: 'a.ts', line: 6, what: 'silences the compiler' }],
};

describe('the evidence of a rehearsal', () => {
  it('is on the lens: time, what is fixed, and a sign of tampering', () => {
    const { mark, text, detail } = verdictOf(report, 'a.ts');
    assert.deepEqual([mark, text], ['✓', 'types 0.2 s · fixes 1 · ⚠ silences the compiler']);
    assert.deepEqual(detail, ["types: TypeScript 7.0.2 (the project's own)", 'fixed: Wrong type.', 'line 7 silences the compiler']);
  });
  it('is in the chat: whose compiler, what is fixed, what was not checked', () => {
    const { text, detail } = showVerdict(report);
    assert.equal(text, 'Rehearsed: clean · types 0.2 s · fixes 1');
    assert.deepEqual(detail, [
      "Judged by TypeScript 7.0.2 (the project's own)",
      'Not checked: There was no time.',
      'a.ts:7 silences the compiler',
    ]);
  });
  it('is in the terminal', () => {
    const lines = verdictLine(report, createPalette(false)).split('\n');
    assert.deepEqual(lines, [
      "✓ rehearsed: types 0.2 s, TypeScript 7.0.2 (the project's own) (not checked: far.ts: There was no time.)",
      '  fixes 1 problem that stood before',
      '  ⚠ a.ts:7 silences the compiler',
    ]);
  });
});
