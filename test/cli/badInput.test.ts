// Bad input: one clear message with the next step, a documented exit code, and nothing changed.
import assert from 'node:assert/strict';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startModelServer } from '../fakes/modelServer.ts';
import { CliBench, type Finished } from './workbench.ts';

const said = (finished: Finished) => finished.stdout + finished.stderr;

describe('understudy, given bad input', () => {
  let bench: CliBench;
  beforeEach(async () => {
    bench = await CliBench.open();
  });
  afterEach(async () => {
    await bench.close();
  });

  it('names the missing folder', async () => {
    const finished = await bench.run(['edit', 'x', '--workspace', '/no/such/folder']);
    assert.equal(finished.code, 3);
    assert.match(finished.stderr, /no folder \/no\/such\/folder.*--workspace/);
  });

  it('says which Node it needs when it is run by an older one', async () => {
    const older = "Object.defineProperty(process,'versions',{value:{...process.versions,node:'20.1.0'}})";
    const finished = await bench.run(['ask', 'x'], { env: { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(older)}` } });
    assert.equal(finished.code, 2);
    assert.equal(finished.stderr, 'Understudy needs Node 22 or newer, and this is Node 20.1.0. Install a newer Node and run it again.\n');
  });

  it('says how to set up a model when there is none', async () => {
    const finished = await bench.run(['edit', 'x'], { env: { UNDERSTUDY_BASE_URL: '', UNDERSTUDY_MODEL: '' } });
    assert.equal(finished.code, 4);
    assert.match(finished.stderr, /UNDERSTUDY_BASE_URL/);
  });

  it('explains a wrong command line', async () => {
    for (const args of [['edit'], ['paint'], ['edit', 'x', '--colour'], ['edit', 'x', '--file', 'a.ts:9-3'], ['show']]) {
      const finished = await bench.run(args);
      assert.equal(finished.code, 2, args.join(' '));
      assert.ok(finished.stderr.length > 20 && finished.stderr.trim().split('\n').length <= 3, finished.stderr);
    }
  });

  it('says that the key was refused', async () => {
    const strict = await startModelServer({ exchanges: [], apiKey: 'right' });
    const finished = await bench.run(['edit', 'anything'], { env: { UNDERSTUDY_BASE_URL: strict.baseUrl, UNDERSTUDY_API_KEY: 'wrong' } });
    await strict.close();
    assert.equal(finished.code, 5, said(finished));
    assert.match(said(finished), /key/i);
    assert.doesNotMatch(said(finished), /wrong/);
  });

  it('says that the endpoint cannot be reached', async () => {
    const finished = await bench.run(['edit', 'anything'], { env: { UNDERSTUDY_BASE_URL: 'http://127.0.0.1:9/v1' } });
    assert.equal(finished.code, 6, said(finished));
    assert.match(said(finished), /127\.0\.0\.1:9/);
  });

  it('shows an answer without edits as what it is', async () => {
    const finished = await bench.run(['edit', 'tell me a joke']);
    assert.equal(finished.code, 8, said(finished));
    assert.match(finished.stdout, /A cart walks into a bar/);
  });

  const unreadable: readonly [string, string, Buffer, RegExp][] = [
    ['a binary file', 'logo.bin', Buffer.from([0x89, 0x50, 0, 1, 2, 3, 0, 0]), /binary/i],
    ['a file above 5 MB', 'big.ts', Buffer.alloc(5_300_000, 'a'), /5 MB|too large/i],
    ['a file that is not UTF-8', 'old.ts', Buffer.from([0x2f, 0x2f, 0x20, 0xe4, 0xf6, 0xfc, 0x0a]), /UTF-8|encoding/i],
  ];
  for (const [what, name, bytes, message] of unreadable) {
    it(`declines ${what} clearly`, async () => {
      writeFileSync(join(bench.folder, name), bytes);
      const finished = await bench.run(['edit', 'change this file', '--file', name]);
      assert.notEqual(finished.code, 0);
      assert.match(said(finished), message);
      assert.match(said(finished), new RegExp(name.replace('.', '\\.')));
    });
  }

  it('says that there is no such file to point at', async () => {
    const finished = await bench.run(['edit', 'change this file', '--file', 'src/nowhere.ts']);
    assert.notEqual(finished.code, 0);
    assert.match(said(finished), /src\/nowhere\.ts/);
  });

  it('does not write a read-only file', async function () {
    if (process.getuid?.() === 0) this.timeout(20_000);
    chmodSync(join(bench.folder, 'src/shipping.ts'), 0o444);
    const before = bench.read('src/shipping.ts');
    const finished = await bench.run(['edit', 'Make shipping free for carts above 50 euros.', '--file', 'src/shipping.ts', '--yes']);
    assert.equal(finished.code, 9, said(finished));
    assert.match(said(finished), /read-only/);
    assert.equal(bench.read('src/shipping.ts'), before);
  });
});
