// Inputs made to be slow: an answer or a refusal within two seconds of work, and no fault. Work is processor time, so that a busy
// machine does not decide.
import assert from 'node:assert/strict';
import { parseAnswer } from '../../src/core/edit/editBlockParser.ts';
import { fitAnswer } from '../../src/core/edit/fitAnswer.ts';
import type { FitResult } from '../../src/core/model/change.ts';

const mostMs = 2000;
const block = (search: string, replace: string) => `<<<<<<< SEARCH\n${search}\n=======\n${replace}\n>>>>>>> REPLACE\n`;
const many = (count: number, line: (at: number) => string) => Array.from({ length: count }, (_, at) => line(at)).join('\n');

function fitQuickly(text: string, answer: string): FitResult {
  const began = process.cpuUsage().user;
  const result = fitAnswer(parseAnswer(answer), new Map([['a.ts', { path: 'a.ts', text, version: '1' }]]), 'a.ts');
  const ms = (process.cpuUsage().user - began) / 1000;
  assert.ok(ms < mostMs, `took ${Math.round(ms)} ms`);
  return result;
}

const statement = (at: number) => `  const value${at} = compute(${at}, 'some text of usual length');`;
const long = 'x'.repeat(10_000_000);
const cases: readonly { readonly name: string; readonly text: string; readonly answer: string; readonly changes: number }[] = [
  { name: 'a file of one line of 10 MB', text: `${long}\n`, answer: block(`${long.slice(1)}y`, 'short'), changes: 1 },
  { name: 'one line of 10 MB that is not there', text: 'a\nb\n', answer: block(long, 'short'), changes: 0 },
  {
    name: 'a SEARCH part of 500,000 lines in a small file',
    text: many(1000, statement),
    answer: block(many(500_000, statement), 'x'),
    changes: 0,
  },
  {
    name: 'a SEARCH part of 500,000 lines that fits',
    text: many(500_000, statement),
    answer: block(many(500_000, statement), 'x'),
    changes: 1,
  },
  {
    name: '500,000 equal lines',
    text: many(500_000, () => 'same();'),
    answer: block(
      many(400, (at) => (at === 200 ? 'other();' : 'same();')),
      'x',
    ),
    changes: 0,
  },
  {
    name: 'two lines that alternate',
    text: many(100_000, (at) => (at % 2 === 0 ? 'if (ready) {' : 'start(); }')),
    answer: block(
      many(300, (at) => (at % 2 === 0 ? 'if (ready) {' : at === 151 ? 'stop(); }' : 'start(); }')),
      'x',
    ),
    changes: 0,
  },
  {
    name: '3,000 blocks that fit nowhere in 50,000 lines',
    text: many(50_000, statement),
    answer: many(3000, (at) => block(`  let foreign${at} = fetchSomething(${at});\n  await foreign${at}.done();`, 'x')),
    changes: 0,
  },
  {
    name: '100,000 dividers',
    text: many(1000, statement),
    answer: block(
      many(100_000, () => '======='),
      'x',
    ),
    changes: 0,
  },
  { name: 'blanks without end in a header', text: 'a\n', answer: `<<<<<<< SEARCH${' '.repeat(1_000_000)}(\na\n`, changes: 0 },
  {
    name: 'a fence line of a million blanks',
    text: 'a\n',
    answer: `\`\`\`${' '.repeat(1_000_000)}\`\n${'/*'.repeat(500_000)}\n`,
    changes: 0,
  },
  {
    name: 'two long parts full of markers',
    text: many(3000, statement),
    answer: block(
      many(3000, statement),
      many(3000, (at) => (at % 3 === 0 ? '// ... existing code ...' : statement(at))),
    ),
    changes: 0,
  },
  {
    name: 'a reversed file',
    text: many(20_000, statement),
    answer: block(
      many(20_000, (at) => statement(19_999 - at)),
      'x',
    ),
    changes: 0,
  },
];

describe('long inputs', () => {
  for (const { name, text, answer, changes } of cases) {
    it(name, () => assert.equal(fitQuickly(text, answer).changes.length, changes));
  }
});
