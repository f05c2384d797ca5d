// Joins the index to its store: the database where it loads, memory where it does not, built anew where it is damaged.
import { rm } from 'node:fs/promises';
import { AppError } from '../base/errors.ts';
import { IndexEngine } from '../core/codeIndex/indexEngine.ts';
import { createMemoryStore } from '../core/codeIndex/memoryStore.ts';
import type { ChunkStore } from '../core/ports/chunkStore.ts';
import type { CodeSource } from '../core/ports/codeSource.ts';
import { createAnalysisPool } from '../node/codeIndex/analysisPool.ts';
import { openLanceStore } from '../node/codeIndex/lanceStore.ts';
import { createCollector } from '../node/collectGarbage.ts';
import type { ChosenEmbedder } from './chooseEmbedder.ts';

export interface IndexPlace {
  /** The folder whose files are indexed. */
  readonly root: string;
  /** Where the index is kept. */
  readonly folder: string;
  readonly source: CodeSource;
  readonly inMemory: boolean;
  readonly chosen: ChosenEmbedder;
  readonly breathe?: () => Promise<void>;
}

/** Holds what an earlier session kept; a refresh brings it up to date. */
export async function openIndexEngine(place: IndexPlace): Promise<IndexEngine> {
  const first = await openStore(place);
  try {
    return await engineOver(first, place);
  } catch (thrown) {
    if (!isCorrupt(thrown)) throw thrown;
    first.store.dispose();
    await rm(place.folder, { recursive: true, force: true });
    return engineOver(await openStore(place), place);
  }
}

const batchesBetweenCollections = 2;

interface OpenedStore {
  readonly store: ChunkStore;
  readonly note?: string;
}

async function engineOver({ store, note }: OpenedStore, place: IndexPlace): Promise<IndexEngine> {
  const collect = createCollector();
  let batches = 0;
  const { words, embedder, remote } = place.chosen;
  const notes = [note, place.chosen.note].filter((text) => text !== undefined).join(' ');
  const engine = new IndexEngine({
    store,
    source: place.source,
    analyser: createAnalysisPool({ root: place.root, withWords: words !== undefined && !remote }),
    ...(words ? { words } : {}),
    ...(embedder ? { embedder } : {}),
    ...(notes ? { note: notes } : {}),
    breathe: async () => {
      if (++batches % batchesBetweenCollections === 0) collect.all();
      else collect.young();
      await place.breathe?.();
    },
  });
  await engine.open();
  return engine;
}

async function openStore(place: IndexPlace): Promise<OpenedStore> {
  const dimensions = place.chosen.embedder?.dimensions;
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
