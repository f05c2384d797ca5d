// Joins the index to its store: the database where it loads, memory where it does not, built anew where it is damaged.
import { rm } from 'node:fs/promises';
import { AppError } from '../base/errors.ts';
import { IndexEngine } from '../core/codeIndex/indexEngine.ts';
import { createMemoryStore } from '../core/codeIndex/memoryStore.ts';
import { Tokenizer } from '../core/codeIndex/tokens.ts';
import { createStaticEmbedder, WordVectors } from '../core/codeIndex/wordVectors.ts';
import type { ChunkStore } from '../core/ports/chunkStore.ts';
import type { CodeSource } from '../core/ports/codeSource.ts';
import { createAnalysisPool } from '../node/codeIndex/analysisPool.ts';
import { openLanceStore } from '../node/codeIndex/lanceStore.ts';
import { readWordVectors } from '../node/codeIndex/wordTable.ts';
import { createCollector } from '../node/collectGarbage.ts';

export interface IndexPlace {
  /** The folder whose files are indexed. */
  readonly root: string;
  /** Where the index is kept. */
  readonly folder: string;
  readonly source: CodeSource;
  readonly inMemory: boolean;
  readonly withVectors: boolean;
  readonly breathe?: () => Promise<void>;
}

/** Holds what an earlier session kept; a refresh brings it up to date. */
export async function openIndexEngine(place: IndexPlace): Promise<IndexEngine> {
  const table = place.withVectors ? await readWordVectors() : undefined;
  const words = table && WordVectors.parse(table);
  const first = await openStore(place, words?.dimensions);
  try {
    return await engineOver(first, place, words);
  } catch (thrown) {
    if (!isCorrupt(thrown)) throw thrown;
    first.store.dispose();
    await rm(place.folder, { recursive: true, force: true });
    return engineOver(await openStore(place, words?.dimensions), place, words);
  }
}

interface OpenedStore {
  readonly store: ChunkStore;
  readonly note?: string;
}

async function engineOver({ store, note }: OpenedStore, place: IndexPlace, words: WordVectors | undefined): Promise<IndexEngine> {
  const collect = createCollector();
  const engine = new IndexEngine({
    store,
    source: place.source,
    analyser: createAnalysisPool({ root: place.root, withWords: words !== undefined }),
    ...(words ? { words, embedder: createStaticEmbedder(words, new Tokenizer()) } : {}),
    ...(note ? { note } : {}),
    breathe: async () => {
      collect();
      await place.breathe?.();
    },
  });
  await engine.open();
  return engine;
}

async function openStore(place: IndexPlace, dimensions: number | undefined): Promise<OpenedStore> {
  if (place.inMemory) return { store: createMemoryStore() };
  try {
    return { store: await openLanceStore(place.folder, dimensions) };
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'index.noDatabase') return { store: createMemoryStore(), note: thrown.message };
    if (!isCorrupt(thrown)) throw thrown;
    await rm(place.folder, { recursive: true, force: true });
    return { store: await openLanceStore(place.folder, dimensions) };
  }
}

const isCorrupt = (thrown: unknown) => thrown instanceof AppError && thrown.code === 'index.corrupt';
