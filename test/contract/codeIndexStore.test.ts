// What every chunk store promises, held by LanceDB on a temporary folder and by the store in memory alike.
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '../../src/core/codeIndex/memoryStore.ts';
import type { ChunkStore, StoredChunk, StoredFile } from '../../src/core/ports/chunkStore.ts';
import { openLanceStore } from '../../src/node/codeIndex/lanceStore.ts';

const dimensions = 4;
const file = (path: string): StoredFile => ({
  path,
  hash: `hash of ${path}`,
  modifiedMs: 1700000000123,
  bytes: 10,
  terms: new Uint8Array([1, 2, 3]),
});
const chunk = (path: string, ordinal: number, tokens: string, vector = [1, 0, 0, 0]): StoredChunk => ({
  id: `${path}#${ordinal}`,
  path,
  ordinal,
  startLine: ordinal * 10,
  endLine: ordinal * 10 + 10,
  symbol: 'Cart.total',
  kind: 'source',
  tokens,
  content: `content of ${path} ${ordinal}`,
  embedding: Float32Array.from(vector),
  modifiedMs: 1700000000123,
});

const folders: string[] = [];
const freshFolder = () => {
  const folder = mkdtempSync(join(tmpdir(), 'understudy-index-'));
  folders.push(folder);
  return folder;
};
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const stores: Readonly<Record<string, () => Promise<ChunkStore>>> = {
  LanceDB: () => openLanceStore(freshFolder(), dimensions),
  memory: async () => createMemoryStore(),
};

for (const [name, create] of Object.entries(stores)) {
  describe(`chunk store: ${name}`, () => {
    let store: ChunkStore;
    beforeEach(async () => {
      store = await create();
      await store.write({
        files: [file('a.ts'), file("it's.ts"), file('c.ts')],
        chunks: [
          chunk('a.ts', 0, 'cart total sum'),
          chunk('a.ts', 1, 'voucher', [0, 1, 0, 0]),
          chunk("it's.ts", 0, 'cart voucher voucher'),
          chunk('c.ts', 0, 'lorem ipsum', [0, 0, 1, 0]),
        ],
        removed: [],
      });
    });
    afterEach(() => store.dispose());

    const wordPaths = async (...tokens: string[]) => (await store.search({ kind: 'words', tokens }, 10)).map(({ id }) => id);

    it('finds chunks by any of the tokens, the best first', async () => {
      assert.deepEqual(await wordPaths('voucher', 'cart'), ["it's.ts#0", 'a.ts#1', 'a.ts#0']);
      assert.deepEqual(await wordPaths('absent'), []);
    });

    it('finds chunks by nearness of their vectors', async () => {
      const [first] = await store.search({ kind: 'near', vector: Float32Array.from([0, 0.9, 0.1, 0]) }, 3);
      assert.equal(first?.id, 'a.ts#1');
    });

    it('replaces all chunks of a file that is written again, and finds the new words at once', async () => {
      await store.maintain();
      await store.write({ files: [{ ...file('a.ts'), hash: 'new' }], chunks: [chunk('a.ts', 0, 'refund')], removed: [] });
      assert.deepEqual(await wordPaths('refund'), ['a.ts#0']);
      assert.deepEqual(await wordPaths('total'), []);
      assert.deepEqual(await store.read(['a.ts#1']), []);
      assert.equal((await store.load()).files.find(({ path }) => path === 'a.ts')?.hash, 'new');
    });

    it('forgets removed files', async () => {
      await store.write({ files: [], chunks: [], removed: ["it's.ts"] });
      assert.deepEqual(await wordPaths('cart'), ['a.ts#0']);
      assert.deepEqual((await store.load()).files.map(({ path }) => path).sort(), ['a.ts', 'c.ts']);
    });

    it('gives back files, chunks and history as they were written', async () => {
      const commits = [{ at: 1700000000, subject: 'fix the "total"', paths: ['a.ts'] }];
      await store.write({ files: [], chunks: [], removed: [], commits });
      const kept = await store.load();
      assert.deepEqual(kept.commits, commits);
      const [a] = kept.files.filter(({ path }) => path === 'a.ts');
      assert.deepEqual({ ...a, terms: [...(a?.terms ?? [])] }, { ...file('a.ts'), terms: [1, 2, 3] });
      const [read] = await store.read(["it's.ts#0"]);
      assert.equal(read?.content, "content of it's.ts 0");
      assert.equal(read?.symbol, 'Cart.total');
    });
  });
}

describe('chunk store on LanceDB: from one session to the next', () => {
  it('keeps everything when it is opened again', async () => {
    const folder = freshFolder();
    const first = await openLanceStore(folder, dimensions);
    await first.write({ files: [file('a.ts')], chunks: [chunk('a.ts', 0, 'voucher')], removed: [] });
    await first.maintain();
    first.dispose();
    const second = await openLanceStore(folder, dimensions);
    assert.equal((await second.load()).files.length, 1);
    assert.deepEqual(
      (await second.search({ kind: 'words', tokens: ['voucher'] }, 5)).map(({ id }) => id),
      ['a.ts#0'],
    );
    second.dispose();
  });

  it('starts empty when the embedder, and so the vectors, changed', async () => {
    const folder = freshFolder();
    const first = await openLanceStore(folder, dimensions);
    await first.write({ files: [file('a.ts')], chunks: [chunk('a.ts', 0, 'voucher')], removed: [] });
    first.dispose();
    const second = await openLanceStore(folder, undefined);
    assert.deepEqual((await second.load()).files, []);
    second.dispose();
  });

  it('finds nearest chunks through clusters where there are many, those without a vector and later ones among them', async function () {
    this.timeout(30_000);
    const folder = freshFolder();
    const store = await openLanceStore(folder, dimensions, 500);
    const around = (turn: number) => [Math.cos(turn), Math.sin(turn), 0, 0];
    const many = Array.from({ length: 600 }, (_, i) => chunk(`f${i}.ts`, 0, 'voucher', around((i / 600) * 3)));
    const plain = { ...chunk('test.ts', 0, 'voucher'), kind: 'test', embedding: undefined };
    await store.write({ files: [...many, plain].map(({ path }) => file(path)), chunks: [...many, plain], removed: [] });
    await store.settle();
    assert.ok(readdirSync(join(folder, 'file_chunks.lance', '_indices')).length > 1);
    const nearest = async (turn: number) => (await store.search({ kind: 'near', vector: Float32Array.from(around(turn)) }, 1))[0]?.path;
    // Neighbours are as near as half precision can tell.
    assert.match((await nearest((300 / 600) * 3)) ?? '', /^f(?:29[89]|30[012])\.ts$/);
    await store.write({ files: [file('late.ts')], chunks: [chunk('late.ts', 0, 'voucher', [0, 0, 0, 1])], removed: [] });
    assert.equal((await store.search({ kind: 'near', vector: Float32Array.from([0, 0, 0, 1]) }, 1))[0]?.path, 'late.ts');
    store.dispose();
  });

  it('says that it is damaged instead of answering from half a store', async () => {
    const folder = freshFolder();
    const first = await openLanceStore(folder, dimensions);
    await first.write({ files: [file('a.ts')], chunks: [chunk('a.ts', 0, 'voucher')], removed: [] });
    first.dispose();
    for (const path of readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile()))
      writeFileSync(join(path.parentPath, path.name), 'damaged');
    await assert.rejects(
      async () => (await openLanceStore(folder, dimensions)).load(),
      (thrown: { code?: string }) => thrown.code === 'index.corrupt',
    );
  });
});
