// The chunk store where no database can be loaded: the same searches over postings in memory, gone with the process.
import type { FilePath } from '../model/document.ts';
import type {
  ChunkScore,
  ChunkStore,
  StoreBatch,
  StoredChunk,
  StoredCommit,
  StoredFile,
  StoreQuery,
  VectorRows,
} from '../ports/chunkStore.ts';
import { FieldIndex } from './fieldIndex.ts';
import { bestNumbers } from './historyView.ts';
import { bagOfHashes, noTerms } from './terms.ts';
import { hashOf } from './tokenHash.ts';

const shape = { saturation: 1.2, lengthPenalty: 0.75 };

export function createMemoryStore(): ChunkStore {
  return new MemoryStore();
}

class MemoryStore implements ChunkStore {
  private readonly files = new Map<FilePath, StoredFile>();
  private readonly numbers = new Map<FilePath, number[]>();
  private readonly chunks: (StoredChunk | undefined)[] = [];
  private readonly byId = new Map<string, number>();
  private readonly free: number[] = [];
  private readonly words = new FieldIndex(shape);
  private commits: readonly StoredCommit[] = [];

  readonly vectors: VectorRows = {
    missing: async (limit) => {
      const without = this.chunks.filter((chunk) => chunk?.kind === 'source' && !chunk.embedding).slice(0, limit);
      return without.flatMap((chunk) => (chunk ? [{ id: chunk.id, text: `${chunk.symbol}\n${chunk.content}` }] : []));
    },
    set: async (rows) => {
      for (const { id, vector } of rows) {
        const number = this.byId.get(id);
        const chunk = number === undefined ? undefined : this.chunks[number];
        if (number !== undefined && chunk) this.chunks[number] = { ...chunk, embedding: vector };
      }
    },
  };

  async load() {
    return { files: [...this.files.values()], commits: this.commits };
  }

  async write(batch: StoreBatch): Promise<void> {
    for (const path of [...batch.removed, ...batch.files.map((file) => file.path)]) this.remove(path);
    for (const file of batch.files) this.files.set(file.path, file);
    for (const chunk of batch.chunks) this.add(chunk);
    if (batch.commits) this.commits = batch.commits;
  }

  async search(query: StoreQuery, limit: number): Promise<readonly ChunkScore[]> {
    const scores = query.kind === 'words' ? this.wordScores(query.tokens) : nearScores(this.chunks, query.vector);
    return bestNumbers(scores, limit).map((number) => {
      const { id, path } = this.chunks[number]!;
      return { id, path, score: scores[number]! };
    });
  }

  async read(ids: readonly string[]): Promise<readonly StoredChunk[]> {
    return ids.map((id) => this.chunks[this.byId.get(id) ?? -1]).filter((chunk) => chunk !== undefined);
  }

  async settle(): Promise<void> {
    this.words.rarity(0);
  }

  maintain(): Promise<void> {
    return this.settle();
  }

  dispose(): void {
    this.files.clear();
  }

  private add(chunk: StoredChunk): void {
    const number = this.free.pop() ?? this.chunks.length;
    this.chunks[number] = { ...chunk, tokens: '' };
    this.byId.set(chunk.id, number);
    const own = this.numbers.get(chunk.path);
    if (own) own.push(number);
    else this.numbers.set(chunk.path, [number]);
    this.words.set(number, bagOfHashes(chunk.tokens.split(' ').filter(Boolean).map(hashOf)));
  }

  private remove(path: FilePath): void {
    this.files.delete(path);
    for (const number of this.numbers.get(path) ?? []) {
      this.byId.delete(this.chunks[number]?.id ?? '');
      this.chunks[number] = undefined;
      this.words.set(number, noTerms);
      this.free.push(number);
    }
    this.numbers.delete(path);
  }

  private wordScores(tokens: readonly string[]): Float32Array {
    const scores = new Float32Array(this.chunks.length);
    this.words.addScores(
      tokens.map((token) => ({ hash: hashOf(token), weight: 1 })),
      scores,
    );
    return scores;
  }
}

const nearScores = (chunks: readonly (StoredChunk | undefined)[], vector: Float32Array) =>
  Float32Array.from(chunks, (chunk) => (chunk?.embedding ? dot(chunk.embedding, vector) : 0));

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
