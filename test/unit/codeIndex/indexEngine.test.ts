// The index over a source in memory and the store in memory: what ranks, what is read again, what is favoured.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createFileAnalyser } from '../../../src/core/codeIndex/analyseFile.ts';
import { IndexEngine } from '../../../src/core/codeIndex/indexEngine.ts';
import { createMemoryStore } from '../../../src/core/codeIndex/memoryStore.ts';
import { planUpdate } from '../../../src/core/codeIndex/planUpdate.ts';
import type { StoredCommit } from '../../../src/core/ports/chunkStore.ts';
import type { CodeSource } from '../../../src/core/ports/codeSource.ts';

const { signal } = new AbortController();
const hash = (text: string) => createHash('sha256').update(text).digest('hex');
const nothingSkipped = { ignored: 0, binary: 0, tooLarge: 0, generated: 0, secret: 0 };

class Folder implements CodeSource {
  readonly reads: string[] = [];
  readonly times = new Map<string, number>();
  constructor(
    readonly files: Record<string, string>,
    readonly past: readonly StoredCommit[] = [],
  ) {}
  list = async () => this.listSome(Object.keys(this.files));
  listSome = async (paths: readonly string[]) => ({
    files: paths
      .filter((path) => path in this.files)
      .map((path) => ({ path, bytes: this.files[path]!.length, modifiedMs: this.times.get(path) ?? 1 })),
    skipped: nothingSkipped,
  });
  read = async (path: string) => {
    this.reads.push(path);
    return this.files[path];
  };
  commits = async () => this.past;
}

const engineOver = (folder: Folder) =>
  new IndexEngine({ store: createMemoryStore(), source: folder, analyser: createFileAnalyser({ read: folder.read, hash }) });

async function indexed(folder: Folder) {
  const engine = engineOver(folder);
  await engine.open();
  await engine.refresh([], () => undefined, signal);
  const paths = async (text: string, boost: string[] = []) =>
    (await engine.search({ text, maxFiles: 3, boost }, signal)).map((hit) => hit.path);
  return { engine, paths };
}

describe('indexEngine', () => {
  const shop = {
    'src/cart.ts': 'export function addToCart(item) { return total(item); }',
    'src/payment.ts': 'export function makePayment(payment) { chargePayment(payment); return charge(payment); }',
    'src/shipping.ts': 'export function ship(parcel) { return carrier.send(parcel); }',
    'test/payment.test.ts': 'it("charges the payment", () => { makePayment(payment); charge(payment); });',
    'docs/payment.md': '# Payment\n\nHow to pay and charge.',
  };

  it('follows a file of the past that was moved, unless two files could be it', async () => {
    const commits = [{ at: 10, subject: 'Discount vouchers', paths: ['old/shop/basket.ts', 'old/shop/index.ts'] }];
    const files = {
      'lib/shop/basket.ts': 'const total = 1;',
      'lib/shop/index.ts': 'const one = 1;',
      'web/shop/index.ts': 'const two = 2;',
    };
    const { paths } = await indexed(new Folder(files, commits));
    assert.deepEqual(await paths('discount vouchers'), ['lib/shop/basket.ts']);
  });

  it('puts source before tests and docs, unless the request asks for them', async () => {
    const { paths } = await indexed(new Folder(shop));
    assert.equal((await paths('charge the payment'))[0], 'src/payment.ts');
    assert.equal((await paths('add a test that the payment is charged'))[0], 'test/payment.test.ts');
    assert.equal((await paths('payment documentation'))[0], 'docs/payment.md');
  });

  it('finds by what commits said of a file, in words the file does not have', async () => {
    const past = [{ at: 1700000000, subject: 'parcels to islands got lost', paths: ['src/shipping.ts'] }];
    const { paths } = await indexed(new Folder(shop, past));
    assert.equal((await paths('islands'))[0], 'src/shipping.ts');
  });

  it('favours files that define the names at hand', async () => {
    const twins = { 'a.ts': 'export function roundFull() {} // the sums', 'b.ts': 'export function roundHalf() {} // the sums' };
    const { engine } = await indexed(new Folder(twins));
    const first = async (names?: string[]) => (await engine.search({ text: 'sums', maxFiles: 2, ...(names ? { names } : {}) }, signal))[0];
    assert.equal((await first())?.path, 'a.ts');
    assert.equal((await first(['somethingElse']))?.path, 'a.ts');
    const favoured = await first(['roundHalf']);
    assert.equal(favoured?.path, 'b.ts');
    assert.match(favoured?.why ?? '', /defines what is used here/);
  });

  it('favours files the editor names among equals', async () => {
    const same = { 'a.ts': 'const voucher = 1', 'b.ts': 'const voucher = 1' };
    const { paths } = await indexed(new Folder(same));
    assert.equal((await paths('voucher', ['b.ts']))[0], 'b.ts');
    assert.equal((await paths('voucher', ['/home/me/shop/b.ts']))[0], 'b.ts');
  });

  it('reads a file again only when size or time changed, and keeps what has the same content', async () => {
    const folder = new Folder({ ...shop });
    const { engine } = await indexed(folder);
    folder.reads.length = 0;
    await engine.refresh([], () => undefined, signal);
    assert.deepEqual(folder.reads, []);
    folder.times.set('src/cart.ts', 2);
    await engine.refresh([], () => undefined, signal);
    assert.deepEqual(folder.reads, ['src/cart.ts']);
  });

  it('answers before it is complete, with the first files first', async () => {
    const many = Object.fromEntries(Array.from({ length: 900 }, (_, i) => [`f${i}.ts`, `const value${i} = zebra;`]));
    const engine = engineOver(new Folder(many));
    const seen: (string | undefined)[] = [];
    const done = engine.refresh(
      ['f899.ts'],
      (progress) => {
        if (progress.indexedFiles > 0 && seen.length === 0) seen.push('progress');
      },
      signal,
    );
    await done;
    assert.deepEqual(seen, ['progress']);
    assert.equal((await engine.search({ text: 'value899', maxFiles: 1 }, signal))[0]?.path, 'f899.ts');
  });

  it('finds the lines of a name in the files that define it, and in no others', async () => {
    const names = {
      ...shop,
      'src/bank.ts': 'import { makePayment } from "./payment";\nmakePayment();\n',
      'src/old.ts': '// makePayment was here\nfunction makePaymentOld() {}\n',
    };
    const { engine } = await indexed(new Folder(names));
    const found = await engine.findNames(['makePayment', 'addToCart', 'nobodyKnowsThis'], signal);
    assert.deepEqual(
      found?.map((hit) => [hit.path, hit.line, hit.text.slice(0, 24)]),
      [
        ['src/cart.ts', 0, 'export function addToCar'],
        ['src/payment.ts', 0, 'export function makePaym'],
      ],
    );
  });

  it('finds a name where a file was changed, and tells nothing of a name that is defined all over', async () => {
    const everywhere = Object.fromEntries(Array.from({ length: 300 }, (_, at) => [`src/m${at}.ts`, 'export function run() {}']));
    const folder = new Folder({ ...everywhere, 'src/a.ts': 'export const first = 1;' });
    const { engine } = await indexed(folder);
    folder.files['src/a.ts'] = 'const x = 1;\nexport function parseTicket() {}';
    folder.times.set('src/a.ts', 2);
    await engine.update(['src/a.ts'], signal);
    assert.deepEqual(await engine.findNames(['parseTicket', 'run', 'first'], signal), [
      { path: 'src/a.ts', line: 1, text: 'export function parseTicket() {}' },
    ]);
  });

  it('plans favoured files first and names what is gone', () => {
    const listed = ['a', 'b', 'c'].map((path) => ({ path, bytes: 1, modifiedMs: 1 }));
    const known = new Map([
      ['a', { hash: '', bytes: 1, modifiedMs: 1 }],
      ['gone', { hash: '', bytes: 1, modifiedMs: 1 }],
    ]);
    const plan = planUpdate(known, listed, ['c']);
    assert.deepEqual(
      plan.read.map(({ path }) => path),
      ['c', 'b'],
    );
    assert.deepEqual(plan.removed, ['gone']);
    assert.equal(plan.unchanged, 1);
  });
});
