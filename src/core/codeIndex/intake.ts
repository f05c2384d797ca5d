// Takes files into the index: read and taken apart elsewhere, written to the store, and known to the ranker.
import { AppError } from '../../base/errors.ts';
import type { FilePath } from '../model/document.ts';
import type { ChunkStore, StoredChunk, StoredFile } from '../ports/chunkStore.ts';
import type { ListedFile } from '../ports/codeSource.ts';
import type { AnalysedFile, FileAnalyser } from '../ports/fileAnalyser.ts';
import { batchesOf } from './batches.ts';
import { type FileView, unpackTerms } from './fileView.ts';
import type { KnownFile, UpdatePlan } from './planUpdate.ts';

export interface IntakePorts {
  readonly store: ChunkStore;
  readonly analyser: FileAnalyser;
  /** Awaited between batches: to pause, or to leave time to others. */
  readonly breathe?: () => Promise<void>;
}

export class Intake {
  readonly known = new Map<FilePath, KnownFile>();

  constructor(
    private readonly ports: IntakePorts,
    private readonly files: FileView,
  ) {}

  knownAmong(paths: readonly FilePath[]): Map<FilePath, KnownFile> {
    const found = new Map<FilePath, KnownFile>();
    for (const path of paths) {
      const file = this.known.get(path);
      if (file) found.set(path, file);
    }
    return found;
  }

  /** While one batch is written the next one is taken apart. */
  async takeIn(plan: UpdatePlan, onBatch: () => void, signal: AbortSignal): Promise<void> {
    let writing = this.write([], plan.removed);
    let batches = 0;
    for (const batch of batchesOf(plan.read)) {
      if (batches++ > 0) await this.ports.breathe?.();
      const analysed = await this.analyse(batch, signal).catch(async (thrown: unknown) => {
        await writing;
        throw thrown;
      });
      await writing;
      onBatch();
      writing = this.write(analysed, []);
    }
    await writing;
    onBatch();
  }

  /** What the store has of a file becomes known to the ranker. */
  know(file: StoredFile): void {
    const terms = unpackTerms(file.terms);
    if (!terms) throw new AppError('index.corrupt', `The index of ${file.path} is damaged. It is built anew.`);
    this.files.set(file.path, terms);
    this.known.set(file.path, { hash: file.hash, modifiedMs: file.modifiedMs, bytes: file.bytes });
  }

  private analyse(listed: readonly ListedFile[], signal: AbortSignal): Promise<readonly AnalysedFile[]> {
    const asked = listed.map((file) => {
      const knownHash = this.known.get(file.path)?.hash;
      return knownHash === undefined ? file : { ...file, knownHash };
    });
    return this.ports.analyser.analyse(asked, signal);
  }

  /** Writes what really changed; what is no text any more is removed. */
  private async write(analysed: readonly AnalysedFile[], removed: readonly FilePath[]): Promise<void> {
    const files: StoredFile[] = [];
    const chunks: StoredChunk[] = [];
    const gone = [...removed];
    for (const one of analysed) {
      if (one.kind === 'fresh') {
        files.push(one.file);
        chunks.push(...one.chunks);
      } else if (one.kind === 'same') {
        const hash = this.known.get(one.path)?.hash ?? '';
        this.known.set(one.path, { hash, modifiedMs: one.modifiedMs, bytes: one.bytes });
      } else if (this.known.has(one.path)) gone.push(one.path);
    }
    if (files.length > 0 || gone.length > 0) await this.ports.store.write({ files, chunks, removed: gone });
    for (const path of gone) this.forget(path);
    for (const file of files) this.know(file);
  }

  private forget(path: FilePath): void {
    this.files.remove(path);
    this.known.delete(path);
  }
}
