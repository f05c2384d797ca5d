// The real pyright judges edits of a small Python project.
import assert from 'node:assert/strict';
import { installFromNpm, onPath } from './installServer.ts';
import { codes, openWorkbench, type Workbench } from './workbench.ts';

const shop = {
  'pyproject.toml': '[project]\nname = "shop"\nversion = "1.0"\n',
  'shop/__init__.py': '',
  'shop/money.py':
    'def add(left: int, right: int) -> int:\n    return left + right\n\n\ndef show(cents: int) -> str:\n    return f"{cents / 100:.2f}"\n',
  'shop/cart.py':
    'from shop.money import add\n\n\nclass Cart:\n    def __init__(self) -> None:\n        self.prices: list[int] = []\n\n    def total(self) -> int:\n        total = 0\n        for price in self.prices:\n            total = add(total, price)\n        return total\n',
  'shop/receipt.py':
    'from . import money\nfrom .cart import Cart\n\n\ndef receipt(cart: Cart) -> str:\n    return money.show(cart.total())\n',
  'shop/old.py': 'value: int = "wrong since ever"\n',
};

describe('rehearsal with pyright', function () {
  this.timeout(120_000);
  let bench: Workbench;
  before(() => {
    bench = openWorkbench(shop);
  });
  after(() => bench.dispose());

  it('finds a good edit clean and says whose checker judged', async () => {
    const report = await bench.judge(bench.edit(['shop/money.py', 'return left + right', 'return right + left']));
    assert.deepEqual([codes(report), report.verdict], [[], 'clean']);
    assert.match(report.checks.find((check) => check.name === 'types')?.judge ?? '', /^(based)?pyright \d/);
  });

  it('finds a type error in the words of the checker', async () => {
    const report = await bench.judge(bench.edit(['shop/cart.py', 'total = 0\n', 'total = "none"\n']));
    assert.equal(report.verdict, 'broken');
    assert.ok(codes(report).includes('shop/cart.py:reportArgumentType'), codes(report).join());
  });

  it('finds what an edit breaks in files that it does not touch', async () => {
    const report = await bench.judge(bench.edit(['shop/money.py', 'def show(cents: int)', 'def show(cents: int, currency: str)']));
    assert.deepEqual([codes(report), report.verdict], [['shop/receipt.py:reportCallIssue'], 'broken']);
  });

  it('knows a new file that another changed file imports, and the fault in it', async () => {
    const use = [
      'shop/receipt.py',
      'from . import money\n',
      'from . import money\nfrom .tax import tax\n\nincluded: int = tax(100)\n',
    ] as const;
    const good = await bench.judge(
      bench.edit(['shop/tax.py', undefined, 'from .money import add\n\n\ndef tax(cents: int) -> int:\n    return add(cents, 19)\n'], use),
    );
    assert.deepEqual([codes(good), good.verdict], [[], 'clean']);
    const bad = await bench.judge(bench.edit(['shop/tax.py', undefined, 'def tax(cents: str) -> int:\n    return cents\n'], use));
    assert.deepEqual(codes(bad).sort(), ['shop/receipt.py:reportArgumentType', 'shop/tax.py:reportReturnType']);
  });

  it('knows a new package in a new folder', async () => {
    const report = await bench.judge(
      bench.edit(
        ['shop/ship/__init__.py', undefined, ''],
        ['shop/ship/cost.py', undefined, 'def cost(grams: int) -> int:\n    return grams // 2\n'],
        [
          'shop/cart.py',
          'from shop.money import add\n',
          'from shop.money import add\nfrom shop.ship.cost import cost\n\nfree: int = cost(0)\n',
        ],
      ),
    );
    assert.deepEqual([codes(report), report.verdict], [[], 'clean']);
  });

  it('misses a deleted file where it is still imported, and has it back afterwards', async () => {
    const report = await bench.judge(bench.edit(['shop/cart.py', '', undefined]));
    assert.deepEqual([codes(report), report.verdict], [['shop/receipt.py:reportMissingImports'], 'broken']);
    const after = await bench.judge(bench.edit(['shop/receipt.py', 'cart.total()', 'cart.total() + 1']));
    assert.deepEqual([codes(after), after.verdict], [[], 'clean']);
  });

  it('judges a rename with its importers', async () => {
    const text = bench.read('shop/cart.py');
    const rename = {
      kind: 'rename',
      path: 'shop/cart.py',
      to: 'shop/basket.py',
      before: { path: 'shop/cart.py', text, version: '1' },
      after: text,
    } as const;
    assert.deepEqual(codes(await bench.judge([rename])), ['shop/receipt.py:reportMissingImports']);
    const whole = await bench.judge([rename, ...bench.edit(['shop/receipt.py', '.cart', '.basket'])]);
    assert.deepEqual([codes(whole), whole.verdict], [[], 'clean']);
  });
});

describe('rehearsal with basedpyright', function () {
  this.timeout(180_000);
  let bench: Workbench;
  let restore: () => void;
  before(() => {
    restore = onPath(installFromNpm('basedpyright', '1.40.1'));
    bench = openWorkbench(shop);
  });
  after(() => {
    bench.dispose();
    restore();
  });

  it('is found on the PATH and tells a good edit from one that breaks another file', async () => {
    const good = await bench.judge(bench.edit(['shop/money.py', 'return left + right', 'return right + left']));
    assert.equal(good.verdict, 'clean');
    assert.match(good.checks.find((check) => check.name === 'types')?.judge ?? '', /^basedpyright 1\.40\.1 \(found on the PATH\)/);
    const wrong = await bench.judge(bench.edit(['shop/money.py', 'def show(cents: int)', 'def show(cents: int, currency: str)']));
    assert.equal(wrong.verdict, 'broken');
    assert.ok(codes(wrong).includes('shop/receipt.py:reportCallIssue'), codes(wrong).join());
  });
  it('knows a new module that another changed file imports', async () => {
    const tax = ['shop/tax.py', undefined, 'def tax(cents: int) -> int:\n    return cents // 5\n'] as const;
    const report = await bench.judge(
      bench.edit(tax, ['shop/receipt.py', 'from . import money\n', 'from . import money, tax\n\nprint(tax.tax(1))\n']),
    );
    assert.deepEqual(
      report.newProblems.filter(({ severity }) => severity === 'error'),
      [],
    );
  });
});
