// The private servers of one workspace: started when first needed, one per way of starting, stopped when idle,
// started again with growing pauses after a crash.
import type { Disposable } from '../../base/disposable.ts';
import { Sequencer } from '../../base/sequencer.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { stoppedAnswering } from './connection.ts';
import { HungFiles } from './hungFiles.ts';
import { keyOf, LanguageServer } from './languageServer.ts';
import type { Paths } from './paths.ts';
import type { ServerCommand, ServerRow } from './serverRow.ts';
import { rowFor } from './serverTable.ts';

/** `missing` and `resting` say what would help. */
export type Lease<T> = { readonly kind: 'done'; readonly value: T } | { readonly kind: 'unavailable'; readonly why: string };

/** A server as a file finds it: not yet running, perhaps. */
export interface Seat {
  readonly key: string;
  readonly row: ServerRow;
  readonly server: ServerCommand;
}

export type SeatFor =
  | { readonly kind: 'seat'; readonly seat: Seat }
  | { readonly kind: 'noRow' }
  | { readonly kind: 'missing'; readonly hint: string };

interface Slot {
  readonly queue: Sequencer;
  readonly hung: HungFiles;
  running?: LanguageServer;
  /** In a row. */
  crashes: number;
  startedAt: number;
  restUntil: number;
  lastFault: string;
  idle?: NodeJS.Timeout;
}

export interface PoolOptions {
  readonly rows: readonly ServerRow[];
  readonly paths: Paths;
  readonly logger: Logger;
  readonly editorRoot?: string | undefined;
  /** The person's text of a file. */
  textOf(path: FilePath): Promise<string | undefined>;
  /** A server that nobody asked anything for this long is ended. */
  readonly idleMs: number;
}

const firstRestMs = 1_000;
const longestRestMs = 60_000;
/** A server that ran for so long before it ended did not crash because of how it was started. */
const calmMs = 120_000;

export class ServerPool implements Disposable {
  private readonly slots = new Map<string, Slot>();
  private readonly found = new Map<string, Promise<SeatFor>>();
  private disposed = false;

  constructor(private readonly options: PoolOptions) {}

  /** Which server judges a file. Looked up once per folder; `filesChanged` looks again. */
  seatFor(path: FilePath): Promise<SeatFor> {
    const row = rowFor(path, this.options.rows);
    if (!row) return Promise.resolve({ kind: 'noRow' });
    const folder = this.options.paths.toAbsolute(path.split('/').slice(0, -1).join('/'));
    const key = `${row.id}:${folder}`;
    const known = this.found.get(key) ?? this.look(row, folder);
    this.found.set(key, known);
    return known;
  }

  /** Files on disk changed: servers may have been installed or removed, and what they hung on may be another text now. */
  filesChanged(paths: readonly FilePath[]): void {
    this.found.clear();
    for (const slot of this.slots.values()) slot.hung.forget(paths);
  }

  /** Runs `work` alone on the server, started if need be. */
  use<T>(seat: Seat, budgetMs: number, signal: AbortSignal, work: (server: LanguageServer) => Promise<T>): Promise<Lease<T>> {
    const slot = this.slotOf(seat.key);
    return slot.queue.run(async () => {
      signal.throwIfAborted();
      const server = await this.start(seat, slot, budgetMs, signal);
      if (typeof server === 'string') return { kind: 'unavailable', why: server };
      clearTimeout(slot.idle);
      try {
        return { kind: 'done', value: await work(server) };
      } finally {
        this.stopWhenIdle(slot);
      }
    });
  }

  /** Servers now running, e.g. to tell them of changed files. */
  get running(): readonly LanguageServer[] {
    return [...this.slots.values()].flatMap((slot) => (slot.running ? [slot.running] : []));
  }

  dispose(): void {
    this.disposed = true;
    for (const slot of this.slots.values()) {
      clearTimeout(slot.idle);
      slot.running?.dispose();
    }
  }

  private async look(row: ServerRow, folder: string): Promise<SeatFor> {
    const found = await row.find({ root: this.options.paths.root, folder, editorRoot: this.options.editorRoot });
    if (found.kind === 'missing') return found;
    return { kind: 'seat', seat: { key: keyOf(row, found.server), row, server: found.server } };
  }

  private slotOf(key: string): Slot {
    const slot = this.slots.get(key) ?? {
      queue: new Sequencer(),
      hung: new HungFiles(),
      crashes: 0,
      startedAt: 0,
      restUntil: 0,
      lastFault: '',
    };
    this.slots.set(key, slot);
    return slot;
  }

  private async start(seat: Seat, slot: Slot, ms: number, signal: AbortSignal): Promise<LanguageServer | string> {
    if (this.disposed) return 'The language servers were stopped.';
    if (slot.running?.isAlive) return slot.running;
    if (Date.now() < slot.restUntil) return `${seat.server.judge} ${slot.lastFault}; it is started again after a pause.`;
    const server = new LanguageServer({
      row: seat.row,
      server: seat.server,
      paths: this.options.paths,
      logger: this.options.logger,
      hung: slot.hung,
      textOf: this.options.textOf,
      onEnd: (why) => this.noteEnd(slot, why),
    });
    slot.running = server;
    slot.startedAt = Date.now();
    const greeting = await server.initialize(ms, signal);
    if (greeting.kind === 'answer') return server;
    server.dispose();
    return `${seat.server.judge} ${greeting.why}.`;
  }

  private noteEnd(slot: Slot, why: string): void {
    delete slot.running;
    clearTimeout(slot.idle);
    // What it hung on is left alone, so that it need not rest before it is started again.
    if (why === 'was stopped' || why === stoppedAnswering) return;
    if (Date.now() - slot.startedAt > calmMs) slot.crashes = 0;
    slot.lastFault = why;
    slot.restUntil = Date.now() + Math.min(longestRestMs, firstRestMs * 2 ** slot.crashes);
    slot.crashes++;
  }

  private stopWhenIdle(slot: Slot): void {
    clearTimeout(slot.idle);
    slot.idle = setTimeout(() => slot.running?.dispose(), this.options.idleMs);
    slot.idle.unref();
  }
}
