// Diagnostics that a server sends of its own accord. They count only for the version they were made for; where a server
// tags nothing, only those count that came after a barrier.
import type { FilePath } from '../../core/model/document.ts';
import type { WireDiagnostic } from './wire.ts';

/** The text asked about: its version, and how many pushes had come when the server had surely read it. */
export interface Fresh {
  readonly version: number;
  readonly barrier: number;
}

interface Push {
  readonly version: number | undefined;
  readonly items: readonly WireDiagnostic[];
  readonly ordinal: number;
}

interface Waiting {
  readonly path: FilePath;
  readonly fresh: Fresh;
  readonly resolve: (items: readonly WireDiagnostic[]) => void;
}

const counts = (push: Push, fresh: Fresh) => (push.version === undefined ? push.ordinal > fresh.barrier : push.version === fresh.version);

export class PushInbox {
  private readonly latest = new Map<FilePath, Push>();
  private readonly waiting = new Set<Waiting>();
  /** Pushes so far. */
  count = 0;

  receive(path: FilePath, version: number | undefined, items: readonly WireDiagnostic[]): void {
    const push = { version, items, ordinal: ++this.count };
    this.latest.set(path, push);
    for (const entry of [...this.waiting]) if (entry.path === path && counts(push, entry.fresh)) entry.resolve(items);
  }

  /** Undefined when nothing that counts came in time. */
  wait(path: FilePath, fresh: Fresh, ms: number, signal: AbortSignal): Promise<readonly WireDiagnostic[] | undefined> {
    const known = this.latest.get(path);
    if (known && counts(known, fresh)) return Promise.resolve(known.items);
    return new Promise((resolve) => {
      const settle = (items: readonly WireDiagnostic[] | undefined) => {
        clearTimeout(timer);
        signal.removeEventListener('abort', giveUp);
        this.waiting.delete(entry);
        resolve(items);
      };
      const giveUp = () => settle(undefined);
      const timer = setTimeout(giveUp, ms);
      const entry: Waiting = { path, fresh, resolve: settle };
      signal.addEventListener('abort', giveUp, { once: true });
      this.waiting.add(entry);
    });
  }
}
