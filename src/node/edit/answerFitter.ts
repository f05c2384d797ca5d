// Fits large answers in a worker of their own, which ends with the work, on abort, or at the time limit. Synchronous code cannot
// see a signal, so stopping it means ending its thread.
import { Worker } from 'node:worker_threads';
import { AppError, cancelled } from '../../base/errors.ts';
import type { FitResult } from '../../core/model/change.ts';
import type { AnswerFitter, FitRequest } from '../../core/ports/answerFitter.ts';
import { childEntry } from '../childEntry.ts';

/** Inputs up to this many characters are fitted where the caller is. */
export const workerFromCharacters = 256 * 1024;

export interface FitterOptions {
  /** Runs in the caller's thread, for small inputs. */
  readonly fitHere: (request: FitRequest) => FitResult;
  readonly timeoutMs?: number;
  readonly entry?: string;
}

export function createAnswerFitter({ fitHere, timeoutMs = 30_000, entry = childEntry('apply') }: FitterOptions): AnswerFitter {
  return {
    fit: async (request, signal) => {
      if (signal.aborted) throw cancelled();
      const size = [...request.files.values()].reduce((sum, file) => sum + file.text.length, request.answer.length);
      return size <= workerFromCharacters ? fitHere(request) : fitInWorker(request, { entry, timeoutMs }, signal);
    },
  };
}

function fitInWorker(
  request: FitRequest,
  { entry, timeoutMs }: { entry: string; timeoutMs: number },
  signal: AbortSignal,
): Promise<FitResult> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(entry, { workerData: request, env: {}, execArgv: entry.endsWith('.ts') ? process.execArgv : [] });
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      worker.removeAllListeners();
      settle();
      worker.terminate().catch(() => undefined);
    };
    const onAbort = () => end(() => reject(cancelled()));
    const timer = setTimeout(
      () =>
        end(() => reject(new AppError('apply.tooLong', 'Fitting the edit took too long. Ask for a smaller change, or in smaller blocks.'))),
      timeoutMs,
    );
    signal.addEventListener('abort', onAbort, { once: true });
    worker.once('message', (result: FitResult) => end(() => resolve(result)));
    worker.once('error', (cause) =>
      end(() => reject(new AppError('apply.failed', 'The edit could not be fitted. Run it again.', { cause }))),
    );
    worker.once('exit', (code) =>
      end(() => reject(new AppError('apply.failed', `Fitting the edit ended early (exit ${code}). Run it again.`))),
    );
  });
}
