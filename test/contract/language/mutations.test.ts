// Generated mutations of correct edits per language: what the compiler on disk catches, the rehearsal must catch before show.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve, sep } from 'node:path';
import type { FileChange } from '../../../src/core/model/change.ts';
import { installFromGo, onPath } from './installServer.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

const repository = resolve(import.meta.dirname, '..', '..', '..');
/** `npm run bench:mutations` asks for 60. */
const wanted = Number(process.env.UNDERSTUDY_MUTATIONS ?? 12);

/** One way of spoiling a text: every match of the pattern is one mutation. */
interface Mutator {
  readonly name: string;
  readonly pattern: RegExp;
  readonly spoil: (match: RegExpExecArray) => string;
}

interface Subject {
  readonly title: string;
  readonly open: () => Workbench;
  readonly files: readonly string[];
  readonly mutators: readonly Mutator[];
  /** Complaints of the compiler on disk about each of these folders, one line each, without their line numbers. */
  /** Puts the server where it is found; undefined when it cannot be had here. */
  readonly prepare?: () => (() => void) | undefined;
  readonly onDisk: (parent: string, folders: readonly string[]) => ReadonlyMap<string, readonly string[]>;
}

const scriptMutators: readonly Mutator[] = [
  { name: 'renamed declaration', pattern: /\bexport (?:function|const|interface|class|type) (\w+)/g, spoil: (m) => `${m[0]}Renamed` },
  { name: 'missing import', pattern: /^import .*;\n/gm, spoil: () => '' },
  { name: 'wrong arity', pattern: /(\w+\()(\w+), (\w+)\)/g, spoil: (m) => `${m[1]}${m[2]})` },
  { name: 'wrong type', pattern: /: number\b/g, spoil: () => ': string' },
  { name: 'removed return', pattern: /^(\s+)return (.*);$/gm, spoil: (m) => `${m[1]}void (${m[2]});` },
  { name: 'renamed member', pattern: /\.(cents|price|product|quantity|currency|percent|name)\b/g, spoil: (m) => `.${m[1]}Renamed` },
  { name: 'renamed field', pattern: /readonly (\w+): /g, spoil: (m) => `readonly ${m[1]}Renamed: ` },
];

const pythonMutators: readonly Mutator[] = [
  { name: 'renamed declaration', pattern: /^(?:def|class) (\w+)/gm, spoil: (m) => `${m[0]}_renamed` },
  { name: 'missing import', pattern: /^from .*\n/gm, spoil: () => '' },
  { name: 'wrong arity', pattern: /(\w+\()(\w+), (\w+)\)/g, spoil: (m) => `${m[1]}${m[2]})` },
  { name: 'wrong type', pattern: /: int\b/g, spoil: () => ': str' },
  { name: 'removed return', pattern: /^(\s+)return .*$/gm, spoil: (m) => `${m[1]}pass` },
  { name: 'renamed member', pattern: /\.(cents|price|quantity|lines|product|name)\b/g, spoil: (m) => `.${m[1]}_renamed` },
  { name: 'wrong result', pattern: /-> int:/g, spoil: () => '-> bytes:' },
];

const goMutators: readonly Mutator[] = [
  { name: 'renamed declaration', pattern: /^(?:func|type) ([A-Za-z]\w*)/gm, spoil: (m) => `${m[0]}Renamed` },
  { name: 'missing import', pattern: /^import .*\n/gm, spoil: () => '' },
  { name: 'wrong arity', pattern: /(\w+\()(\w+), (\w+)\)/g, spoil: (m) => `${m[1]}${m[2]})` },
  { name: 'wrong type', pattern: /\bint\b/g, spoil: () => 'string' },
  { name: 'removed return', pattern: /^(\s+)return .*$/gm, spoil: () => '' },
  { name: 'renamed member', pattern: /\.(Cents|Price|Quantity|Lines|Product|Name|Weight)\b/g, spoil: (m) => `.${m[1]}Renamed` },
  { name: 'renamed field', pattern: /^\t([A-Z]\w+)(?= +\S)/gm, spoil: (m) => `\t${m[1]}Renamed` },
];

const goShop = {
  'go.mod': 'module example.org/shop\n\ngo 1.21\n',
  'money/money.go':
    'package money\n\nimport "fmt"\n\ntype Money struct {\n\tCents    int\n\tCurrency string\n}\n\nfunc Add(left, right Money) Money {\n\treturn Money{left.Cents + right.Cents, left.Currency}\n}\n\nfunc Show(amount Money) string {\n\treturn fmt.Sprintf("%d %s", amount.Cents, amount.Currency)\n}\n\nfunc Zero(currency string) Money {\n\treturn Money{0, currency}\n}\n',
  'product/product.go':
    'package product\n\nimport "example.org/shop/money"\n\ntype Product struct {\n\tName   string\n\tPrice  money.Money\n\tWeight int\n}\n\nfunc Cheapest(products []Product) Product {\n\tbest := products[0]\n\tfor _, product := range products {\n\t\tif product.Price.Cents < best.Price.Cents {\n\t\t\tbest = product\n\t\t}\n\t}\n\treturn best\n}\n',
  'cart/line.go':
    'package cart\n\nimport "example.org/shop/product"\n\ntype Line struct {\n\tProduct  product.Product\n\tQuantity int\n}\n\nfunc weightOf(line Line) int {\n\treturn line.Product.Weight * line.Quantity\n}\n',
  'cart/cart.go':
    'package cart\n\nimport "example.org/shop/money"\n\ntype Cart struct {\n\tCurrency string\n\tLines    []Line\n}\n\nfunc (c Cart) Total() money.Money {\n\ttotal := money.Zero(c.Currency)\n\tfor _, line := range c.Lines {\n\t\tprice := line.Product.Price\n\t\ttotal = money.Add(total, price)\n\t}\n\treturn total\n}\n\nfunc (c Cart) Weight() int {\n\tsum := 0\n\tfor _, line := range c.Lines {\n\t\tsum += weightOf(line)\n\t}\n\treturn sum\n}\n',
  'order/order.go':
    'package order\n\nimport (\n\t"example.org/shop/cart"\n\t"example.org/shop/money"\n)\n\nfunc Shipping(c cart.Cart) money.Money {\n\tvar grams int = c.Weight()\n\treturn money.Money{Cents: grams / 1000 * 350, Currency: c.Currency}\n}\n\nfunc Due(c cart.Cart) money.Money {\n\tshipping := Shipping(c)\n\ttotal := c.Total()\n\treturn money.Add(total, shipping)\n}\n',
  'main.go':
    'package main\n\nimport (\n\t"fmt"\n\n\t"example.org/shop/cart"\n\t"example.org/shop/money"\n\t"example.org/shop/order"\n\t"example.org/shop/product"\n)\n\nfunc main() {\n\tbread := product.Product{Name: "bread", Price: money.Money{Cents: 450, Currency: "EUR"}, Weight: 700}\n\tc := cart.Cart{Currency: "EUR", Lines: []cart.Line{{Product: bread, Quantity: 2}}}\n\tfmt.Println(money.Show(order.Due(c)), product.Cheapest([]product.Product{bread}).Name)\n}\n',
};

const pythonShop = {
  'pyproject.toml': '[project]\nname = "shop"\nversion = "1.0"\n',
  'shop/__init__.py': '',
  'shop/money.py':
    'from dataclasses import dataclass\n\n\n@dataclass(frozen=True)\nclass Money:\n    cents: int\n    currency: str\n\n\ndef add(left: Money, right: Money) -> Money:\n    return Money(left.cents + right.cents, left.currency)\n\n\ndef show(amount: Money) -> str:\n    return f"{amount.cents / 100:.2f} {amount.currency}"\n\n\ndef zero(currency: str) -> Money:\n    return Money(0, currency)\n',
  'shop/product.py':
    'from dataclasses import dataclass\nfrom shop.money import Money\n\n\n@dataclass(frozen=True)\nclass Product:\n    name: str\n    price: Money\n    weight: int\n\n\ndef cheapest(products: list[Product]) -> Product:\n    return min(products, key=lambda product: product.price.cents)\n',
  'shop/cart.py':
    'from dataclasses import dataclass, field\nfrom shop.money import Money, add, zero\nfrom shop.product import Product\n\n\n@dataclass\nclass Line:\n    product: Product\n    quantity: int\n\n\n@dataclass\nclass Cart:\n    currency: str\n    lines: list[Line] = field(default_factory=list)\n\n    def total(self) -> Money:\n        total = zero(self.currency)\n        for line in self.lines:\n            total = add(total, line.product.price)\n        return total\n\n    def weight(self) -> int:\n        return sum(line.product.weight * line.quantity for line in self.lines)\n',
  'shop/shipping.py':
    'from shop.cart import Cart\nfrom shop.money import Money\n\n\ndef shipping(cart: Cart) -> Money:\n    grams: int = cart.weight()\n    return Money(grams // 1000 * 350, cart.currency)\n\n\ndef days(cart: Cart) -> int:\n    return 2 + cart.weight() // 5000\n',
  'shop/order.py':
    'from shop.cart import Cart\nfrom shop.money import Money, add, show\nfrom shop.shipping import days, shipping\n\n\ndef due(cart: Cart) -> Money:\n    return add(cart.total(), shipping(cart))\n\n\ndef receipt(cart: Cart) -> str:\n    amount: Money = due(cart)\n    when: int = days(cart)\n    return show(amount) + str(when)\n',
  'shop/report.py':
    'from shop.cart import Cart\nfrom shop.order import due, receipt\nfrom shop.product import Product, cheapest\n\n\ndef revenue(carts: list[Cart]) -> int:\n    return sum(due(cart).cents for cart in carts)\n\n\ndef receipts(carts: list[Cart]) -> list[str]:\n    return [receipt(cart) for cart in carts]\n\n\ndef bargain(products: list[Product]) -> str:\n    return cheapest(products).name\n',
};

const run = (command: readonly string[], cwd: string) =>
  spawnSync(process.execPath, [...command], { cwd, encoding: 'utf8' }).stdout.split('\n');

function compileEach(parent: string, folders: readonly string[]): Map<string, string[]> {
  const command = [join(repository, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', '.'];
  const complaints = (folder: string) =>
    run(command, join(parent, folder)).flatMap((line) => /^(\S+?)\(\d+,\d+\): error (.*)$/.exec(line)?.slice(1).join(' ') ?? []);
  return new Map(folders.map((folder) => [folder, complaints(folder)]));
}

/** One run for all folders: each is an environment of its own. */
function checkTogether(parent: string, folders: readonly string[]): Map<string, string[]> {
  writeFileSync(join(parent, 'pyrightconfig.json'), JSON.stringify({ executionEnvironments: folders.map((root) => ({ root })) }));
  const found = new Map(folders.map((folder) => [folder, [] as string[]]));
  for (const line of run([join(repository, 'node_modules/pyright/index.js')], parent)) {
    const [, path = '', message = ''] = /^\s+(\S+?):\d+:\d+ - error: (.*)$/.exec(line) ?? [];
    const [folder = '', ...rest] = relative(parent, path).split(sep);
    found.get(folder)?.push(`${rest.join('/')} ${message}`);
  }
  return found;
}

function buildEach(parent: string, folders: readonly string[]): Map<string, string[]> {
  const complaints = (folder: string) =>
    spawnSync('go', ['build', '-gcflags=-e', '-o', tmpdir(), './...'], { cwd: join(parent, folder), encoding: 'utf8' })
      .stderr.split('\n')
      .flatMap((line) => /^(\S+?):\d+:\d+: (.*)$/.exec(line)?.slice(1).join(' ') ?? []);
  return new Map(folders.map((folder) => [folder, complaints(folder)]));
}

const gopls = () => installFromGo('golang.org/x/tools/gopls', 'v0.21.1');

const sampleFiles = ['cart', 'customer', 'discount', 'money', 'order', 'product', 'receipt', 'report', 'shipping', 'tax'];

const subjects: readonly Subject[] = [
  {
    title: 'TypeScript',
    open: () => openWorkbench(join(repository, 'test', 'fixtures', 'sample')),
    files: sampleFiles.map((name) => `src/${name}.ts`),
    mutators: scriptMutators,
    onDisk: compileEach,
  },
  {
    title: 'Python',
    open: () => openWorkbench(pythonShop),
    files: Object.keys(pythonShop).filter((path) => path.endsWith('.py') && !path.includes('__init__')),
    mutators: pythonMutators,
    onDisk: checkTogether,
  },
  {
    title: 'Go',
    open: () => openWorkbench(goShop),
    files: Object.keys(goShop).filter((path) => path.endsWith('.go')),
    mutators: goMutators,
    onDisk: buildEach,
    prepare: () => {
      const folder = gopls();
      return folder === undefined ? undefined : onPath(folder);
    },
  },
];

interface Mutation {
  readonly name: string;
  readonly change: FileChange & { readonly kind: 'modify' };
}

/** Drawn evenly: one of each kind in turn. */
function mutationsOf(subject: Subject, bench: Workbench): Mutation[] {
  const byKind = subject.mutators.map(({ name, pattern, spoil }) =>
    subject.files.flatMap((path) => {
      const text = bench.read(path);
      return [...text.matchAll(pattern)].map((match): Mutation => {
        const after = text.slice(0, match.index) + spoil(match) + text.slice(match.index + match[0].length);
        return { name: `${name} in ${path}`, change: { kind: 'modify', path, before: { path, text, version: '1' }, after } };
      });
    }),
  );
  const drawn: Mutation[] = [];
  for (let turn = 0; drawn.length < wanted && turn < Math.max(...byKind.map((kind) => kind.length)); turn++) {
    for (const kind of byKind) {
      const mutation = kind[turn];
      if (mutation && drawn.length < wanted) drawn.push(mutation);
    }
  }
  return drawn;
}

for (const subject of subjects) {
  describe(`${wanted} mutations in ${subject.title}`, function () {
    this.timeout(900_000);
    let restore: (() => void) | undefined;
    before(function () {
      if (!subject.prepare) return;
      restore = subject.prepare();
      if (restore) return;
      console.log(`      The language server cannot be had on this machine: ${subject.title} is not tested.`);
      this.skip();
    });
    after(() => restore?.());

    it('are caught before they are shown wherever the compiler on disk catches them', async () => {
      const bench = subject.open();
      const parent = realpathSync(mkdtempSync(join(tmpdir(), 'understudy-mutations-')));
      try {
        const mutations = mutationsOf(subject, bench);
        assert.equal(mutations.length, wanted);
        cpSync(bench.root, join(parent, 'unspoilt'), { recursive: true });
        for (const [index, { change }] of mutations.entries()) {
          cpSync(bench.root, join(parent, `m${index}`), { recursive: true });
          writeFileSync(join(parent, `m${index}`, change.path), change.after);
        }
        const onDisk = subject.onDisk(parent, ['unspoilt', ...mutations.map((_, index) => `m${index}`)]);
        const tally = { caught: 0, onDisk: 0, missed: [] as string[], overcalled: [] as string[] };
        for (const [index, { name, change }] of mutations.entries()) {
          const report = await bench.judge([change]);
          const isBroken = report.verdict === 'broken';
          const fails = onDisk.get(`m${index}`)?.some((complaint) => !onDisk.get('unspoilt')?.includes(complaint)) ?? false;
          if (isBroken) tally.caught++;
          if (fails) tally.onDisk++;
          if (fails && !isBroken) tally.missed.push(name);
          if (!fails && isBroken) tally.overcalled.push(`${name}: ${report.newProblems[0]?.message}`);
        }
        console.log(
          `      ${subject.title}: ${tally.caught} of ${wanted} caught before show; the compiler on disk catches ${tally.onDisk}`,
        );
        assert.deepEqual([tally.missed, tally.overcalled], [[], []]);
        assert.ok(tally.onDisk > wanted / 2);
      } finally {
        bench.dispose();
        rmSync(parent, { recursive: true, force: true });
      }
    });
  });
}
