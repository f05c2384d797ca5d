// Facts for an overview of the whole project, each with the file it comes from.
import assert from 'node:assert/strict';
import { buildContext } from '../../../src/core/context/buildContext.ts';
import { areasOf } from '../../../src/core/context/projectAreas.ts';
import { contextSection, requestMessage } from '../../../src/core/prompt/parts.ts';
import { modulesOf } from '../../../src/core/text/importsOf.ts';
import { contextRig } from './contextRig.ts';

const signal = new AbortController().signal;
const limits = { contextTokens: 6_000, collectMs: 5_000 };
const explain = { kind: 'ask' as const, text: '/explain', focus: [] };

const project = {
  'README.md': '# Shop\nSells tea.\n',
  'package.json': '{ "name": "shop", "main": "dist/main.js" }',
  'src/main.ts': "import { total } from './core/cart.ts';\nexport const run = () => total([]);\n",
  'src/core/cart.ts': "import { add } from '../base/money.ts';\nexport function total(all: number[]) { return all.reduce(add, 0); }\n",
  'src/core/order.ts': "import { add } from '../base/money.ts';\nimport { total } from './cart.ts';\n",
  'src/base/money.ts': 'export const add = (a: number, b: number) => a + b;\n',
  'test/cart.test.ts': "import { total } from '../src/core/cart.ts';\n",
};

describe('the overview of a project', () => {
  it('names folders, entry points, layers and central files, each with files', async () => {
    const text = contextSection(await buildContext(explain, limits, contextRig(project), signal));
    assert.match(text, /src\/core\/ \(2 ts\): cart\.ts, order\.ts/);
    assert.match(text, /beside the product\n```\ntest\/ \(1 file\)/);
    assert.match(text, /lead to, by imports\n```\nsrc\/main\.ts -> src\/core\/cart\.ts\n {2}src\/core\/cart\.ts -> src\/base\/money\.ts/);
    assert.match(text, /where programs and packages begin\n```\nsrc\/main\.ts\n/);
    assert.match(text, /src\/core -> src\/base: 2 imports, such as src\/core\/cart\.ts -> src\/base\/money\.ts/);
    assert.match(text, /src\/core\/cart\.ts: imported by 2 files/);
    assert.match(text, /Sells tea\./);
    assert.doesNotMatch(text, /test\/cart\.test\.ts ->/);
  });

  it('comes from the index when that can tell, and then no source file is read for it', async () => {
    const rig = contextRig(project);
    const paths = Object.keys(project).sort();
    const read: string[] = [];
    const reader = {
      read: (path: string, until: AbortSignal) => {
        read.push(path);
        return rig.reader.read(path, until);
      },
      list: () => Promise.reject(new Error('listed')),
      searchText: rig.reader.searchText.bind(rig.reader),
      judgePath: rig.reader.judgePath.bind(rig.reader),
    };
    const told = paths.map((path) => ({ path, modules: modulesOf({ path, text: project[path as keyof typeof project] }) }));
    const index = { ...rig.index, structure: async () => told };
    const limited = { ...limits, trust: 'untrusted' as const };
    const fromIndex = contextSection(await buildContext(explain, limited, { ...rig, reader, index }, signal));
    assert.equal(fromIndex, contextSection(await buildContext(explain, limited, rig, signal)));
    assert.ok(!read.includes('src/core/order.ts'), read.join());
  });

  it('knows Go packages and Python modules', async () => {
    const go = {
      'go.mod': 'module example.com/shop\n',
      'cmd/shop/main.go': 'package main\n\nimport (\n\t"example.com/shop/cart"\n)\n',
      'cart/cart.go': 'package cart\n',
    };
    assert.match(
      contextSection(await buildContext(explain, limits, contextRig(go), signal)),
      /cmd -> cart: 1 import, such as cmd\/shop\/main\.go -> cart\//,
    );
    const python = {
      'shop/__main__.py': 'from shop.core.cart import total\n',
      'shop/core/cart.py': 'def total(): ...\n',
      'shop/core/__init__.py': '',
    };
    assert.match(
      contextSection(await buildContext(explain, limits, contextRig(python), signal)),
      /shop -> shop\/core: 1 import, such as shop\/__main__\.py -> shop\/core\/cart\.py/,
    );
  });

  it('finds entry points by manifests, built files by their sources, and none in templates or tests', async () => {
    const files = {
      'package.json': '{ "private": true }',
      'packages/tool/package.json':
        '{ "bin": { "tool": "bin/tool.js" }, "exports": { ".": "./dist/node/index.js", "./x": { "import": "./dist/x.mjs" } } }',
      'packages/tool/bin/tool.js': "import('../dist/node/cli.js');\n",
      'packages/tool/src/node/index.ts': "export * from './server.ts';\n",
      'packages/tool/src/node/cli.ts': "const { serve } = await import('./server.ts');\nserve();\n",
      'packages/tool/src/node/server.ts': 'export const serve = () => 1;\n',
      'packages/tool/src/x.ts': 'export {};\n',
      'packages/create/template-plain/src/main.ts': 'start();\n',
      'packages/create/template-plain/package.json': '{ "main": "src/main.ts" }',
      'playground/a/main.ts': 'start();\n',
      'pyproject.toml': '[project.scripts]\nshop = "shop.cmdline:execute"\n',
      'shop/cmdline.py': 'def execute(): ...\n',
    };
    const text = contextSection(await buildContext(explain, limits, contextRig(files), signal));
    const [, entries = ''] = /where programs and packages begin\n```\n([\s\S]*?)\n```/.exec(text) ?? [];
    for (const path of ['bin/tool.js', 'src/node/index.ts', 'src/x.ts', 'src/node/cli.ts'])
      assert.ok(entries.includes(`packages/tool/${path}`), path);
    assert.ok(entries.includes('shop/cmdline.py'));
    assert.doesNotMatch(entries, /template|playground/);
    assert.match(
      text,
      /packages\/tool\/bin\/tool\.js -> packages\/tool\/src\/node\/cli\.ts\n {2}packages\/tool\/src\/node\/cli\.ts -> packages\/tool\/src\/node\/server\.ts/,
    );
  });

  it('divides large folders into areas and keeps every file in one', () => {
    const files = Array.from({ length: 400 }, (_, at) => `src/${at < 300 ? 'node' : 'client'}/part${at % 7}/f${at}.ts`);
    const areas = areasOf([...files, 'index.ts', 'src/top.ts']);
    assert.equal(
      areas.reduce((sum, area) => sum + area.files.length, 0),
      402,
    );
    assert.ok(areas.length > 5 && areas.length <= 40);
    assert.deepEqual(areas.find((area) => area.folder === 'src')?.files, ['src/top.ts']);
    assert.equal(areas.find((area) => area.folder === 'src/node/part0')?.files.length, 43);
    assert.deepEqual(areasOf([]), [{ folder: '', files: [] }]);
  });

  it('is asked for in words, with a file for every claim', async () => {
    const bundle = await buildContext(explain, limits, contextRig(project), signal);
    assert.match(
      requestMessage(explain, bundle),
      /# Request\n\nGive an overview of this repository: .*path:line; leave out what no shown piece supports/,
    );
  });

  it('is not collected for a question about one file', async () => {
    const bundle = await buildContext({ ...explain, focus: [{ path: 'src/main.ts' }] }, limits, contextRig(project), signal);
    assert.ok(!bundle.ledger.some((entry) => entry.source === 'structure'));
    assert.match(requestMessage({ ...explain, focus: [{ path: 'src/main.ts' }] }, bundle), /Explain this code/);
  });
});
