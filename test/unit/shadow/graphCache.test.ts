// The import graph stays true by what is heard of changed files, without all files being read again.
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { GraphCache } from '../../../src/node/language/graphCache.ts';
import { scriptImports } from '../../../src/node/language/importRules.ts';

describe('GraphCache', () => {
  let root: string;
  let cache: GraphCache;
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const importers = async (path: string) => [...(await cache.graph(scriptImports)).importers([path])].sort();
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'understudy-graph-'));
    write('src/cart.ts', 'export const total = 1;\n');
    write('src/main.ts', "import { total } from './cart.ts';\n");
    write('src/other.ts', '');
    cache = new GraphCache(root);
  });
  afterEach(() => {
    cache.dispose();
    rmSync(root, { recursive: true, force: true });
  });

  it('knows importers that came, changed and went, of the files it heard of', async () => {
    assert.deepEqual(await importers('src/cart.ts'), ['src/main.ts']);
    write('src/other.ts', "import { total } from './cart.ts';\n");
    write('src/unheard.ts', "import { total } from './cart.ts';\n");
    assert.deepEqual(await importers('src/cart.ts'), ['src/main.ts'], 'nothing is read unasked');
    cache.filesChanged(['src/other.ts']);
    assert.deepEqual(await importers('src/cart.ts'), ['src/main.ts', 'src/other.ts'], 'only what was heard of is read');
    rmSync(join(root, 'src/main.ts'));
    write('src/other.ts', '');
    cache.filesChanged(['src/main.ts', 'src/other.ts', 'README.md']);
    assert.deepEqual(await importers('src/cart.ts'), []);
  });

  it('reads everything again when a package gets another name, and after very many changes', async () => {
    write('packages/shop/package.json', '{\n  "name": "shop"\n}\n');
    write('packages/shop/index.ts', '');
    write('src/main.ts', "import 'shop';\n");
    assert.deepEqual(await importers('packages/shop/index.ts'), ['src/main.ts']);
    write('packages/shop/package.json', '{\n  "name": "store"\n}\n');
    cache.filesChanged(['packages/shop/package.json']);
    assert.deepEqual(await importers('packages/shop/index.ts'), []);
    write('src/more.ts', "import 'store';\n");
    cache.filesChanged(Array.from({ length: 600 }, (_, index) => `src/gone${index}.ts`));
    assert.deepEqual(await importers('packages/shop/index.ts'), ['src/more.ts']);
  });
});
