// The line diff against a reference, its budget, and hunks built on it.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { FileChange } from '../../../src/core/model/change.ts';
import { applyHunks, hunksOf } from '../../../src/core/text/hunks.ts';
import { diffLines } from '../../../src/core/text/lineDiff.ts';

const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', ''), { maxLength: 40 });

function patched(a: readonly string[], b: readonly string[]): string[] {
  const out: string[] = [];
  let at = 0;
  for (const change of diffLines(a, b)) {
    out.push(...a.slice(at, change.aStart), ...b.slice(change.bStart, change.bEnd));
    at = change.aEnd;
  }
  return [...out, ...a.slice(at)];
}

/** Length of the longest common subsequence, by the textbook table. */
function commonLength(a: readonly string[], b: readonly string[]): number {
  let row = new Array<number>(b.length + 1).fill(0);
  for (const line of a) {
    const next = [0];
    for (const [j, other] of b.entries()) next.push(line === other ? row[j]! + 1 : Math.max(row[j + 1]!, next[j]!));
    row = next;
  }
  return row[b.length]!;
}

describe('line diff', () => {
  it('turns the first list into the second', () => {
    fc.assert(fc.property(lines, lines, (a, b) => assert.deepEqual(patched(a, b), b)));
  });

  it('keeps as many lines as can be kept', () => {
    const short = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 15 });
    fc.assert(
      fc.property(short, short, (a, b) => {
        const removed = diffLines(a, b).reduce((sum, change) => sum + change.aEnd - change.aStart, 0);
        assert.equal(a.length - removed, commonLength(a, b));
      }),
    );
  });

  it('stays correct when its budget is spent', () => {
    const a = Array.from({ length: 3000 }, (_, at) => `a${at % 7}`);
    const b = Array.from({ length: 3000 }, (_, at) => `a${(at * 5) % 11}`);
    assert.deepEqual(patched(a, b), b);
    assert.equal(diffLines(a, b, 10).length, 1);
  });
});

describe('hunks', () => {
  const change: FileChange = { kind: 'modify', path: 'a', before: { path: 'a', text: 'a\r\nb\r\nc', version: '1' }, after: 'A\r\nb\r\nC' };

  it('are the contiguous differences, each with its own id', () => {
    const hunks = hunksOf(change);
    assert.deepEqual(
      hunks.map(({ removed, added }) => [removed, added]),
      [
        [['a'], ['A']],
        [['c'], ['C']],
      ],
    );
    assert.equal(new Set(hunks.map(({ id }) => id)).size, 2);
  });

  it('give back the change, a part of it, or nothing', () => {
    const [first, second] = hunksOf(change);
    assert.equal(applyHunks(change, new Set([first!.id, second!.id])), change);
    assert.deepEqual(applyHunks(change, new Set([second!.id])), { ...change, after: 'a\r\nb\r\nC' });
    assert.equal(applyHunks(change, new Set(['unknown'])), undefined);
  });

  it('apply one by one to the whole change', () => {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\r\n', 'd'), { maxLength: 20 }).map((parts) => parts.join(''));
    fc.assert(
      fc.property(text, text, (before, after) => {
        const whole: FileChange = { kind: 'modify', path: 'a', before: { path: 'a', text: before, version: '1' }, after };
        const ids = hunksOf(whole).map(({ id }) => id);
        const result = ids.length === 0 ? { ...whole, after: before } : applyHunks(whole, new Set(ids));
        assert.equal(result?.kind === 'modify' && result.after, after);
        for (const id of ids) assert.notEqual(applyHunks(whole, new Set([id])), undefined);
      }),
    );
  });

  it('let a rename be accepted apart from its lines', () => {
    const rename: FileChange = { kind: 'rename', path: 'a', to: 'b', before: { path: 'a', text: 'x\n', version: '1' }, after: 'y\n' };
    const [move, lines] = hunksOf(rename);
    assert.equal(applyHunks(rename, new Set([lines!.id]))?.kind, 'modify');
    const moved = applyHunks(rename, new Set([move!.id]));
    assert.ok(moved?.kind === 'rename' && moved.after === 'x\n');
  });
});
