import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findWasm } from '../../../src/node/assets.ts';
import { filesMentioning, readImports } from '../../../src/node/language/importGraph.ts';
import { type ImportRules, pythonImports, scriptImports } from '../../../src/node/language/importRules.ts';
import { affectedFiles } from '../../../src/node/shadow/affectedFiles.ts';
import { sideOf } from '../../../src/node/shadow/affectedNames.ts';
import { createSyntaxParser } from '../../../src/node/syntax/syntaxParser.ts';

const syntax = createSyntaxParser({ findWasm });
const { signal } = new AbortController();

/** Files that feel an edit of one file of a project, sorted. */
async function felt(
  files: Readonly<Record<string, string>>,
  [path, from, to]: readonly [string, string, string],
  rules: ImportRules = scriptImports,
): Promise<string[]> {
  const root = mkdtempSync(join(tmpdir(), 'understudy-affected-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  const before = files[path] ?? '';
  assert.ok(before.includes(from));
  const after = before.replace(from, to);
  const graph = await readImports(root, rules, signal);
  const found = await affectedFiles([{ kind: 'modify', path, before: { path, text: before, version: '1' }, after }], {
    until: performance.now() + 5_000,
    graphs: [graph, graph.withTexts(new Map([[path, after]]))],
    filesMentioning: (words, among) => filesMentioning(root, words, among, signal),
    textOf: async (name) => readFileSync(join(root, name), 'utf8'),
    readText: async (name, text) => sideOf(name, text, await syntax.outline(name, text)),
  });
  rmSync(root, { recursive: true, force: true });
  assert.equal(found.isCutShort, false);
  return [...found.files].sort();
}

const shop = {
  'money.ts':
    'export interface Money {\n  cents: number;\n}\nexport function show(money: Money): string {\n  return String(money.cents);\n}\n',
  'index.ts': "export * from './money.js';\nexport { total as sum } from './cart.js';\n",
  'cart.ts': "import type { Money } from './money.js';\nexport function total(prices: Money[]) {\n  return prices[0];\n}\n",
  'receipt.ts': "import { show } from './index.js';\nexport function receipt(): string {\n  return show({ cents: 1 });\n}\n",
  'print.ts': "import { receipt } from './receipt.js';\nexport const text = receipt();\n",
  'page.ts': "import { sum } from './index.js';\nexport const first = sum([]);\n",
  'view.ts': 'export interface View {\n  show(): void;\n}\n',
  'screen.ts': "import type { View } from './view.js';\nimport './money.js';\nexport class Screen implements View {\n  show() {}\n}\n",
  'label.ts': "import { show as toText } from './money.js';\nexport const label = () => toText({ cents: 2 });\n",
  'shelf.ts': "import { label } from './label.js';\nexport const shelf = label();\n",
};

describe('affectedFiles', () => {
  it('follows an exported name through files that hand it on, and stops where a result type is written down', async () => {
    const files = await felt(shop, ['money.ts', 'show(money: Money)', 'show(money: Money, unit: string)']);
    assert.ok(files.includes('receipt.ts'), files.join());
    assert.ok(!files.includes('print.ts'), files.join());
  });
  it('follows a name that is imported under another one, and what is inferred from it', async () => {
    const files = await felt(shop, ['money.ts', 'show(money: Money)', 'show(money: Money, unit: string)']);
    assert.ok(files.includes('label.ts') && files.includes('shelf.ts'), files.join());
  });
  it('follows a name that is exported under another one', async () => {
    assert.ok((await felt(shop, ['cart.ts', 'total(prices: Money[])', 'total(prices: Money)'])).includes('page.ts'));
  });
  it('does not take a member of the same name for a use', async () => {
    assert.ok(!(await felt(shop, ['money.ts', 'show(money: Money)', 'show(money: Money, unit: string)'])).includes('screen.ts'));
  });
  it('follows a member wherever a value that has it may go', async () => {
    const files = await felt(shop, ['money.ts', 'cents: number', 'pence: number']);
    assert.deepEqual(
      files.filter((path) => ['label.ts', 'receipt.ts'].includes(path)),
      ['label.ts', 'receipt.ts'],
    );
  });
  it('feels nothing of a change inside a function that says its result', async () => {
    assert.deepEqual(await felt(shop, ['money.ts', 'String(money.cents)', "''"]), []);
  });
  it('reaches who imports a default export, whatever it is called there', async () => {
    const files = {
      'a.ts': 'export default function (n: number) {\n  return n;\n}\n',
      'b.ts': "import anything from './a';\nanything(1);\n",
    };
    assert.deepEqual(await felt(files, ['a.ts', 'n: number', 'n: string']), ['b.ts']);
  });
  it('follows Python through packages, and takes no prose for names', async () => {
    const files = {
      'shop/__init__.py': 'from shop.money import show\n',
      'shop/money.py': '"""All that a shop needs to know of money."""\n\n\ndef show(cents: int) -> str:\n    return str(cents)\n',
      'shop/cart.py': 'from shop import show\n\n\ndef receipt() -> str:\n    """Shows money that the shop needs."""\n    return show(1)\n',
      'shop/till.py': 'from shop.cart import receipt\n\n\ndef ring():\n    """Needs to show nothing."""\n    return receipt()\n',
    };
    assert.deepEqual(await felt(files, ['shop/money.py', 'show(cents: int)', 'show(cents: str)'], pythonImports), [
      'shop/__init__.py',
      'shop/cart.py',
    ]);
  });
});
