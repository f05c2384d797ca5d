// The moment after which nobody waits for a collector any more.
import type { Clock } from '../ports/clock.ts';

export interface Deadline {
  readonly afterMs: number;
  /** Aborted at the deadline, and when the run is aborted. */
  readonly signal: AbortSignal;
  /** Resolves at the deadline; never, once stopped. Rejects when the run is aborted. */
  readonly passed: Promise<void>;
  stop(): void;
}

/** Counts from now. With `graceMs` it is not over before that long after `work`, however long the work takes. */
export function startDeadline(
  afterMs: number,
  clock: Clock,
  signal: AbortSignal,
  grace?: { readonly work: Promise<unknown>; readonly graceMs: number },
): Deadline {
  const timer = new AbortController();
  const work = new AbortController();
  let stopped = false;
  const passed = new Promise<void>((resolve, reject) => {
    const until = AbortSignal.any([signal, timer.signal]);
    const afterWork = grace?.work.then(() => (stopped ? undefined : clock.delay(grace.graceMs, until)));
    Promise.all([clock.delay(afterMs, until), afterWork]).then(
      () => stopped || resolve(),
      (fault: unknown) => stopped || reject(fault),
    );
  });
  passed.then(
    () => work.abort(),
    () => work.abort(),
  );
  return {
    afterMs,
    signal: AbortSignal.any([signal, work.signal]),
    passed,
    stop: () => {
      stopped = true;
      timer.abort();
    },
  };
}
