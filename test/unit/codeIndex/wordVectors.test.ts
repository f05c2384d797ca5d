// The table of word vectors that ships, and what it and the words each do for the order.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createFileAnalyser } from '../../../src/core/codeIndex/analyseFile.ts';
import { FileMeaning } from '../../../src/core/codeIndex/fileMeaning.ts';
import { FileView } from '../../../src/core/codeIndex/fileView.ts';
import { IndexEngine } from '../../../src/core/codeIndex/indexEngine.ts';
import { createMemoryStore } from '../../../src/core/codeIndex/memoryStore.ts';
import { parseQuery } from '../../../src/core/codeIndex/queryTerms.ts';
import { bagOf, noTerms } from '../../../src/core/codeIndex/terms.ts';
import { hashOf } from '../../../src/core/codeIndex/tokenHash.ts';
import { stem, Tokenizer } from '../../../src/core/codeIndex/tokens.ts';
import { createStaticEmbedder, WordVectors } from '../../../src/core/codeIndex/wordVectors.ts';
import type { ChunkStore } from '../../../src/core/ports/chunkStore.ts';

const { signal } = new AbortController();
const table = WordVectors.parse(readFileSync(new URL('../../../media/wordVectors.bin', import.meta.url)))!;
const tokenizer = new Tokenizer();
const dot = (a: Float32Array, b: Float32Array) => a.reduce((sum, value, i) => sum + value * b[i]!, 0);
const vector = (text: string) => table.embed(tokenizer.hashes(text));

describe('wordVectors', () => {
  it('puts words of like meaning near each other', () => {
    assert.ok(dot(vector('login'), vector('password')) > dot(vector('login'), vector('picture')) + 0.1);
    assert.ok(dot(vector('photo'), vector('picture')) > 0.5);
    assert.equal(Math.round(dot(vector('retry later'), vector('retry later')) * 1000), 1000);
  });

  it('knows neighbours of a word, and gives only those that occur', () => {
    const occurring = new Set(['image', 'login'].map((word) => hashOf(stem(word))));
    const found = table.neighboursOf([{ hash: hashOf(stem('picture')), weight: 1 }], (hash) => occurring.has(hash));
    assert.deepEqual(
      found.map(({ hash }) => hash),
      [hashOf(stem('image'))],
    );
  });

  it('is all zeros for text without a known word, and refuses what is no table', () => {
    assert.ok(vector('qqzzxx').every((value) => value === 0));
    assert.equal(WordVectors.parse(new Uint8Array(1000)), undefined);
    assert.equal(WordVectors.parse(new Uint8Array(3)), undefined);
  });

  it('tells a sentence in everyday words from a request in code words', () => {
    const plainness = (text: string) => parseQuery(text, tokenizer).plainness;
    assert.equal(plainness('why does my page reload twice after I save a picture'), 1);
    assert.equal(plainness('keep the page as it was before saving'), 0.25);
    assert.equal(plainness('resolve pnpm workspace root instead of cwd'), 0);
    assert.equal(plainness('why does the call to loadConfig happen twice after a save of it'), 0);
  });
});

describe('words and meaning', () => {
  const files: Record<string, string> = {
    'src/photo.ts': 'export function resizePhoto(image) { return image.scale(thumbnail); }',
    'src/authenticate.ts': 'export function authenticate(password, login) { return session.signin(login, password); }',
    'src/ledger.ts': 'export function balance(ledger) { return ledger.sum(); }',
    'src/vexillum.ts': 'export const vexillum = balance(ledger);',
  };
  const source = {
    list: async () => ({
      files: Object.keys(files).map((path) => ({ path, bytes: 1, modifiedMs: 1 })),
      skipped: { ignored: 0, binary: 0, tooLarge: 0, generated: 0, secret: 0 },
    }),
    listSome: async () => ({ files: [], skipped: { ignored: 0, binary: 0, tooLarge: 0, generated: 0, secret: 0 } }),
    read: async (path: string) => files[path],
    commits: async () => [],
  };
  const without = (kind: 'words' | 'near'): ChunkStore => {
    const store = createMemoryStore();
    const search: ChunkStore['search'] = async (query, limit) => (query.kind === kind ? [] : store.search(query, limit));
    return {
      load: () => store.load(),
      write: (batch) => store.write(batch),
      read: (ids) => store.read(ids),
      vectors: store.vectors,
      settle: () => store.settle(),
      maintain: () => store.maintain(),
      dispose: () => store.dispose(),
      search,
    };
  };
  const scores = async (store: ChunkStore, text: string) => {
    const hash = (content: string) => createHash('sha256').update(content).digest('hex');
    const analyser = createFileAnalyser({ read: async (path) => files[path], hash, words: table });
    const engine = new IndexEngine({ store, source, analyser, words: table, embedder: createStaticEmbedder(table, tokenizer) });
    await engine.refresh([], () => undefined, signal);
    return (await engine.search({ text, maxFiles: 4 }, signal)).map(({ path, score }) => `${path} ${score.toFixed(3)}`);
  };
  const plain = 'where is it decided that a picture is too large to be shown to me';

  it('finds by meaning where no word of the request occurs', async () => {
    assert.match((await scores(createMemoryStore(), plain))[0] ?? '', /^src\/photo\.ts/);
  });

  it('puts the file that is about a thing as a whole before one that has a single piece of it', () => {
    const view = new FileView(tokenizer);
    const add = (path: string, text: string) =>
      view.set(path, { body: bagOf(text, tokenizer), symbols: noTerms, prose: noTerms, characters: text.length });
    add('src/thumbnail.ts', 'resize photo; crop image; picture width; picture height;');
    add('src/app.ts', 'resize photo; open socket; parse header; retry query; balance ledger; write journal; commit transaction;');
    const meaning = new FileMeaning(table, view);
    const wanted = tokenizer.hashes('a photo that is too large');
    const [whole = 0, piece = 0] = meaning.nearness([0, 1], wanted);
    assert.ok(whole > piece + 0.1, `${whole} ${piece}`);
    add('src/app.ts', 'large photo; large picture; photo size;');
    const [, changed = 0] = meaning.nearness([0, 1], wanted);
    assert.ok(changed > piece + 0.1, 'a changed file is looked at again');
  });

  it('ranks otherwise without the vector column', async () => {
    assert.notDeepEqual(await scores(without('near'), plain), await scores(createMemoryStore(), plain));
  });

  it('ranks otherwise without the full-text column', async () => {
    assert.notDeepEqual(await scores(without('words'), 'vexillum balance'), await scores(createMemoryStore(), 'vexillum balance'));
  });
});
