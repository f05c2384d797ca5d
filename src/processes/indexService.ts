// The index of one folder as a service: the writer keeps it up to date, other windows read what the writer kept.

import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../base/errors.ts';
import type { IndexEngine } from '../core/codeIndex/indexEngine.ts';
import { isSecret } from '../core/policy/pathPlaces.ts';
import type { CodeHit, CodeIndexState, CodeQuery, IndexedFile } from '../core/ports/codeIndex.ts';
import type { TextHit } from '../core/ports/workspaceReader.ts';
import { ripgrepProgram } from '../node/assets.ts';
import { createFileSource } from '../node/codeIndex/fileSource.ts';
import { readHistory } from '../node/codeIndex/gitHistory.ts';
import { type Lease, takeLease } from '../node/codeIndex/lease.ts';
import { removeOldStores } from '../node/codeIndex/oldStores.ts';
import type { IndexPlaceWire } from '../node/codeIndex/wire.ts';
import { type ChosenEmbedder, chooseEmbedder, storeName } from './chooseEmbedder.ts';
import { openIndexEngine } from './openIndexEngine.ts';
import { VectorFilling } from './vectorFilling.ts';

const generationFile = 'generation.txt';
const readerLooksEveryMs = 2000;
/** After so long without a change what was written is kept for the next session; after the longer one space is given back. */
const idleMs = { keep: 1000, giveBack: 60_000 };

/** Holds the building of an index up while the person wants quiet. */
class Pause {
  private resume: (() => void) | undefined;
  private waiting: Promise<void> | undefined;

  set(paused: boolean): void {
    this.resume?.();
    this.waiting = paused ? new Promise((resolve) => (this.resume = resolve)) : undefined;
  }

  readonly over = async (): Promise<void> => this.waiting;
}

export class IndexService {
  private lease: Lease | undefined;
  /** What a reader knows of the writer's last state, and when it looked. */
  private seen = { generation: 0, at: 0 };
  private timers: NodeJS.Timeout[] = [];
  private filling: VectorFilling | undefined;
  readonly pause = new Pause();

  readonly findNames = async (names: readonly string[], signal: AbortSignal): Promise<readonly TextHit[] | undefined> => {
    if (!this.lease) await this.followWriter(signal);
    return this.engine.findNames(names, signal);
  };

  readonly structure = async (signal: AbortSignal): Promise<readonly IndexedFile[] | undefined> => {
    if (!this.lease) await this.followWriter(signal);
    return this.engine.structure(signal);
  };

  private readonly tell = (): void => void this.state().then(this.parts.onState);

  private constructor(
    private readonly parts: { place: IndexPlaceWire; chosen: ChosenEmbedder; onState: (state: CodeIndexState) => void },
    private engine: IndexEngine,
  ) {
    const { place, chosen } = parts;
    const { remote } = chosen;
    if (remote && place.embeddings) this.filling = new VectorFilling({ remote, endpoint: place.embeddings, onProgress: this.tell });
  }

  static async open(place: IndexPlaceWire, onState: (state: CodeIndexState) => void, signal: AbortSignal): Promise<IndexService> {
    await mkdir(place.folder, { recursive: true, mode: 0o700 });
    const lease = await takeLease(place.folder);
    const chosen = await chooseEmbedder(place.embeddings);
    const holder: { service?: IndexService } = {};
    const engine = await openEngine(place, chosen, async () => holder.service?.pause.over(), signal);
    const service = new IndexService({ place, chosen, onState }, engine);
    holder.service = service;
    service.lease = lease;
    return service;
  }

  /** Reads what changed since last time. Does nothing while another window is the writer. */
  async refresh(signal: AbortSignal): Promise<void> {
    const { folder, first } = this.parts.place;
    this.lease ??= await takeLease(folder);
    if (!this.lease) return;
    await this.engine.refresh(first, this.tell, signal);
    await this.publish();
    const { place, chosen } = this.parts;
    // An endpoint that does not answer now may do so in the next session.
    if (!place.embeddings || chosen.remote) await removeOldStores(folder, storeName(chosen));
    this.written();
  }

  async search(query: CodeQuery, signal: AbortSignal): Promise<readonly CodeHit[]> {
    if (!this.lease) await this.followWriter(signal);
    return this.engine.search(query, signal);
  }

  async update(paths: readonly string[], signal: AbortSignal): Promise<void> {
    if (!this.lease) return;
    if (paths.some((path) => /(^|\/)\.(git|understudy|rg)?ignore$/.test(path))) return this.refresh(signal);
    await this.engine.update(paths, signal);
    this.written();
  }

  async state(): Promise<CodeIndexState> {
    const state = await this.engine.state();
    const note = [state.note, this.filling?.note].filter(Boolean).join(' ');
    return note === '' ? state : { ...state, note };
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    await this.filling?.stop();
    if (this.lease) await this.engine.rest('keep').catch(() => undefined);
    this.engine.dispose();
    await this.lease?.release();
  }

  private written(): void {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = (['keep', 'giveBack'] as const).map((space) => setTimeout(() => void this.rest(space), idleMs[space]));
    this.filling?.start(this.engine);
    this.tell();
  }

  /** A fault here costs nothing but time: the next session reads the files again. */
  private async rest(space: 'keep' | 'giveBack'): Promise<void> {
    await this.engine.rest(space).then(
      () => this.publish(),
      (thrown: unknown) => console.error(messageOf(thrown)),
    );
  }

  /** Other windows see what is kept. */
  private publish(): Promise<void> {
    return writeFile(join(this.parts.place.folder, generationFile), String(Date.now()));
  }

  private async followWriter(signal: AbortSignal): Promise<void> {
    const { place, chosen } = this.parts;
    if (Date.now() - this.seen.at < readerLooksEveryMs) return;
    this.seen.at = Date.now();
    const found = await stat(join(place.folder, generationFile)).catch(() => undefined);
    if (!found || found.mtimeMs === this.seen.generation) return;
    this.seen.generation = found.mtimeMs;
    const fresh = await openEngine(place, chosen, async () => undefined, signal);
    this.engine.dispose();
    this.engine = fresh;
  }
}

async function openEngine(
  place: IndexPlaceWire,
  chosen: ChosenEmbedder,
  breathe: () => Promise<void>,
  signal: AbortSignal,
): Promise<IndexEngine> {
  const git = { program: 'git', root: place.root, env: process.env };
  const source = createFileSource({
    root: place.root,
    ripgrep: ripgrepProgram(),
    isSecret,
    exclude: place.exclude,
    commits: () => readHistory(git, signal),
  });
  return openIndexEngine({ root: place.root, folder: join(place.folder, storeName(chosen)), source, inMemory: false, chosen, breathe });
}
