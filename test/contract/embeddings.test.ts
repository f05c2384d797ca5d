// Vectors from an endpoint over real HTTP: batches, patience, refusals; and an index that is given them in the background.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createIndexProcess, type IndexProcess } from '../../src/node/codeIndex/indexProcess.ts';
import { openEmbedder } from '../../src/node/models/embeddings.ts';
import { type EmbeddingsServer, startEmbeddingsServer } from '../fakes/embeddingsServer.ts';

const { signal } = new AbortController();
const quiet = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

describe('embeddings endpoint', () => {
  let server: EmbeddingsServer;
  beforeEach(async () => {
    server = await startEmbeddingsServer({ dimensions: 12, apiKey: 'right' });
  });
  afterEach(() => server.close());
  const endpoint = () => ({ baseUrl: server.baseUrl, model: 'text-embedding-3-small', apiKey: 'right' });

  it('learns how long vectors are, and gives one of unit length for each text in order', async () => {
    const embedder = await openEmbedder(endpoint(), signal);
    assert.equal(embedder.dimensions, 12);
    const texts = Array.from({ length: 150 }, (_, i) => `${'a'.repeat(1 + (i % 3))}b`);
    const vectors = await embedder.embed(texts, signal);
    assert.equal(vectors.length, 150);
    for (const vector of vectors) assert.ok(Math.abs(Math.hypot(...vector) - 1) < 1e-5);
    assert.deepEqual(vectors[3], vectors[0]);
    assert.notDeepEqual(vectors[1], vectors[0]);
    assert.deepEqual(
      server.asked.map((part) => part.length),
      [1, 64, 64, 22],
    );
    assert.equal(embedder.usedTokens(), 1510);
  });

  it('asks a busy server again, and gives up on a refusal with what to do', async () => {
    server.refusals.push({ status: 503 }, { status: 429, headers: { 'retry-after': '1' } });
    const embedder = await openEmbedder(endpoint(), signal);
    assert.equal(embedder.dimensions, 12);
    await assert.rejects(openEmbedder({ ...endpoint(), apiKey: 'wrong' }, signal), /answered 401\. Check the key/);
    await assert.rejects(openEmbedder({ ...endpoint(), baseUrl: `${server.baseUrl}/x` }, signal), /answered 404\. Check the address/);
  });
});

describe('an index with an embeddings endpoint', function () {
  this.timeout(60_000);
  let scratch: string;
  let root: string;
  let server: EmbeddingsServer;
  const running: IndexProcess[] = [];
  const start = async (model: string) => {
    const embeddings = { baseUrl: server.baseUrl, model };
    const index = createIndexProcess({ root, folder: join(scratch, 'data'), embeddings, logger: quiet });
    running.push(index);
    await index.start();
    return index;
  };
  const noteWith = async (index: IndexProcess, wanted: RegExp) => {
    for (let i = 0; i < 200; i++) {
      const { note = '' } = await index.state();
      if (wanted.test(note)) return note;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    return assert.fail(`no note like ${wanted}: ${(await index.state()).note}`);
  };
  const texts = () => server.asked.flat();
  /** A process that ended has given the right to write back. */
  const untilFree = async () => {
    for (let i = 0; i < 100 && existsSync(join(scratch, 'data', 'writer.json')); i++)
      await new Promise((resolve) => setTimeout(resolve, 50));
  };

  beforeEach(async () => {
    scratch = mkdtempSync(join(tmpdir(), 'understudy-vectors-'));
    root = join(scratch, 'work');
    mkdirSync(join(root, 'src'), { recursive: true });
    for (let i = 0; i < 6; i++) writeFileSync(join(root, 'src', `file${i}.ts`), `export const value${i} = ${'z'.repeat(i + 1)};\n`);
    writeFileSync(join(root, 'src', 'key.ts'), "export const key = 'ghp_0123456789abcdefghijklmnopqrstuvwxyzAB';\n");
    server = await startEmbeddingsServer({ dimensions: 8 });
  });
  afterEach(async () => {
    for (const index of running.splice(0)) index.dispose();
    await server.close();
    rmSync(scratch, { recursive: true, force: true });
  });

  it('gets vectors in the background, sends no secret, tells what it cost, and asks only for what is new afterwards', async () => {
    const index = await start('text-embedding-3-small');
    assert.match(await noteWith(index, /7 pieces got vectors/), /80 tokens, free/);
    assert.ok(texts().every((text) => !text.includes('ghp_0123456789')));
    const before = texts().length;
    writeFileSync(join(root, 'src', 'file0.ts'), 'export const changed = 1;\n');
    await index.update(['src/file0.ts'], signal);
    await noteWith(index, /8 pieces/);
    assert.deepEqual(
      texts()
        .slice(before)
        .map((text) => /changed = 1/.test(text)),
      [true],
    );
  });

  it('removes the store of a model that is used no more, and keeps it while the endpoint does not answer', async () => {
    const stores = () => readdirSync(join(scratch, 'data')).filter((name) => name.startsWith('lance-'));
    (await start('one')).dispose();
    const [first] = stores();
    await untilFree();
    const elsewhere = createIndexProcess({
      root,
      folder: join(scratch, 'data'),
      embeddings: { baseUrl: 'http://127.0.0.1:9', model: 'one' },
      logger: quiet,
    });
    running.push(elsewhere);
    await elsewhere.start();
    assert.deepEqual(stores(), [first]);
    elsewhere.dispose();
    await untilFree();
    await start('two');
    assert.equal(stores().length, 1);
    assert.notEqual(stores()[0], first);
  });

  it('goes on after a stop without asking twice, and starts anew for another model', async () => {
    const first = await start('one');
    await noteWith(first, /7 pieces/);
    first.dispose();
    running.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 500));
    const asked = texts().length;
    const second = await start('one');
    await new Promise((resolve) => setTimeout(resolve, 300));
    assert.deepEqual(texts().slice(asked), ['dimensions']);
    second.dispose();
    running.length = 0;
    await new Promise((resolve) => setTimeout(resolve, 500));
    const third = await start('two');
    await noteWith(third, /7 pieces/);
    assert.equal(texts().length, asked + 1 + 8);
  });

  it('uses the built-in vectors while the endpoint cannot be reached, and says so', async () => {
    await server.close();
    const index = await start('one');
    assert.match((await index.state()).note ?? '', /cannot be reached.*built-in word vectors/);
    assert.equal((await index.search({ text: 'value3', maxFiles: 1 }, signal))[0]?.path, 'src/file3.ts');
  });
});
