// Laws of the packer: never over the budget, one entry per piece, sums that agree with the prompt.
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { packBudget } from '../../../src/core/context/packBudget.ts';
import { skeletonsOf } from '../../../src/core/context/skeleton.ts';
import type { ContextItem, ContextSource } from '../../../src/core/model/context.ts';
import { contextSection } from '../../../src/core/prompt/parts.ts';
import { exactTokens } from './contextRig.ts';

const signal = new AbortController().signal;
const ports = {
  count: (texts: readonly string[]) => exactTokens.count(texts, signal),
  /** What is sent is longer than what was offered. */
  redact: (text: string) => text.replaceAll('/', '[placeholder of a secret]'),
  skeletonsOf: async (item: ContextItem) => (item.text.length > 80 ? [`${item.text.slice(0, 40)}\n… left out …`, '…'] : []),
};

const sources: readonly ContextSource[] = [
  'selection',
  'openFile',
  'namedFile',
  'search',
  'diagnostics',
  'definition',
  'imports',
  'git',
  'terminal',
  'tests',
  'rules',
  'mention',
  'history',
  'structure',
];

/** Every piece of one path is cut from the same file, as in a real workspace; some are about no file, or about one without showing it. */
const fileTexts = fc.array(
  fc.array(fc.oneof(fc.string({ maxLength: 60 }), fc.constantFrom('', '```', '/', '### x', '  }', '\u{1f600}')), {
    minLength: 1,
    maxLength: 40,
  }),
  { minLength: 1, maxLength: 3 },
);

const mixes = fileTexts.chain((files) =>
  fc.record({
    budget: fc.integer({ min: 0, max: 900 }),
    items: fc.array(
      fc
        .record({
          file: fc.nat(files.length - 1),
          from: fc.nat(39),
          count: fc.integer({ min: 1, max: 40 }),
          source: fc.constantFrom(...sources),
          score: fc.double({ min: 0, max: 1, noNaN: true }),
          required: fc.boolean(),
          about: fc.constantFrom('lines', 'lines', 'lines', 'file', 'nothing'),
        })
        .map(({ file, from, count, about, ...rest }): ContextItem => {
          const lines = files[file]!.map((line) => line.replace(/[\r\n]/g, ' '));
          const startLine = Math.min(from, lines.length - 1);
          const endLine = Math.min(lines.length, startLine + count);
          const path = `src/file${file}.ts`;
          return {
            ...rest,
            id: `${rest.source}:${about}:${path}:${startLine}-${endLine}`,
            ...(about === 'nothing' ? {} : { path }),
            ...(about === 'lines' ? { range: { startLine, endLine }, totalLines: lines.length } : {}),
            title: about === 'lines' ? path : 'what is known',
            text: lines.slice(startLine, endLine).join('\n'),
            reason: 'drawn',
          };
        }),
      { maxLength: 14 },
    ),
  }),
);

describe('packBudget', () => {
  it('is never over the budget by a token, and the ledger adds up to the prompt, for any mix of pieces', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(mixes, async ({ budget, items }) => {
        const bundle = await packBudget(items, { tokens: budget, kind: 'edit' }, ports);
        const [real] = await ports.count([contextSection(bundle)]);
        assert.ok(bundle.tokens <= budget);
        assert.equal(bundle.tokens, real);
        assert.equal(
          bundle.ledger.reduce((sum, entry) => sum + entry.tokens, 0),
          real,
        );
        assert.deepEqual(bundle.ledger.map((entry) => entry.id).sort(), [...new Set(items.map((item) => item.id))].sort());
        assert.ok(bundle.ledger.every((entry) => (entry.form === 'dropped') === (entry.dropReason !== undefined)));
      }),
      { numRuns: 300 },
    );
  });

  it('shows no line of a file twice in full', async () => {
    await fc.assert(
      fc.asyncProperty(mixes, async ({ items }) => {
        const bundle = await packBudget(items, { tokens: 100_000, kind: 'edit' }, ports);
        const shown = bundle.items.filter((item) => item.form === 'whole').flatMap((item) => lineKeys(item));
        assert.equal(new Set(shown).size, shown.length);
        const offered = new Set(items.flatMap(lineKeys));
        assert.deepEqual(new Set(shown), offered);
      }),
      { numRuns: 100 },
    );
  });

  it('keeps the order of the prompt whatever the order of the offers', async () => {
    await fc.assert(
      fc.asyncProperty(mixes, fc.infiniteStream(fc.nat()), async ({ items, budget }, order) => {
        const unique = [...new Map(items.map((item) => [item.id, item])).values()];
        const shuffled = unique
          .map((item) => ({ item, key: order.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ item }) => item);
        const [one, other] = [
          await packBudget(unique, { tokens: budget, kind: 'ask' }, ports),
          await packBudget(shuffled, { tokens: budget, kind: 'ask' }, ports),
        ];
        assert.deepEqual(one.items, other.items);
      }),
      { numRuns: 100 },
    );
  });

  it('shows a piece of which no outline is known as a line, never as an empty outline', async () => {
    const text = Array.from({ length: 200 }, (_, line) => `row ${line} of a table in a language without a grammar`).join('\n');
    const item = { id: 'search:a.tbl', source: 'search', path: 'a.tbl', title: 'a.tbl', text, score: 1, reason: 'found' } as const;
    const range = { startLine: 0, endLine: 200 };
    const file = { path: 'a.tbl', text, lines: text.split('\n') };
    const bundle = await packBudget(
      [{ ...item, range, totalLines: 200 }],
      { tokens: 200, kind: 'edit' },
      { ...ports, skeletonsOf: async () => skeletonsOf(file, [], range) },
    );
    assert.deepEqual(
      bundle.items.map(({ form, text }) => [form, text]),
      [['line', '']],
    );
  });

  it('cuts a required piece to its first lines rather than dropping it', async () => {
    const text = Array.from({ length: 200 }, (_, line) => `const value${line} = ${line};`).join('\n');
    const item: ContextItem = {
      id: 'a',
      source: 'selection',
      path: 'a.ts',
      range: { startLine: 0, endLine: 200 },
      totalLines: 200,
      title: 'a.ts',
      text,
      score: 1,
      reason: 'selected',
      required: true,
    };
    const bundle = await packBudget([item], { tokens: 300, kind: 'edit' }, { ...ports, skeletonsOf: async () => [] });
    assert.match(bundle.ledger[0]!.reason, /cut to its first \d+ lines/);
    assert.ok(bundle.tokens > 250 && bundle.tokens <= 300);
  });
});

const lineKeys = ({ path, range }: ContextItem): string[] =>
  range ? Array.from({ length: range.endLine - range.startLine }, (_, at) => `${path}:${range.startLine + at}`) : [];
