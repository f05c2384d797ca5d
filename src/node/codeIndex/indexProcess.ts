// The code index from a process of its own: a crash of its native part ends that process, never the host, and it is started again.
import type { Disposable } from '../../base/disposable.ts';
import { AppError, cancelled } from '../../base/errors.ts';
import type { CodeHit, CodeIndex, CodeIndexState, CodeQuery, IndexedFile } from '../../core/ports/codeIndex.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { ChildLink, sharedArena } from '../childLink.ts';
import { type IndexPlaceWire, type IndexQuestion, wireHits, wireLines, wireState, wireStructure } from './wire.ts';

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
  const { root, folder, exclude = [], first = [], embeddings, onState, logger } = options;
  let opened: Promise<ChildLink> | undefined;
  let link: ChildLink | undefined;
  let ended = false;
  let ends: number[] = [];

  const open = async (): Promise<ChildLink> => {
    ends = ends.filter((at) => Date.now() - at < restartWindowMs);
    if (ended || ends.length > maxRestarts) throw new AppError('index.unavailable', gaveUp);
    const fresh = new ChildLink({
      entry: 'index',
      environment: sharedArena,
      died,
      onNews: (state) => onState?.(wireState.parse(state) as CodeIndexState),
      onWords: (text) => logger.debug(`index: ${text}`),
      onEnd: () => {
        ends.push(Date.now());
        if (link === fresh) opened = undefined;
      },
    });
    link = fresh;
    const place = { root, folder, exclude: [...exclude], first: [...first], ...(embeddings ? { embeddings } : {}) };
    await fresh.ask({ kind: 'open', place } satisfies IndexQuestion, never);
    return fresh;
  };
  const ask = async (asked: IndexQuestion, signal: AbortSignal): Promise<unknown> => {
    if (signal.aborted) throw cancelled();
    opened ??= open();
    return (await opened).ask(asked, signal);
  };
  /** What only reads may be asked again of a process started anew. */
  const askTwice = async (asked: IndexQuestion, signal: AbortSignal): Promise<unknown> => {
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
    structure: async (signal) => wireStructure.parse(await askTwice({ kind: 'structure' }, signal)) as readonly IndexedFile[] | undefined,
    update: async (paths, signal) => void (await ask({ kind: 'update', paths: [...paths] }, signal)),
    state: async () => {
      if (ended || ends.length > maxRestarts) return { kind: 'off', indexedFiles: 0, note: gaveUp };
      return wireState.parse(await askTwice({ kind: 'state' }, never)) as CodeIndexState;
    },
    setPaused: async (paused) => void (await ask({ kind: 'pause', paused }, never)),
    dispose: () => {
      ended = true;
      link?.dispose(new AppError('index.stopped', 'The index has stopped.'));
    },
  };
}

const died = (why: string) => new AppError('index.died', `The index process ended (${why}). It is started again with the next search.`);
const gaveUp = 'The index process ended several times and is not started again. Reload the window to try anew.';

const toWire = ({ text, maxFiles, boost, names, terms }: CodeQuery) => ({
  text,
  maxFiles,
  ...(boost ? { boost: [...boost] } : {}),
  ...(names ? { names: [...names] } : {}),
  ...(terms ? { terms: [...terms] } : {}),
});
