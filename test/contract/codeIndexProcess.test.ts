// The index in its real process over a real folder: search, saved files, ignore rules, secrets, crashes, damage, two windows.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { CodeIndexState } from '../../src/core/ports/codeIndex.ts';
import { createIndexProcess, type IndexProcess } from '../../src/node/codeIndex/indexProcess.ts';

const { signal } = new AbortController();
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('index process', function () {
  this.timeout(60_000);
  let scratch: string;
  let root: string;
  let folder: string;
  const running: IndexProcess[] = [];

  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const startIndex = async (onState?: (state: CodeIndexState) => void) => {
    const index = createIndexProcess({ root, folder, logger: quiet, ...(onState ? { onState } : {}) });
    running.push(index);
    await index.start();
    return index;
  };
  const found = async (index: IndexProcess, text: string) => (await index.search({ text, maxFiles: 5 }, signal)).map((hit) => hit.path);
  const writerPid = () => Number(/\d+/.exec(readFileSync(join(folder, 'writer.json'), 'utf8'))?.[0]);
  const ended = async (pid: number) => {
    for (let i = 0; i < 100; i++) {
      try {
        process.kill(pid, 0);
      } catch {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'understudy-index-'));
    root = join(scratch, 'work');
    folder = join(scratch, 'data');
    write('src/cart.ts', 'export class Cart {\n  total(): number {\n    return 0;\n  }\n}\n');
    write('src/voucher.ts', 'export function redeemVoucher(code: string) {\n  return code.trim();\n}\n');
    write('docs/guide.md', '# Guide\n\nHow to pay.\n');
  });
  afterEach(() => {
    for (const index of running.splice(0)) index.dispose();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('answers with the piece of the file that is meant, and says why', async () => {
    const index = await startIndex();
    const [hit] = await index.search({ text: 'redeem a voucher', maxFiles: 3 }, signal);
    assert.equal(hit?.path, 'src/voucher.ts');
    assert.equal(hit?.symbol, 'redeemVoucher');
    assert.match(hit?.text ?? '', /code\.trim/);
    assert.notEqual(hit?.why, '');
    assert.equal((await index.state()).kind, 'ready');
    assert.equal((await index.state()).indexedFiles, 3);
  });

  it('leaves out what the editor excludes', async () => {
    const index = createIndexProcess({ root, folder, exclude: ['**/docs'], logger: quiet });
    running.push(index);
    await index.start();
    assert.deepEqual(await found(index, 'how to pay'), []);
    assert.deepEqual(await found(index, 'redeem a voucher'), ['src/voucher.ts']);
  });

  it('stands still while it is paused, answers meanwhile, and goes on afterwards', async () => {
    for (let i = 0; i < 300; i++) write(`src/many/file${i}.ts`, `export const value${i} = ${i};\n`);
    const index = createIndexProcess({ root, folder, first: ['src/voucher.ts'], logger: quiet });
    running.push(index);
    await index.setPaused(true);
    const building = index.start();
    for (let i = 0; i < 400 && (await index.state()).indexedFiles === 0; i++) await new Promise((resolve) => setTimeout(resolve, 25));
    const { kind, indexedFiles } = await index.state();
    assert.deepEqual([kind, indexedFiles], ['indexing', 200]);
    assert.equal((await found(index, 'redeem a voucher'))[0], 'src/voucher.ts');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.equal((await index.state()).indexedFiles, 200);
    await index.setPaused(false);
    await building;
    assert.equal((await index.state()).indexedFiles, 303);
  });

  it('knows the lines where a name is defined', async () => {
    const index = await startIndex();
    assert.deepEqual(await index.findNames?.(['redeemVoucher', 'total'], signal), [
      { path: 'src/cart.ts', line: 1, text: '  total(): number {' },
      { path: 'src/voucher.ts', line: 0, text: 'export function redeemVoucher(code: string) {' },
    ]);
  });

  it('knows the files of the project, and what its sources import', async () => {
    write('src/shop.ts', "import { total } from './cart.ts';\nimport './voucher.ts';\nexport const run = total;\n");
    const index = await startIndex();
    assert.deepEqual(await index.structure?.(signal), [
      { path: 'docs/guide.md' },
      { path: 'src/cart.ts', modules: [] },
      { path: 'src/shop.ts', modules: ['./cart.ts', './voucher.ts'] },
      { path: 'src/voucher.ts', modules: [] },
    ]);
  });

  it('finds a saved file at once, and forgets a deleted and a renamed one', async () => {
    const index = await startIndex();
    write('src/voucher.ts', 'export const zebra = 1;\n');
    write('src/fresh.ts', 'export const giraffe = 1;\n');
    rmSync(join(root, 'docs/guide.md'));
    renameSync(join(root, 'src/cart.ts'), join(root, 'src/basket.ts'));
    await index.update(['src/voucher.ts', 'src/fresh.ts', 'docs/guide.md', 'src/cart.ts', 'src/basket.ts'], signal);
    assert.deepEqual(await found(index, 'zebra'), ['src/voucher.ts']);
    assert.deepEqual(await found(index, 'giraffe'), ['src/fresh.ts']);
    assert.deepEqual(await found(index, 'redeem'), []);
    assert.deepEqual(await found(index, 'total'), ['src/basket.ts']);
  });

  it('leaves out ignored, secret, binary, minified and linked files, and counts them', async () => {
    write('.gitignore', 'build/\n');
    write('.understudyignore', 'private/\n');
    write('build/out.ts', 'export const walrus = 1;\n');
    write('private/plan.ts', 'export const walrus = 1;\n');
    write('.env', 'walrus=1\n');
    write('logo.png', 'walrus');
    write('blob.ts', 'walrus\0');
    write('vendor.min.js', 'walrus');
    symlinkSync(root, join(root, 'src', 'loop'));
    const index = await startIndex();
    assert.deepEqual(await found(index, 'walrus'), []);
    assert.match((await index.state()).note ?? '', /1 binary.*1 generated.*1 secret/);
  });

  it('takes a changed ignore file into account', async () => {
    const index = await startIndex();
    write('.gitignore', 'voucher.ts\n');
    await index.update(['.gitignore'], signal);
    assert.equal((await found(index, 'voucher')).includes('src/voucher.ts'), false);
  });

  it('reads only what changed when it starts again, and learns from the history of the repository', async () => {
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root });
    git('init', '-q');
    git('add', '.');
    git('commit', '-qm', 'first');
    writeFileSync(join(root, 'src/cart.ts'), 'export class Cart {}\n');
    git('commit', '-qam', 'Rounding of pennies is wrong');
    const first = await startIndex();
    assert.equal((await found(first, 'pennies rounding'))[0], 'src/cart.ts');
    first.dispose();
    running.length = 0;
    await ended(writerPid());
    write('src/voucher.ts', 'export const lemur = 1;\n');
    const second = await startIndex();
    assert.deepEqual(await found(second, 'lemur'), ['src/voucher.ts']);
    assert.equal((await found(second, 'pennies rounding'))[0], 'src/cart.ts');
  });

  it('follows a branch switch, and takes apart only what differs', async () => {
    const git = (...args: string[]) => execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { cwd: root });
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-qm', 'first');
    git('checkout', '-qb', 'other');
    write('src/voucher.ts', 'export const lemur = 1;\n');
    git('rm', '-q', 'docs/guide.md');
    git('commit', '-qam', 'second');
    const index = await startIndex();
    assert.deepEqual(await found(index, 'lemur'), ['src/voucher.ts']);
    git('checkout', '-q', 'main');
    await index.update(['src/voucher.ts', 'docs/guide.md'], signal);
    assert.deepEqual(await found(index, 'lemur'), []);
    assert.deepEqual(await found(index, 'redeem'), ['src/voucher.ts']);
    assert.deepEqual(await found(index, 'pay'), ['docs/guide.md']);
  });

  it('is started again after it was killed, and loses nothing', async () => {
    const index = await startIndex();
    const pid = writerPid();
    process.kill(pid, 'SIGKILL');
    await ended(pid);
    assert.deepEqual(await found(index, 'redeem'), ['src/voucher.ts']);
  });

  it('survives being killed in the middle of adding files', async () => {
    for (let i = 0; i < 900; i++)
      write(`many/file${i}.ts`, `export const item${i} = ${i};\n${'// padding words of many kinds\n'.repeat(20)}`);
    let pid = 0;
    const index = createIndexProcess({
      root,
      folder,
      logger: quiet,
      onState: (state) => {
        if (pid !== 0 || state.indexedFiles === 0) return;
        pid = writerPid();
        process.kill(pid, 'SIGKILL');
      },
    });
    running.push(index);
    await assert.rejects(index.start(), { code: 'index.died' });
    await index.start();
    assert.equal((await index.state()).indexedFiles, 903);
    assert.equal((await found(index, 'item777'))[0], 'many/file777.ts');
  });

  it('is built anew when its files are damaged', async () => {
    const first = await startIndex();
    first.dispose();
    running.length = 0;
    await ended(writerPid());
    for (const entry of readdirSync(join(folder, 'lance'), { recursive: true, withFileTypes: true }))
      if (entry.isFile()) writeFileSync(join(entry.parentPath, entry.name), 'damaged');
    const second = await startIndex();
    assert.deepEqual(await found(second, 'redeem'), ['src/voucher.ts']);
  });

  it('lets a second window read what the first one writes, and take over when it ends', async () => {
    const writer = await startIndex();
    const reader = await startIndex();
    assert.deepEqual(await found(reader, 'redeem'), ['src/voucher.ts']);
    const pid = writerPid();
    writer.dispose();
    await ended(pid);
    write('src/fresh.ts', 'export const giraffe = 1;\n');
    await reader.start();
    assert.deepEqual(await found(reader, 'giraffe'), ['src/fresh.ts']);
    assert.notEqual(writerPid(), pid);
  });
});
