// The code index from a process of its own: a crash of its native part ends that process, never the host, and it is started again.
import type { Disposable } from '../../base/disposable.ts';
import { AppError, cancelled } from '../../base/errors.ts';
import type { CodeHit, CodeIndex, CodeIndexState, CodeQuery } from '../../core/ports/codeIndex.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { type AskedIndex, IndexLink } from './indexLink.ts';
import { type IndexPlaceWire, wireHits, wireLines, wireState } from './wire.ts';

export interface IndexProcessOptions {
  readonly root: string;
  /** Where this folder's index is kept. */
  readonly folder: string;
  readonly exclude?: readonly string[];
  /** Files to index first: open and recent ones. */
  readonly first?: readonly string[];
  /** Vectors come from this endpoint; the caller has seen to it that sources may be sent there. */
  readonly embeddings?: IndexPlaceWire['embeddings'];
  readonly onState?: (state: CodeIndexState) => void;
  readonly logger: Logger;
}

export interface IndexProcess extends CodeIndex, Disposable {
  /** Starts the process, and brings the index up to date in the background. Resolves when that is done. */
  start(): Promise<void>;
  setPaused(paused: boolean): Promise<void>;
}

const maxRestarts = 3;
const restartWindowMs = 10 * 60_000;
const { signal: never } = new AbortController();

export function createIndexProcess(options: IndexProcessOptions): IndexProcess {
  const { root, folder, exclude = [], first = [], embeddings } = options;
  let opened: Promise<IndexLink> | undefined;
  let link: IndexLink | undefined;
  let ended = false;
  let ends: number[] = [];

  const open = async (): Promise<IndexLink> => {
    ends = ends.filter((at) => Date.now() - at < restartWindowMs);
    if (ended || ends.length > maxRestarts) throw new AppError('index.unavailable', gaveUp);
    const fresh = new IndexLink(options, () => {
      ends.push(Date.now());
      if (link === fresh) opened = undefined;
    });
    link = fresh;
    await fresh.ask(
      { kind: 'open', place: { root, folder, exclude: [...exclude], first: [...first], ...(embeddings ? { embeddings } : {}) } },
      never,
    );
    return fresh;
  };
  const ask = async (asked: AskedIndex, signal: AbortSignal): Promise<unknown> => {
    if (signal.aborted) throw cancelled();
    opened ??= open();
    return (await opened).ask(asked, signal);
  };
  /** What only reads may be asked again of a process started anew. */
  const askTwice = async (asked: AskedIndex, signal: AbortSignal): Promise<unknown> => {
    try {
      return await ask(asked, signal);
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.code !== 'index.died' || ended) throw thrown;
      return ask(asked, signal);
    }
  };

  return {
    start: async () => void (await ask({ kind: 'refresh' }, never)),
    search: async (query, signal) => wireHits.parse(await askTwice({ kind: 'search', query: toWire(query) }, signal)) as CodeHit[],
    findNames: async (names, signal) => wireLines.parse(await askTwice({ kind: 'findNames', names: [...names] }, signal)),
    update: async (paths, signal) => void (await ask({ kind: 'update', paths: [...paths] }, signal)),
    state: async () => {
      if (ended || ends.length > maxRestarts) return { kind: 'off', indexedFiles: 0, note: gaveUp };
      return wireState.parse(await askTwice({ kind: 'state' }, never)) as CodeIndexState;
    },
    setPaused: async (paused) => void (await ask({ kind: 'pause', paused }, never)),
    dispose: () => {
      ended = true;
      link?.dispose();
    },
  };
}

const gaveUp = 'The index process ended several times and is not started again. Reload the window to try anew.';

const toWire = ({ text, maxFiles, boost, terms }: CodeQuery) => ({
  text,
  maxFiles,
  ...(boost ? { boost: [...boost] } : {}),
  ...(terms ? { terms: [...terms] } : {}),
});
