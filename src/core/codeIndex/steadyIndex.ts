// The index a run asks: the real one as soon as it can answer, text search until then and wherever it cannot.
import { AppError, messageOf } from '../../base/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeIndex, CodeIndexState } from '../ports/codeIndex.ts';
import type { Logger } from '../ports/logger.ts';

/** An index that is brought up to date in the background. */
export interface StartableIndex extends CodeIndex {
  start(): Promise<void>;
}

export interface SteadyIndexParts {
  readonly index: StartableIndex;
  /** Answers while the index cannot. */
  readonly fallback: CodeIndex;
  readonly clock: Clock;
  /** How long a search waits for an index that is being built. */
  readonly patienceMs: number;
  readonly logger: Logger;
}

/** Starts the index with the first question, or before it by `start`. A fault of the index is logged, and text search answers. */
export function createSteadyIndex(parts: SteadyIndexParts): StartableIndex {
  const { index, fallback, clock, patienceMs, logger } = parts;
  let started: Promise<boolean> | undefined;
  let isStarted = false;
  const begin = (): Promise<boolean> => {
    started ??= index.start().then(
      () => (isStarted = true),
      (thrown: unknown) => tell(thrown),
    );
    return started;
  };
  const tell = (thrown: unknown): false => {
    logger.warn(`The code index cannot answer; the files are searched instead. ${messageOf(thrown)}`);
    return false;
  };
  /** Undefined while the index cannot tell. */
  const whenStarted = async <T>(ask: () => Promise<T | undefined>): Promise<T | undefined> => {
    if (!isStarted) return undefined;
    try {
      return await ask();
    } catch (thrown) {
      if (!isIndexFault(thrown)) throw thrown;
      tell(thrown);
      return undefined;
    }
  };
  return {
    start: async () => void (await begin()),
    async search(query, signal) {
      const patience = new AbortController();
      const waited = clock.delay(patienceMs, patience.signal).then(
        () => false,
        () => false,
      );
      const isReady = await Promise.race([begin(), waited]);
      patience.abort();
      signal.throwIfAborted();
      if (!isReady) return fallback.search(query, signal);
      try {
        return await index.search(query, signal);
      } catch (thrown) {
        if (!isIndexFault(thrown)) throw thrown;
        tell(thrown);
        return fallback.search(query, signal);
      }
    },
    structure: (signal) => whenStarted(async () => index.structure?.(signal)),
    findNames: (names, signal) => whenStarted(async () => index.findNames?.(names, signal)),
    update: async (paths, signal) => void ((await begin()) && (await index.update(paths, signal))),
    async state(): Promise<CodeIndexState> {
      try {
        return await index.state();
      } catch (thrown) {
        if (!isIndexFault(thrown)) throw thrown;
        return { ...(await fallback.state()), note: messageOf(thrown) };
      }
    },
  };
}

const isIndexFault = (thrown: unknown): boolean => thrown instanceof AppError && thrown.code.startsWith('index.');
