// Per language: a good edit, a type error, an edit that breaks another file, and a new file used by another, each with the real
// server. Whatever is wrong is repaired by a scripted model, which has a repair only for prompts that hold the compiler's own words.
import assert from 'node:assert/strict';
import { installFromGo, installFromNpm, onPath, rustAnalyzer } from './installServer.ts';
import { block, runLoop, verdictsOf } from './repairLoop.ts';
import { openWorkbench, type Workbench } from './workbench.ts';

interface Case {
  readonly what: string;
  readonly first: string;
  /** What the compiler says of the first answer, and the answer to it. */
  readonly words?: string;
  readonly repair?: string;
}

interface Language {
  readonly title: string;
  readonly files: Readonly<Record<string, string>>;
  /** Puts the server where it is found; undefined when it cannot be had here. */
  readonly prepare: () => (() => void) | undefined;
  readonly cases: readonly Case[];
  /** What a good proposal is called. */
  readonly good?: 'unavailable';
}

const nothing = () => () => undefined;

const languages: readonly Language[] = [
  {
    title: 'TypeScript',
    prepare: nothing,
    files: {
      'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "nodenext" }, "include": ["src"] }\n',
      'src/cart.ts': 'export function total(quantity: number): number {\n  return quantity * 450;\n}\n',
      'src/main.ts': "import { total } from './cart.js';\n\nexport const text: string = String(total(2));\n",
    },
    cases: [
      { what: 'a good edit', first: block('src/cart.ts', '  return quantity * 450;', '  return quantity * 420;') },
      {
        what: 'a type error',
        first: block('src/cart.ts', '  return quantity * 450;', "  return 'none';"),
        words: "Type 'string' is not assignable to type 'number'",
        repair: block('src/cart.ts', "  return 'none';", '  return 0;'),
      },
      {
        what: 'an edit that breaks another file',
        first: block('src/cart.ts', 'export function total(quantity: number): number {', 'export function sum(quantity: number): number {'),
        words: "has no exported member 'total'",
        repair: block('src/main.ts', "import { total } from './cart.js';", "import { sum as total } from './cart.js';"),
      },
      {
        what: 'a new file used by another',
        first:
          block('src/tax.ts', '', 'export function tax(cents: number): number {\n  return cents / 5;\n}') +
          block(
            'src/main.ts',
            "import { total } from './cart.js';\n\nexport const text: string = String(total(2));",
            "import { total } from './cart.js';\nimport { vat } from './tax.js';\n\nexport const text: string = String(vat(total(2)));",
          ),
        words: "has no exported member 'vat'",
        repair: block('src/tax.ts', 'export function tax(cents: number): number {', 'export function vat(cents: number): number {'),
      },
    ],
  },
  {
    title: 'Python',
    prepare: nothing,
    files: {
      'shop/__init__.py': '',
      'shop/cart.py': 'def total(quantity: int) -> int:\n    return quantity * 450\n',
      'shop/main.py': 'from shop.cart import total\n\n\ndef text() -> str:\n    return str(total(2))\n',
    },
    cases: [
      { what: 'a good edit', first: block('shop/cart.py', '    return quantity * 450', '    return quantity * 420') },
      {
        what: 'a type error',
        first: block('shop/cart.py', '    return quantity * 450', '    return "none"'),
        words: 'is not assignable to return type "int"',
        repair: block('shop/cart.py', '    return "none"', '    return 0'),
      },
      {
        what: 'an edit that breaks another file',
        first: block('shop/cart.py', 'def total(quantity: int) -> int:', 'def sum_up(quantity: int) -> int:'),
        words: '"total" is unknown import symbol',
        repair: block('shop/main.py', 'from shop.cart import total', 'from shop.cart import sum_up as total'),
      },
      {
        what: 'a new file used by another',
        first:
          block('shop/tax.py', '', 'def tax(cents: int) -> int:\n    return cents // 5') +
          block(
            'shop/main.py',
            'from shop.cart import total\n\n\ndef text() -> str:\n    return str(total(2))',
            'from shop.cart import total\nfrom shop.tax import vat\n\n\ndef text() -> str:\n    return str(vat(total(2)))',
          ),
        words: '"vat" is unknown import symbol',
        repair: block('shop/tax.py', 'def tax(cents: int) -> int:', 'def vat(cents: int) -> int:'),
      },
    ],
  },
  {
    title: 'JSON and CSS',
    prepare: () => onPath(installFromNpm('vscode-langservers-extracted', '4.10.0')),
    files: { 'site.json': '{\n  "name": "shop"\n}\n', 'site.css': 'p {\n  color: red;\n}\n' },
    cases: [
      {
        what: 'a good edit',
        first: block('site.json', '  "name": "shop"', '  "name": "market"') + block('site.css', '  color: red;', '  color: blue;'),
      },
      {
        what: 'an error in JSON',
        first: block('site.json', '  "name": "shop"', '  "name": "market",'),
        words: 'Trailing comma',
        repair: block('site.json', '  "name": "market",', '  "name": "market"'),
      },
      {
        what: 'an error in CSS',
        first: block('site.css', '  color: red;', '  color: ;'),
        words: 'property value expected',
        repair: block('site.css', '  color: ;', '  color: blue;'),
      },
    ],
  },
  {
    title: 'Go',
    prepare: () => {
      const folder = installFromGo('golang.org/x/tools/gopls', 'v0.21.1');
      return folder === undefined ? undefined : onPath(folder);
    },
    files: {
      'go.mod': 'module example.org/shop\n\ngo 1.21\n',
      'main.go': 'package main\n\nfunc main() {\n\tprintln(total(2))\n}\n',
      'cart.go': 'package main\n\nfunc total(quantity int) int {\n\treturn quantity * 450\n}\n',
    },
    cases: [
      { what: 'a good edit', first: block('cart.go', '\treturn quantity * 450', '\treturn quantity * 420') },
      {
        what: 'a type error',
        first: block('cart.go', '\treturn quantity * 450', '\treturn "none"'),
        words: 'cannot use "none"',
        repair: block('cart.go', '\treturn "none"', '\treturn 0'),
      },
      {
        what: 'an edit that breaks another file',
        first: block('cart.go', 'func total(quantity int) int {', 'func sum(quantity int) int {'),
        words: 'undefined: total',
        repair: block('main.go', '\tprintln(total(2))', '\tprintln(sum(2))'),
      },
      {
        what: 'a new file used by another',
        first:
          block('tax.go', '', 'package main\n\nfunc tax(cents int) int {\n\treturn cents / 5\n}') +
          block('main.go', '\tprintln(total(2))', '\tprintln(vat(total(2)))'),
        words: 'undefined: vat',
        repair: block('tax.go', 'func tax(cents int) int {', 'func vat(cents int) int {'),
      },
    ],
  },
  {
    title: 'Rust',
    prepare: () => (rustAnalyzer() ? () => undefined : undefined),
    good: 'unavailable',
    files: {
      'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
      'src/main.rs': 'mod cart;\n\nfn main() {\n    let sum = cart::total(2);\n    println!("{sum}");\n}\n',
      'src/cart.rs': 'pub fn total(quantity: u32) -> u32 {\n    quantity * 450\n}\n',
    },
    cases: [
      { what: 'a good edit', first: block('src/cart.rs', '    quantity * 450', '    quantity * 420') },
      {
        what: 'a type error',
        first: block('src/cart.rs', '    quantity * 450', '    "none"'),
        words: 'expected u32, found &',
        repair: block('src/cart.rs', '    "none"', '    quantity'),
      },
      {
        what: 'an edit that breaks another file',
        first: block(
          'src/cart.rs',
          'pub fn total(quantity: u32) -> u32 {\n    quantity * 450',
          'pub fn total(quantity: u32, price: u32) -> u32 {\n    quantity * price',
        ),
        words: 'expected 2 arguments, found 1',
        repair: block('src/main.rs', '    let sum = cart::total(2);', '    let sum = cart::total(2, 450);'),
      },
      {
        what: 'a new file used by another',
        first:
          block('src/tax.rs', '', 'pub fn tax(cents: u32, percent: u32) -> u32 {\n    cents * percent / 100\n}') +
          block(
            'src/main.rs',
            'mod cart;\n\nfn main() {\n    let sum = cart::total(2);',
            'mod cart;\nmod tax;\n\nfn main() {\n    let sum = tax::tax(cart::total(2));',
          ),
        words: 'expected 2 arguments, found 1',
        repair: block('src/main.rs', '    let sum = tax::tax(cart::total(2));', '    let sum = tax::tax(cart::total(2), 20);'),
      },
    ],
  },
];

for (const { title, files, prepare, cases, good = 'clean' } of languages) {
  describe(`the whole loop in ${title}`, function () {
    this.timeout(300_000);
    let bench: Workbench;
    let restore: (() => void) | undefined;
    before(function () {
      restore = prepare();
      if (!restore) {
        console.log(`      The language server cannot be had on this machine: ${title} is not tested.`);
        this.skip();
      }
      bench = openWorkbench(files);
    });
    after(() => {
      bench?.dispose();
      restore?.();
    });

    for (const { what, first, words, repair } of cases) {
      it(`${words === undefined ? 'shows' : 'repairs'} ${what}`, async () => {
        const firstAnswer = { name: 'first', needs: ['Change the shop.'], answer: first };
        const repairs = words === undefined ? [] : [{ name: 'repair', needs: ['Change the shop.', words], answer: repair ?? '' }];
        const heard = await runLoop(bench, [firstAnswer, ...repairs]);
        const said = heard.map(({ event }) => (event.kind === 'validated' ? event.report : event.kind === 'runEnded' ? event.outcome : ''));
        const expected = words === undefined ? [good] : ['broken', good];
        assert.deepEqual(verdictsOf(heard), expected, JSON.stringify(said.filter((one) => one !== '')));
      });
    }
  });
}
