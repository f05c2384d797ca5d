// The real TypeScript servers judge edits of the sample project.
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';
import { codes, openWorkbench, type Workbench } from './workbench.ts';

const repository = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..');
const sample = join(repository, 'test', 'fixtures', 'sample');

function withProjectCompiler(name: string, version: string): Workbench {
  const bench = openWorkbench(sample);
  const target = join(bench.root, 'node_modules', 'typescript');
  mkdirSync(dirname(target));
  cpSync(join(repository, 'node_modules', name), target, { recursive: true, dereference: true });
  assert.match(bench.read('node_modules/typescript/package.json'), new RegExp(`"version": "${version.replaceAll('.', '\\.')}`));
  return bench;
}

const compilers = [
  { title: 'TypeScript 7, ours', judge: /^TypeScript 7\.\S+ \(Understudy's own/, open: () => openWorkbench(sample) },
  {
    title: "TypeScript 6, the project's",
    judge: /^TypeScript 6\.\S+ \(the project's own\)/,
    open: () => withProjectCompiler('typescript6', '6'),
  },
];

for (const { title, judge, open } of compilers) {
  describe(`rehearsal with ${title}`, function () {
    this.timeout(120_000);
    let bench: Workbench;
    before(() => {
      bench = open();
    });
    after(() => bench.dispose());

    it('finds a good edit clean, says whose compiler judged, and forgives what was wrong before', async () => {
      const report = await bench.judge(
        bench.edit(['src/cart.ts', 'line.product.price);', 'multiply(line.product.price, line.quantity));']),
      );
      assert.deepEqual(codes(report), ['src/cart.ts:TS2304']);
      const good = await bench.judge(
        bench.edit([
          'src/cart.ts',
          "import { add, type Currency, type Money, zero } from './money.ts';",
          "import { add, type Currency, type Money, multiply, zero } from './money.ts';",
        ]),
      );
      assert.deepEqual(codes(good), []);
      assert.equal(good.verdict, 'clean');
      assert.match(good.checks.find((check) => check.name === 'types')?.judge ?? '', judge);
    });

    it('finds a type error at its place, in the words of the compiler', async () => {
      const report = await bench.judge(
        bench.edit(['src/shipping.ts', 'return { cents: kilograms * perKilogram', "return { cents: 'free'"]),
      );
      assert.equal(report.verdict, 'broken');
      assert.deepEqual(codes(report), ['src/shipping.ts:TS2322']);
      assert.match(report.newProblems[0]?.message ?? '', /'string' is not assignable to type 'number'/);
      assert.equal(report.newProblems[0]?.symbol, 'shippingCost');
    });

    it('finds what an edit breaks in files that it does not touch', async () => {
      const report = await bench.judge(bench.edit(['src/money.ts', 'readonly cents: number;', 'readonly amount: number;']));
      assert.equal(report.verdict, 'broken');
      assert.ok(codes(report).includes('src/shipping.ts:TS2353'), codes(report).join());
    });

    it('knows a new file that another changed file imports, and the fault in it', async () => {
      const use = [
        'src/tax.ts',
        '/** The tax',
        "import { half } from './half.ts';\nexport const halfTax = (gross: Money): Money => half(gross);\n\n/** The tax",
      ] as const;
      const good = await bench.judge(
        bench.edit(
          [
            'src/half.ts',
            undefined,
            "import { type Money, multiply } from './money.ts';\nexport const half = (amount: Money): Money => multiply(amount, 0.5);\n",
          ],
          use,
        ),
      );
      assert.deepEqual([codes(good), good.verdict], [[], 'clean']);
      const bad = await bench.judge(
        bench.edit(['src/half.ts', undefined, 'export const half = (amount: string): number => amount;\n'], use),
      );
      assert.equal(bad.verdict, 'broken');
      assert.ok(codes(bad).includes('src/half.ts:TS2322') && codes(bad).includes('src/tax.ts:TS2345'), codes(bad).join());
    });

    it('misses a deleted file where it is still imported', async () => {
      const report = await bench.judge(bench.edit(['src/discount.ts', '', undefined]));
      assert.equal(report.verdict, 'broken');
      assert.deepEqual(codes(report), ['src/order.ts:TS2307']);
    });

    it('judges a rename with its importers, and the importers left behind', async () => {
      const text = bench.read('src/discount.ts');
      const rename = {
        kind: 'rename',
        path: 'src/discount.ts',
        to: 'src/rebate.ts',
        before: { path: 'src/discount.ts', text, version: '1' },
        after: text,
      } as const;
      assert.deepEqual(codes(await bench.judge([rename])), ['src/order.ts:TS2307']);
      const whole = await bench.judge([rename, ...bench.edit(['src/order.ts', './discount.ts', './rebate.ts'])]);
      assert.deepEqual([codes(whole), whole.verdict], [[], 'clean']);
    });

    it('counts a problem that was there before as fixed when it goes', async () => {
      const report = await bench.judge(bench.edit(['src/report.ts', 'formatMoney(cents)', "formatMoney({ cents, currency: 'EUR' })"]));
      assert.equal(report.verdict, 'clean');
      assert.deepEqual(
        report.fixedProblems.map((problem) => problem.code),
        ['TS2345'],
      );
    });

    it('does not call a problem new because lines moved above it', async () => {
      const report = await bench.judge(bench.edit(['src/report.ts', '// Figures', '// One\n// Two\n// Three\n// Figures']));
      assert.deepEqual([codes(report), report.verdict], [[], 'clean']);
    });
  });
}

describe('a verdict that is known', function () {
  this.timeout(60_000);

  it('is given again at once for the same content, and judged anew when a file on disk has changed', async () => {
    const bench = openWorkbench(sample);
    try {
      const change = bench.edit(['src/shipping.ts', 'const perKilogram = 350;', "const perKilogram: number = 'free';"]);
      const first = await bench.judge(change);
      const second = await bench.judge(change);
      assert.deepEqual(second, first);
      writeFileSync(join(bench.root, 'src/shipping.ts'), bench.read('src/shipping.ts').replace('TODO', 'DONE'));
      const third = await bench.judge(change);
      assert.deepEqual(codes(third), ['src/shipping.ts:TS2322']);
      assert.notEqual(third.checks.at(-1), first.checks.at(-1));
    } finally {
      bench.dispose();
    }
  });
});

describe('facts about the code', function () {
  this.timeout(60_000);
  const { signal } = new AbortController();
  let bench: Workbench;
  before(() => {
    bench = openWorkbench(sample);
  });
  after(() => bench.dispose());

  it('names problems, definitions, references and types as they stand', async () => {
    const { features } = bench.servers;
    assert.deepEqual(
      (await features.diagnostics('src/report.ts', signal)).map((problem) => problem.code),
      ['TS2345'],
    );
    const at = { line: 5, character: bench.read('src/report.ts').split('\n')[5]?.indexOf('amountDue') ?? 0 };
    assert.deepEqual(
      (await features.definition('src/report.ts', at, signal)).map((place) => place.path),
      ['src/order.ts'],
    );
    const used = await features.references('src/report.ts', at, signal);
    assert.deepEqual([...new Set(used.map((place) => place.path))].sort(), ['src/receipt.ts', 'src/report.ts']);
    assert.match((await features.hover('src/report.ts', at, signal)) ?? '', /amountDue\(order: Order\): Money/);
  });

  it('answers many questions about several files at once', async () => {
    const place = (path: string, word: string) => {
      const lines = bench.read(path).split('\n');
      const line = lines.findIndex((text) => text.includes(`${word}(`));
      return { line, character: lines[line]?.indexOf(`${word}(`) ?? 0 };
    };
    const { features } = bench.servers;
    const asked = ['src/report.ts', 'src/receipt.ts'].flatMap((path) =>
      Array.from({ length: 6 }, () => features.definition(path, place(path, 'amountDue'), signal)),
    );
    for (const places of await Promise.all(asked)) assert.deepEqual(places[0]?.path, 'src/order.ts');
  });

  it('keeps a server that nobody could wait for, so that the next question finds it ready', async () => {
    const cold = openWorkbench(sample);
    const at = { line: 5, character: cold.read('src/report.ts').split('\n')[5]?.indexOf('amountDue') ?? 0 };
    await assert.rejects(cold.servers.features.definition('src/report.ts', at, AbortSignal.timeout(5)));
    const places = await cold.servers.features.definition('src/report.ts', at, signal);
    assert.equal(places[0]?.path, 'src/order.ts');
    cold.dispose();
  });

  it('lists the files once to find a symbol by its name, until files change', async () => {
    let listings = 0;
    const reader = new MemoryWorkspace({ 'src/report.ts': bench.read('src/report.ts') });
    reader.list = async () => {
      listings++;
      return ['src/report.ts'];
    };
    const own = openWorkbench(sample, { reader });
    for (let round = 0; round < 3; round++)
      assert.equal((await own.servers.features.findSymbol('amountDue', signal))[0]?.path, 'src/order.ts');
    assert.equal(listings, 1);
    own.servers.filesChanged(['src/report.ts'], 'changed');
    await own.servers.features.findSymbol('amountDue', signal);
    assert.equal(listings, 2);
    own.dispose();
  });

  it('says nothing, and starts nothing, in a workspace that is not trusted', async () => {
    const untrusted = openWorkbench(sample, { trust: () => 'untrusted' });
    assert.deepEqual(await untrusted.servers.features.diagnostics('src/report.ts', signal), []);
    const report = await untrusted.judge(untrusted.edit(['src/cart.ts', 'sum = add', 'sum = subtract']));
    assert.equal(report.verdict, 'unavailable');
    assert.match(report.notChecked[0]?.reason ?? '', /trusted workspace/);
    untrusted.dispose();
  });
});
