// The real rust-analyzer judges edits of a small crate. Where there is none, the suite is skipped and says so.
import assert from 'node:assert/strict';
import { rustAnalyzer } from './installServer.ts';
import { codes, openWorkbench, type Workbench } from './workbench.ts';

const crate = {
  'Cargo.toml': '[package]\nname = "shop"\nversion = "0.1.0"\nedition = "2021"\n',
  'src/main.rs': 'mod cart;\nmod money;\n\nfn main() {\n    let text = money::show(cart::total(2));\n    println!("{text}");\n}\n',
  'src/cart.rs': 'pub fn total(quantity: u32) -> u32 {\n    quantity * 450\n}\n',
  'src/money.rs': 'pub fn show(cents: u32) -> String {\n    format!("{cents} cents")\n}\n',
};

describe('rehearsal with rust-analyzer', function () {
  this.timeout(300_000);
  let bench: Workbench;
  before(function () {
    if (!rustAnalyzer()) {
      console.log('      rust-analyzer is not to be had on this machine: Rust is not tested.');
      this.skip();
    }
    bench = openWorkbench(crate);
  });
  after(() => bench?.dispose());

  it('finds nothing wrong with a good edit, and says that this is no proof', async () => {
    const report = await bench.judge(bench.edit(['src/cart.rs', 'quantity * 450', 'quantity * 420']), 120_000);
    assert.deepEqual([codes(report), report.verdict], [[], 'unavailable'], JSON.stringify(report));
    assert.match(report.notChecked[0]?.reason ?? '', /^rust-analyzer \d.* overlooks names that do not exist.*cargo check/);
  });
  it('does not call clean what it overlooks', async () => {
    assert.equal((await bench.judge(bench.edit(['src/main.rs', 'cart::total(2)', 'cart::sum(2)']))).verdict, 'unavailable');
  });
  it('finds a type error', async () => {
    const report = await bench.judge(bench.edit(['src/cart.rs', 'quantity * 450', '"none"']));
    assert.equal(report.verdict, 'broken', JSON.stringify(report));
    assert.match(report.newProblems[0]?.message ?? '', /expected u32, found &/);
  });
  it('finds what an edit breaks in another file', async () => {
    const report = await bench.judge(bench.edit(['src/cart.rs', 'total(quantity: u32)', 'total(quantity: u32, price: u32)']));
    assert.equal(report.verdict, 'broken');
    assert.match(report.newProblems.find(({ path }) => path === 'src/main.rs')?.message ?? '', /expected 2 arguments, found 1/);
  });
  it('knows a new file that another changed file uses, and the fault in it', async () => {
    const body = (call: string) => `mod money;\n\nfn main() {\n    let text = money::show(${call});`;
    const main = (call: string) => ['src/main.rs', body('cart::total(2)'), `mod tax;\n${body(call)}`] as const;
    const tax = ['src/tax.rs', undefined, 'pub fn tax(cents: u32) -> u32 {\n    cents / 5\n}\n'] as const;
    const good = await bench.judge(bench.edit(tax, main('tax::tax(cart::total(2))')));
    assert.deepEqual([codes(good), good.verdict], [[], 'unavailable'], JSON.stringify(good));
    const wrong = await bench.judge(bench.edit(tax, main('tax::tax("two")')));
    assert.deepEqual([wrong.verdict, wrong.newProblems.map(({ path }) => path)], ['broken', ['src/main.rs']]);
  });
});

describe('Rust without rust-analyzer', () => {
  it('is not validated, with a hint how to get it', async () => {
    const { PATH, HOME } = process.env;
    process.env.PATH = '';
    process.env.HOME = '/nowhere';
    const without = openWorkbench(crate);
    try {
      const report = await without.judge(without.edit(['src/cart.rs', 'quantity * 450', 'quantity * 420']));
      assert.equal(report.verdict, 'unavailable');
      assert.match(report.notChecked[0]?.reason ?? '', /rustup component add rust-analyzer rust-src/);
    } finally {
      process.env.PATH = PATH;
      process.env.HOME = HOME;
      without.dispose();
    }
  });
});
