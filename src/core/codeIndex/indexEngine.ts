// The code index itself: what is known in memory, the store behind it, and the way from files to both.
import type { Disposable } from '../../base/disposable.ts';
import { AppError } from '../../base/errors.ts';
import { Sequencer } from '../../base/sequencer.ts';
import type { FilePath } from '../model/document.ts';
import type { ChunkStore, StoredChunk, StoredCommit, StoredFile } from '../ports/chunkStore.ts';
import type { CodeHit, CodeIndex, CodeIndexState, CodeQuery } from '../ports/codeIndex.ts';
import type { CodeSource, ListedFile } from '../ports/codeSource.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { Hash } from '../ports/hash.ts';
import type { SyntaxParser } from '../ports/syntaxParser.ts';
import type { TextHit } from '../ports/workspaceReader.ts';
import { FileView, packTerms, unpackTerms } from './fileView.ts';
import { findNames } from './findNames.ts';
import { HistoryView } from './historyView.ts';
import { indexText } from './indexFile.ts';
import { type KnownFile, planUpdate } from './planUpdate.ts';
import { type Searchable, searchIndex } from './searchIndex.ts';
import { Tokenizer } from './tokens.ts';
import type { WordVectors } from './wordVectors.ts';

export interface IndexPorts {
  readonly store: ChunkStore;
  readonly source: CodeSource;
  readonly hash: Hash;
  readonly outline?: SyntaxParser['outline'];
  readonly embedder?: Embedder;
  /** Words near in meaning; also for requests where vectors come from elsewhere. */
  readonly words?: WordVectors;
  /** Why the index is not what it could be, for the person. */
  readonly note?: string;
  /** Awaited between batches: to pause, or to leave time to others. */
  readonly breathe?: () => Promise<void>;
}

export interface IndexProgress {
  readonly indexedFiles: number;
  readonly totalFiles: number;
  readonly note?: string;
}

const batchFiles = 400;
const batchCharacters = 4_000_000;

export class IndexEngine implements CodeIndex, Disposable {
  /** What a search works on; the store's part may be ahead of the files' for a moment while a batch is written. */
  readonly searchable: Searchable;
  private readonly known = new Map<FilePath, KnownFile>();
  private readonly work = new Sequencer();
  private commits: readonly StoredCommit[] = [];
  private historyGeneration = -1;
  private progress: (IndexProgress & { readonly done: boolean }) | undefined;

  /** Undefined while the index is not complete. */
  readonly findNames = async (names: readonly string[], signal: AbortSignal): Promise<readonly TextHit[] | undefined> => {
    if (this.progress && !this.progress.done) return undefined;
    return findNames(names, { ...this.searchable, source: this.ports.source }, signal);
  };

  constructor(private readonly ports: IndexPorts) {
    const tokenizer = new Tokenizer();
    const { store, embedder, words } = ports;
    this.searchable = { files: new FileView(tokenizer), history: new HistoryView(tokenizer), tokenizer, store, embedder, words };
  }

  /** Takes over what the store kept. Throws `index.corrupt` when the store cannot be trusted. */
  async open(): Promise<void> {
    const { files, commits } = await this.ports.store.load();
    for (const file of files) {
      const terms = unpackTerms(file.terms);
      if (!terms) throw new AppError('index.corrupt', `The index of ${file.path} is damaged. It is built anew.`);
      this.searchable.files.set(file.path, terms);
      this.known.set(file.path, { hash: file.hash, modifiedMs: file.modifiedMs, bytes: file.bytes });
    }
    this.commits = commits;
    this.historyGeneration = -1;
    this.settleHistory();
  }

  /** Brings the index in line with the files as they are: only what changed is read. `first` are searchable first. */
  refresh(first: readonly FilePath[], onProgress: (progress: IndexProgress) => void, signal: AbortSignal): Promise<void> {
    return this.work.run(() => this.refreshNow(first, onProgress, signal));
  }

  update(paths: readonly FilePath[], signal: AbortSignal): Promise<void> {
    return this.work.run(async () => {
      const { files } = await this.ports.source.listSome(paths, signal);
      const known = new Map(
        paths.map((path) => [path, this.known.get(path)] as const).filter(([, file]) => file) as [FilePath, KnownFile][],
      );
      const plan = planUpdate(known, files, []);
      await this.writeBatch(plan.read, plan.removed, signal);
    });
  }

  async search(query: CodeQuery, signal: AbortSignal): Promise<readonly CodeHit[]> {
    this.settleHistory();
    return searchIndex(query, this.searchable, signal);
  }

  async state(): Promise<CodeIndexState> {
    const { progress } = this;
    const indexedFiles = this.searchable.files.fileCount;
    if (progress && !progress.done) return { kind: 'indexing', indexedFiles, totalFiles: progress.totalFiles, note: progress.note };
    return { kind: 'ready', indexedFiles, totalFiles: progress?.totalFiles ?? indexedFiles, note: progress?.note };
  }

  dispose(): void {
    this.ports.store.dispose();
  }

  private async refreshNow(first: readonly FilePath[], onProgress: (progress: IndexProgress) => void, signal: AbortSignal): Promise<void> {
    const { files, skipped } = await this.ports.source.list(signal);
    const plan = planUpdate(this.known, files, first);
    const left = Object.entries(skipped).filter(([, count]) => count > 0);
    const leftOut = left.length > 0 ? [`Left out: ${left.map(([reason, count]) => `${count} ${reason}`).join(', ')}.`] : [];
    const note = [...(this.ports.note ? [this.ports.note] : []), ...leftOut].join(' ') || undefined;
    const tell = (done: boolean) => {
      this.progress = { indexedFiles: this.searchable.files.fileCount, totalFiles: files.length, note, done };
      onProgress(this.progress);
    };
    tell(false);
    const history = this.ports.source.commits(signal);
    let removed = plan.removed;
    for (const batch of batchesOf(plan.read)) {
      signal.throwIfAborted();
      await this.writeBatch(batch, removed, signal);
      removed = [];
      tell(false);
      await this.ports.breathe?.();
    }
    if (removed.length > 0) await this.writeBatch([], removed, signal);
    await this.takeHistory(await history);
    if (plan.read.length > batchFiles) await this.ports.store.maintain();
    tell(true);
  }

  private async takeHistory(commits: readonly StoredCommit[]): Promise<void> {
    const same = commits.length === this.commits.length && commits[0]?.at === this.commits[0]?.at;
    if (same || commits.length === 0) return;
    this.commits = commits;
    this.historyGeneration = -1;
    await this.ports.store.write({ files: [], chunks: [], removed: [], commits });
  }

  private settleHistory(): void {
    if (this.historyGeneration === this.searchable.files.generation) return;
    this.historyGeneration = this.searchable.files.generation;
    this.searchable.history.build(this.commits, this.searchable.files);
  }

  /** Reads, compares by hash, and writes what really changed; files that are no text any more are removed. */
  private async writeBatch(listed: readonly ListedFile[], removed: readonly FilePath[], signal: AbortSignal): Promise<void> {
    const files: StoredFile[] = [];
    const chunks: StoredChunk[] = [];
    const gone = [...removed];
    const texts = await Promise.all(listed.map((file) => this.ports.source.read(file.path, signal)));
    for (const [place, file] of listed.entries()) {
      const text = texts[place];
      if (text === undefined) {
        if (this.known.has(file.path)) gone.push(file.path);
        continue;
      }
      const hash = this.ports.hash(text);
      if (this.known.get(file.path)?.hash === hash) {
        this.known.set(file.path, { hash, modifiedMs: file.modifiedMs, bytes: file.bytes });
        continue;
      }
      const outline = await this.ports.outline?.(file.path, text);
      const indexed = indexText({ path: file.path, text, modifiedMs: file.modifiedMs, outline }, this.searchable.tokenizer);
      this.searchable.files.set(file.path, indexed.terms);
      this.known.set(file.path, { hash, modifiedMs: file.modifiedMs, bytes: file.bytes });
      files.push({ ...file, hash, terms: packTerms(indexed.terms) });
      chunks.push(...indexed.chunks);
    }
    for (const path of gone) {
      this.searchable.files.remove(path);
      this.known.delete(path);
    }
    if (files.length === 0 && gone.length === 0) return;
    await this.ports.store.write({ files, chunks: await embedded(chunks, this.ports.embedder, signal), removed: gone });
  }
}

/** Vectors for source alone: tests and docs are found by their words. */
async function embedded(
  chunks: readonly StoredChunk[],
  embedder: Embedder | undefined,
  signal: AbortSignal,
): Promise<readonly StoredChunk[]> {
  if (!embedder || chunks.length === 0) return chunks;
  const wanted = chunks.filter((chunk) => chunk.kind === 'source');
  const texts = wanted.map((chunk) => `${chunk.symbol}\n${chunk.content}`);
  const vectors = await embedder.embed(texts, signal);
  const byId = new Map(wanted.map((chunk, place) => [chunk.id, vectors[place]!]));
  return chunks.map((chunk) => {
    const embedding = byId.get(chunk.id);
    return embedding ? { ...chunk, embedding } : chunk;
  });
}

function* batchesOf(files: readonly ListedFile[]): Generator<readonly ListedFile[]> {
  let batch: ListedFile[] = [];
  let size = 0;
  for (const file of files) {
    batch.push(file);
    size += file.bytes;
    if (batch.length < batchFiles && size < batchCharacters) continue;
    yield batch;
    batch = [];
    size = 0;
  }
  if (batch.length > 0) yield batch;
}
