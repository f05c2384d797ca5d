// The code index itself: what is known in memory, the store behind it, and the way from files to both.
import type { Disposable } from '../../base/disposable.ts';
import { Sequencer } from '../../base/sequencer.ts';
import type { FilePath } from '../model/document.ts';
import type { ChunkStore, StoredCommit } from '../ports/chunkStore.ts';
import type { CodeHit, CodeIndex, CodeIndexState, CodeQuery, IndexedFile } from '../ports/codeIndex.ts';
import type { CodeSource } from '../ports/codeSource.ts';
import type { Embedder } from '../ports/embedder.ts';
import type { FileAnalyser } from '../ports/fileAnalyser.ts';
import type { TextHit } from '../ports/workspaceReader.ts';
import { FileMeaning } from './fileMeaning.ts';
import { FileView } from './fileView.ts';
import { type FillWays, fillVectors } from './fillVectors.ts';
import { findNames } from './findNames.ts';
import { HistoryView } from './historyView.ts';
import { Intake } from './intake.ts';
import { planUpdate } from './planUpdate.ts';
import { type Searchable, searchIndex } from './searchIndex.ts';
import { structureOf } from './structure.ts';
import { Tokenizer } from './tokens.ts';
import type { WordVectors } from './wordVectors.ts';

export interface IndexPorts {
  readonly store: ChunkStore;
  readonly source: CodeSource;
  readonly analyser: FileAnalyser;
  /** For requests. Chunks come from the analyser with vectors of the same kind, or get them later. */
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

export class IndexEngine implements CodeIndex, Disposable {
  /** What a search works on; the store's part may be ahead of the files' for a moment while a batch is written. */
  readonly searchable: Searchable;
  private readonly intake: Intake;
  private readonly work = new Sequencer();
  /** `builtFor` is the state of the files that the searchable history was built for. */
  private readonly past: { commits: readonly StoredCommit[]; builtFor: number } = { commits: [], builtFor: -1 };
  private progress: (IndexProgress & { readonly done: boolean }) | undefined;

  /** Undefined while the index is not complete. */
  readonly findNames = async (names: readonly string[], signal: AbortSignal): Promise<readonly TextHit[] | undefined> => {
    if (this.progress && !this.progress.done) return undefined;
    return findNames(names, { ...this.searchable, source: this.ports.source }, signal);
  };

  /** Undefined while the index is not complete. */
  readonly structure = async (signal: AbortSignal): Promise<readonly IndexedFile[] | undefined> => {
    if (this.progress && !this.progress.done) return undefined;
    return structureOf(this.searchable.files.paths, this.ports.source, signal);
  };

  /** Vectors for chunks that have none yet; other work goes on beside it. */
  readonly fillVectors = (embedder: Embedder, ways: FillWays, signal: AbortSignal): Promise<number> =>
    fillVectors(this.ports.store.vectors, embedder, ways, signal);

  constructor(private readonly ports: IndexPorts) {
    const tokenizer = new Tokenizer();
    const { store, embedder, words } = ports;
    const files = new FileView(tokenizer);
    const meaning = words && new FileMeaning(words, files);
    this.searchable = { files, history: new HistoryView(tokenizer), tokenizer, store, embedder, words, meaning };
    this.intake = new Intake(ports, this.searchable.files);
  }

  /** Takes over what the store kept. Throws `index.corrupt` when the store cannot be trusted. */
  async open(): Promise<void> {
    const { files, commits } = await this.ports.store.load();
    for (const file of files) this.intake.know(file);
    Object.assign(this.past, { commits, builtFor: -1 });
  }

  /** Brings the index in line with the files as they are: only what changed is read. `first` are searchable first. */
  refresh(first: readonly FilePath[], onProgress: (progress: IndexProgress) => void, signal: AbortSignal): Promise<void> {
    return this.work.run(() => this.refreshNow(first, onProgress, signal));
  }

  update(paths: readonly FilePath[], signal: AbortSignal): Promise<void> {
    return this.work.run(async () => {
      const { files } = await this.ports.source.listSome(paths, signal);
      const plan = planUpdate(this.intake.knownAmong(paths), files, []);
      await this.intake.takeIn(plan, () => undefined, signal);
    });
  }

  /** Everything so far is kept for the next session. `space` also gives back what lies about; for idle times. */
  rest(space: 'keep' | 'giveBack'): Promise<void> {
    return this.work.run(() => (space === 'giveBack' ? this.ports.store.maintain() : this.ports.store.settle()));
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
    this.ports.analyser.dispose();
    this.ports.store.dispose();
  }

  private async refreshNow(first: readonly FilePath[], onProgress: (progress: IndexProgress) => void, signal: AbortSignal): Promise<void> {
    const { files, skipped } = await this.ports.source.list(signal);
    const plan = planUpdate(this.intake.known, files, first);
    const left = Object.entries(skipped).filter(([, count]) => count > 0);
    const leftOut = left.length > 0 ? [`Left out: ${left.map(([reason, count]) => `${count} ${reason}`).join(', ')}.`] : [];
    const note = [...(this.ports.note ? [this.ports.note] : []), ...leftOut].join(' ') || undefined;
    const tell = (done: boolean) => {
      this.progress = { indexedFiles: this.searchable.files.fileCount, totalFiles: files.length, note, done };
      onProgress(this.progress);
    };
    tell(false);
    const history = this.ports.source.commits(signal);
    await this.intake.takeIn(plan, () => tell(false), signal);
    if (plan.read.length > 0) this.ports.analyser.rest();
    await this.takeHistory(await history);
    await this.ports.store.settle();
    tell(true);
  }

  private async takeHistory(commits: readonly StoredCommit[]): Promise<void> {
    const known = this.past.commits;
    const same = commits.length === known.length && commits[0]?.at === known[0]?.at;
    if (same || commits.length === 0) return;
    Object.assign(this.past, { commits, builtFor: -1 });
    await this.ports.store.write({ files: [], chunks: [], removed: [], commits });
  }

  private settleHistory(): void {
    const { files, history } = this.searchable;
    if (this.past.builtFor === files.generation) return;
    this.past.builtFor = files.generation;
    history.build(this.past.commits, files);
  }
}
