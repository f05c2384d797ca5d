// The real JSON, CSS and HTML servers, installed by the set-up and found on the PATH.
import assert from 'node:assert/strict';
import { installFromNpm, onPath } from './installServer.ts';
import { codes, openWorkbench, type Workbench } from './workbench.ts';

const site = {
  'package.json': '{\n  "name": "site",\n  "version": "1.0.0"\n}\n',
  'site.css': 'p {\n  color: red;\n}\n',
  'index.html': '<p>Hello</p>\n<script>\n  const answer = 42;\n</script>\n',
};

describe('rehearsal of JSON, CSS and HTML', function () {
  this.timeout(180_000);
  let bench: Workbench;
  let restore: () => void;
  before(() => {
    restore = onPath(installFromNpm('vscode-langservers-extracted', '4.10.0'));
    bench = openWorkbench(site);
  });
  after(() => {
    bench.dispose();
    restore();
  });

  const edits: readonly [path: string, from: string, good: string, bad: string][] = [
    ['package.json', '"1.0.0"', '"1.0.1"', '"1.0.1",'],
    ['site.css', 'color: red;', 'color: blue;', 'color: ;'],
    ['index.html', 'const answer = 42;', 'const answer = 43;', 'const answer = ;'],
  ];
  for (const [path, from, good, bad] of edits) {
    it(`tells a good edit of ${path} from a bad one`, async () => {
      const right = await bench.judge(bench.edit([path, from, good]));
      assert.deepEqual([codes(right), right.verdict], [[], 'clean']);
      const wrong = await bench.judge(bench.edit([path, from, bad]));
      assert.equal(wrong.verdict, 'broken', JSON.stringify(wrong));
      assert.match(wrong.checks.find(({ name }) => name === 'types')?.judge ?? '', /language server \(found on the PATH\)/);
    });
  }
});

describe('a server that is not installed', () => {
  it('is said with a hint how to get it, and broken JSON is found all the same', async () => {
    const path = process.env.PATH;
    process.env.PATH = '';
    const bench = openWorkbench(site);
    try {
      const good = await bench.judge(bench.edit(['package.json', '"1.0.0"', '"1.0.1"']));
      assert.equal(good.verdict, 'unavailable');
      assert.match(good.notChecked[0]?.reason ?? '', /npm install/);
      const bad = await bench.judge(bench.edit(['package.json', '"1.0.0"', '"1.0.1",']));
      assert.deepEqual([bad.verdict, codes(bad)], ['broken', ['package.json:json']]);
    } finally {
      process.env.PATH = path;
      bench.dispose();
    }
  });
});
