// The index of one folder as a service: the writer keeps it up to date, other windows read what the writer kept.

import { mkdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../base/errors.ts';
import type { IndexEngine } from '../core/codeIndex/indexEngine.ts';
import { isSecret } from '../core/policy/pathPlaces.ts';
import type { CodeHit, CodeIndexState, CodeQuery } from '../core/ports/codeIndex.ts';
import type { TextHit } from '../core/ports/workspaceReader.ts';
import { ripgrepProgram } from '../node/assets.ts';
import { createFileSource } from '../node/codeIndex/fileSource.ts';
import { readHistory } from '../node/codeIndex/gitHistory.ts';
import { type Lease, takeLease } from '../node/codeIndex/lease.ts';
import type { IndexPlaceWire } from '../node/codeIndex/wire.ts';
import { openIndexEngine } from './openIndexEngine.ts';

const generationFile = 'generation.txt';
const readerLooksEveryMs = 2000;
/** After so long without a change what was written is kept for the next session; after the longer one space is given back. */
const idleMs = { keep: 1000, giveBack: 60_000 };

export class IndexService {
  private lease: Lease | undefined;
  private seenGeneration = 0;
  private lookedAt = 0;
  private resume: (() => void) | undefined;
  private paused: Promise<void> | undefined;
  private timers: NodeJS.Timeout[] = [];

  readonly findNames = async (names: readonly string[], signal: AbortSignal): Promise<readonly TextHit[] | undefined> => {
    if (!this.lease) await this.followWriter(signal);
    return this.engine.findNames(names, signal);
  };

  private constructor(
    private readonly place: IndexPlaceWire,
    private readonly onState: (state: CodeIndexState) => void,
    private engine: IndexEngine,
  ) {}

  static async open(place: IndexPlaceWire, onState: (state: CodeIndexState) => void, signal: AbortSignal): Promise<IndexService> {
    await mkdir(place.folder, { recursive: true, mode: 0o700 });
    const lease = await takeLease(place.folder);
    const holder: { service?: IndexService } = {};
    const engine = await openEngine(place, signal, async () => holder.service?.paused);
    const service = new IndexService(place, onState, engine);
    holder.service = service;
    service.lease = lease;
    return service;
  }

  /** Reads what changed since last time. Does nothing while another window is the writer. */
  async refresh(signal: AbortSignal): Promise<void> {
    this.lease ??= await takeLease(this.place.folder);
    if (!this.lease) return;
    await this.engine.refresh(this.place.first, () => void this.engine.state().then(this.onState), signal);
    await writeFile(join(this.place.folder, generationFile), String(Date.now()));
    await this.written();
  }

  async search(query: CodeQuery, signal: AbortSignal): Promise<readonly CodeHit[]> {
    if (!this.lease) await this.followWriter(signal);
    return this.engine.search(query, signal);
  }

  async update(paths: readonly string[], signal: AbortSignal): Promise<void> {
    if (!this.lease) return;
    if (paths.some((path) => /(^|\/)\.(git|understudy|rg)?ignore$/.test(path))) return this.refresh(signal);
    await this.engine.update(paths, signal);
    await this.written();
  }

  state(): Promise<CodeIndexState> {
    return this.engine.state();
  }

  pause(paused: boolean): void {
    this.resume?.();
    this.paused = paused ? new Promise((resolve) => (this.resume = resolve)) : undefined;
  }

  async close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    if (this.lease) await this.engine.rest('keep').catch(() => undefined);
    this.engine.dispose();
    await this.lease?.release();
  }

  private async written(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers = (['keep', 'giveBack'] as const).map((space) => setTimeout(() => void this.rest(space), idleMs[space]));
    this.onState(await this.engine.state());
  }

  /** Other windows see what is kept. A fault here costs nothing but time: the next session reads the files again. */
  private async rest(space: 'keep' | 'giveBack'): Promise<void> {
    await this.engine.rest(space).then(
      () => writeFile(join(this.place.folder, generationFile), String(Date.now())),
      (thrown: unknown) => console.error(messageOf(thrown)),
    );
  }

  private async followWriter(signal: AbortSignal): Promise<void> {
    if (Date.now() - this.lookedAt < readerLooksEveryMs) return;
    this.lookedAt = Date.now();
    const found = await stat(join(this.place.folder, generationFile)).catch(() => undefined);
    if (!found || found.mtimeMs === this.seenGeneration) return;
    this.seenGeneration = found.mtimeMs;
    const fresh = await openEngine(this.place, signal, async () => undefined);
    this.engine.dispose();
    this.engine = fresh;
  }
}

function openEngine(place: IndexPlaceWire, signal: AbortSignal, breathe: () => Promise<void>): Promise<IndexEngine> {
  const git = { program: 'git', root: place.root, env: process.env };
  const source = createFileSource({
    root: place.root,
    ripgrep: ripgrepProgram(),
    isSecret,
    exclude: place.exclude,
    commits: () => readHistory(git, signal),
  });
  return openIndexEngine({ root: place.root, folder: join(place.folder, 'lance'), source, inMemory: false, withVectors: true, breathe });
}
