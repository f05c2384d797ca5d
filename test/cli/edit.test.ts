// The whole loop as a person meets it in a terminal: real child process, real repository, real compiler; only the model is recorded.
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CliBench, eventsOf, type Finished } from './workbench.ts';

interface ValidatedEvent {
  readonly kind: 'validated';
  readonly report: { readonly verdict: string; readonly newProblems: readonly { readonly code?: string; readonly message: string }[] };
}
const verdicts = (finished: Finished) =>
  eventsOf(finished)
    .filter((event) => event.kind === 'validated')
    .map((event) => (event as unknown as ValidatedEvent).report);

describe('understudy edit', () => {
  let bench: CliBench;
  beforeEach(async () => {
    bench = await CliBench.open();
  });
  afterEach(async () => {
    await bench.close();
  });

  it('changes two files after a clean rehearsal, and nothing before it is accepted', async () => {
    const before = bench.fingerprint();
    const seen: string[] = [];
    const finished = await bench.run(
      ['edit', 'Count the quantity in the total of the cart, and show the price of each line on the receipt.', '--json', '--yes'],
      {
        onLine: (line) => {
          const { kind } = JSON.parse(line);
          seen.push(kind);
          if (!['writeDone'].includes(kind) && !seen.includes('writeIntended'))
            assert.deepEqual(bench.fingerprint(), before, `changed by ${kind}`);
        },
      },
    );
    assert.deepEqual(bench.model.failures, []);
    assert.equal(finished.code, 0, finished.stderr + finished.stdout.slice(-2000));
    assert.deepEqual(
      verdicts(finished).map((report) => report.verdict),
      ['clean'],
    );
    assert.match(bench.read('src/cart.ts'), /sum = add\(sum, lineTotal\(line\)\);/);
    assert.match(bench.read('src/receipt.ts'), /formatMoney\(lineTotal\(line\)\)/);
    const after = bench.fingerprint();
    assert.deepEqual(
      Object.keys(after).filter((path) => after[path] !== before[path]),
      ['src/cart.ts', 'src/receipt.ts'],
    );
    assert.ok(seen.indexOf('validated') < seen.indexOf('proposed') && seen.indexOf('proposed') < seen.indexOf('writeIntended'));
  });

  it('repairs an attempt that does not compile before showing it', async () => {
    const finished = await bench.run([
      'edit',
      'Make shipping free for carts above 50 euros.',
      '--file',
      'src/shipping.ts',
      '--json',
      '--yes',
    ]);
    assert.deepEqual(bench.model.failures, []);
    const landing = eventsOf(finished).find((event) => event.kind === 'landingFound');
    assert.deepEqual([landing?.path, landing?.range], ['src/shipping.ts', { startLine: 6, endLine: 8 }]);
    const reports = verdicts(finished);
    assert.deepEqual(
      reports.map((report) => report.verdict),
      ['broken', 'clean'],
    );
    assert.match(reports[0]?.newProblems[0]?.message ?? '', /Operator '>' cannot be applied/);
    assert.equal(finished.code, 0, finished.stderr);
    assert.match(bench.read('src/shipping.ts'), /cart\.total\(\)\.cents > freeAbove/);
  });

  it('asks for each hunk and writes only what was accepted', async () => {
    const finished = await bench.run(
      ['edit', 'Count the quantity in the total of the cart, and show the price of each line on the receipt.'],
      { input: 'y\ny\ny\nn\nn\n' },
    );
    assert.equal(finished.code, 1, finished.stderr);
    assert.match(finished.stdout, /✓ rehearsed: .*types/);
    assert.match(finished.stdout, /TypeScript/);
    assert.match(finished.stdout, /3 of 5 hunks accepted/);
    assert.match(bench.read('src/cart.ts'), /lineTotal/);
    assert.doesNotMatch(bench.read('src/receipt.ts'), /lineTotal/);
  });

  it('refuses a block that is in no file, shows the nearest lines, and writes nothing', async () => {
    const before = bench.fingerprint();
    const finished = await bench.run(['edit', 'Give a loyalty bonus in src/discount.ts', '--file', 'src/discount.ts', '--yes']);
    assert.equal(finished.code, 1, finished.stdout + finished.stderr);
    assert.match(finished.stdout, /refused in src\/discount\.ts/);
    assert.deepEqual(bench.fingerprint(), before);
  });

  it('puts a block that fits nowhere where the person says, when all repairs are used up', async () => {
    const finished = await bench.run(['edit', 'Give a loyalty bonus in src/discount.ts', '--file', 'src/discount.ts'], {
      input: 'h\n99\n14+\ny\n',
    });
    assert.match(finished.stdout, /still fits nowhere/);
    assert.match(finished.stdout, /the block +\| src\/discount\.ts/);
    assert.match(finished.stdout, /The file has the lines 1 to 15/);
    assert.match(bench.read('src/discount.ts'), /return 0\.05;/, finished.stdout + finished.stderr);
  });

  it('leaves out a block when the person skips it', async () => {
    const before = bench.fingerprint();
    const finished = await bench.run(['edit', 'Give a loyalty bonus in src/discount.ts', '--file', 'src/discount.ts'], { input: 's\n' });
    assert.equal(finished.code, 1, finished.stdout + finished.stderr);
    assert.deepEqual(bench.fingerprint(), before);
  });

  it('refuses to choose between two equal places', async () => {
    const before = bench.fingerprint();
    const finished = await bench.run(['edit', 'Please mark the end of each function', '--file', 'src/discount.ts', '--yes']);
    assert.equal(finished.code, 1, finished.stdout + finished.stderr);
    assert.match(finished.stdout, /refused in src\/discount\.ts/);
    assert.deepEqual(bench.fingerprint(), before);
  });

  it('uses nothing of an answer that was cut off', async () => {
    const before = bench.fingerprint();
    const finished = await bench.run(['edit', 'Please rename the catalogue', '--file', 'src/product.ts', '--yes']);
    assert.equal(finished.code, 7, finished.stdout + finished.stderr);
    assert.match(finished.stdout, /Nothing of it was used/);
    assert.deepEqual(bench.fingerprint(), before);
  });

  it('refuses a path outside of the workspace', async () => {
    const finished = await bench.run(['edit', 'Please write my notes', '--yes']);
    assert.equal(finished.code, 1, finished.stdout + finished.stderr);
    assert.match(finished.stdout, /refused in .*notes\/shop\.md/);
    assert.equal(existsSync(join(bench.folder, '..', 'notes')), false);
  });

  it('shows a proposal that stays broken with the words of the compiler, and --yes does not take it', async () => {
    const before = bench.fingerprint();
    const finished = await bench.run(['edit', 'Keep percentages as text', '--file', 'src/discount.ts', '--yes']);
    assert.deepEqual(bench.model.failures, []);
    assert.equal(finished.code, 1, finished.stdout + finished.stderr);
    assert.match(finished.stdout, /TS2362|TS2363/);
    assert.match(finished.stdout, /arithmetic operation/);
    assert.deepEqual(bench.fingerprint(), before);
  });

  it('answers a question and changes nothing', async () => {
    const before = bench.fingerprint();
    const finished = await bench.run(['ask', "Where is the cart's total computed?"]);
    assert.equal(finished.code, 0, finished.stderr);
    assert.match(finished.stdout, /Cart\.total/);
    assert.deepEqual(bench.fingerprint(), before);
  });

  it('refuses to write over a change made while the hunks waited', async () => {
    const asked = await bench.run(['edit', 'Make shipping free for carts above 50 euros.', '--file', 'src/shipping.ts', '--json']);
    const run = eventsOf(asked)[0]?.run ?? '';
    writeFileSync(join(bench.folder, 'src/shipping.ts'), `${bench.read('src/shipping.ts')}// mine\n`);
    const finished = await bench.run(['resume', run, '--yes']);
    assert.equal(finished.code, 9, finished.stdout + finished.stderr);
    assert.match(bench.read('src/shipping.ts'), /\/\/ mine\n$/);
    assert.doesNotMatch(bench.read('src/shipping.ts'), /freeAbove/);
  });
});
