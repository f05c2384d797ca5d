import assert from 'node:assert/strict';
import type { Diagnostic } from '../../../src/core/model/validation.ts';
import { compareDiagnostics } from '../../../src/core/validate/compareDiagnostics.ts';

const problem = (line: number, message: string, more: Partial<Diagnostic> = {}): Diagnostic => ({
  path: 'a.ts',
  range: { start: { line, character: 4 }, end: { line, character: 8 } },
  severity: 'error',
  message,
  code: 'TS1',
  source: 'ts',
  ...more,
});
const still = { renamed: (path: string) => path, lineAfter: (_path: string, line: number) => line };
const shifted = { ...still, lineAfter: (_path: string, line: number) => line + 3 };
const rewritten = { ...still, lineAfter: () => undefined };

describe('compareDiagnostics', () => {
  it('knows a problem that moved with its line', () => {
    assert.deepEqual(compareDiagnostics([problem(1, 'x')], [problem(4, 'x')], shifted), { fresh: [], fixed: [] });
  });
  it('knows a problem that moved with its symbol', () => {
    const { fresh } = compareDiagnostics([problem(1, 'x', { symbol: 'f' })], [problem(9, 'x', { symbol: 'f' })], rewritten);
    assert.deepEqual(fresh, []);
  });
  it('calls the second of two equal problems new', () => {
    const { fresh, fixed } = compareDiagnostics([problem(1, 'x')], [problem(1, 'x'), problem(7, 'x')], still);
    assert.deepEqual([fresh.map(({ range }) => range.start.line), fixed.length], [[7], 0]);
  });
  it('calls a problem new when the same words stand in another symbol', () => {
    const { fresh, fixed } = compareDiagnostics([problem(1, 'x', { symbol: 'f' })], [problem(9, 'x', { symbol: 'g' })], rewritten);
    assert.deepEqual([fresh.length, fixed.length], [1, 1]);
  });
  it('keeps a problem whose words changed because a type elsewhere did', () => {
    assert.deepEqual(compareDiagnostics([problem(1, "no 'A'")], [problem(1, "no 'B'")], still), { fresh: [], fixed: [] });
  });
  it('calls it new when its own line was rewritten', () => {
    assert.equal(compareDiagnostics([problem(1, "no 'A'")], [problem(1, "no 'B'")], rewritten).fresh.length, 1);
  });
  it('follows a renamed file', () => {
    const how = { ...still, renamed: (path: string) => (path === 'a.ts' ? 'b.ts' : path) };
    assert.deepEqual(compareDiagnostics([problem(1, 'x')], [problem(1, 'x', { path: 'b.ts' })], how), { fresh: [], fixed: [] });
  });
});
