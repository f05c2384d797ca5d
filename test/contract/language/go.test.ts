// The real gopls judges edits of a small Go module. Where there is no Go, the suite is skipped and says so.
import assert from 'node:assert/strict';
import { installFromGo, onPath } from './installServer.ts';
import { codes, openWorkbench, type Workbench } from './workbench.ts';

const shop = {
  'go.mod': 'module example.org/shop\n\ngo 1.21\n',
  'main.go':
    'package main\n\nimport (\n\t"fmt"\n\n\t"example.org/shop/money"\n)\n\nfunc main() {\n\tfmt.Println(money.Show(total(2)))\n}\n',
  'cart.go': 'package main\n\nfunc total(quantity int) int {\n\treturn quantity * 450\n}\n',
  'money/money.go': 'package money\n\nimport "fmt"\n\nfunc Show(cents int) string {\n\treturn fmt.Sprintf("%d cents", cents)\n}\n',
};

describe('rehearsal with gopls', function () {
  this.timeout(600_000);
  let bench: Workbench;
  let restore: () => void;
  before(function () {
    const folder = installFromGo('golang.org/x/tools/gopls', 'v0.21.1');
    if (!folder) {
      console.log('      Go is not installed on this machine: gopls cannot be built, Go is not tested.');
      this.skip();
    }
    restore = onPath(folder);
    bench = openWorkbench(shop);
  });
  after(() => {
    bench?.dispose();
    restore?.();
  });

  it('finds a good edit clean and says who judged', async () => {
    const report = await bench.judge(bench.edit(['cart.go', 'quantity * 450', 'quantity * 420']));
    assert.deepEqual([codes(report), report.verdict], [[], 'clean'], JSON.stringify(report.notChecked));
    assert.match(report.checks.find(({ name }) => name === 'types')?.judge ?? '', /^gopls v?\d/);
  });
  it('finds a type error', async () => {
    const report = await bench.judge(bench.edit(['cart.go', 'return quantity * 450', 'return "none"']));
    assert.equal(report.verdict, 'broken');
    assert.match(report.newProblems[0]?.message ?? '', /cannot use "none"/);
  });
  it('finds what an edit breaks in another file of the package, and in another package', async () => {
    const near = await bench.judge(bench.edit(['cart.go', 'total(quantity int)', 'total(quantity int, price int)']));
    assert.deepEqual([...new Set(near.newProblems.map(({ path }) => path))], ['main.go']);
    const far = await bench.judge(bench.edit(['money/money.go', 'func Show(cents int)', 'func Show(cents string)']));
    assert.ok(
      far.newProblems.some(({ path }) => path === 'main.go'),
      codes(far).join(),
    );
  });
  it('knows a new file that another changed file uses', async () => {
    const report = await bench.judge(
      bench.edit(
        ['tax.go', undefined, 'package main\n\nfunc tax(cents int) int {\n\treturn cents / 5\n}\n'],
        ['main.go', 'total(2)', 'tax(total(2))'],
      ),
    );
    assert.deepEqual([codes(report), report.verdict], [[], 'clean']);
  });
  it('misses a deleted file where it is still used', async () => {
    const report = await bench.judge(bench.edit(['cart.go', '', undefined]));
    assert.equal(report.verdict, 'broken');
    assert.ok(
      report.newProblems.some(({ path, message }) => path === 'main.go' && /undefined: total/.test(message)),
      codes(report).join(),
    );
  });
});
