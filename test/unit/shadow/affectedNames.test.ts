import assert from 'node:assert/strict';
import { findWasm } from '../../../src/node/assets.ts';
import { feltOutside, sideOf } from '../../../src/node/shadow/affectedNames.ts';
import { createSyntaxParser } from '../../../src/node/syntax/syntaxParser.ts';

const syntax = createSyntaxParser({ findWasm });
const felt = async (path: string, text: string, line: number) => {
  const { exports, members } = feltOutside(sideOf(path, text, await syntax.outline(path, text)), [line]);
  return [...exports, ...members].sort();
};

const script = `export interface Money {
  cents: number;
}
const half = (money: Money) => {
  return money.cents / 2;
};
export function show(money: Money): string {
  const text = String(half(money));
  return text;
}
export function split(money: Money) {
  return half(money);
}
`;

describe('feltOutside', () => {
  it('feels nothing of a change inside a function that says its result', async () => {
    assert.deepEqual(await felt('a.ts', script, 7), []);
  });
  it('feels a changed signature through its name', async () => {
    assert.deepEqual(await felt('a.ts', script, 6), ['show']);
  });
  it('feels a private function through the exported ones that pass its result on', async () => {
    assert.deepEqual(await felt('a.ts', script, 4), ['split']);
  });
  it('feels a changed member through the member and its type, and through who hands it out', async () => {
    assert.deepEqual(await felt('a.ts', script, 1), ['Money', 'cents', 'show', 'split']);
  });
  it('feels every top-level name of Python, and fields set inside a method', async () => {
    const text = 'class Cart:\n    def __init__(self) -> None:\n        self.lines = []\n\n\ndef total(cart):\n    return 1\n';
    assert.deepEqual(await felt('a.py', text, 6), ['total']);
    assert.deepEqual(await felt('a.py', text, 2), ['lines']);
  });
});
