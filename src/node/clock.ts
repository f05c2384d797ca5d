// The time of day of this machine.
import { setTimeout as wait } from 'node:timers/promises';
import { cancelled, isAbort } from '../base/errors.ts';
import type { Clock } from '../core/ports/clock.ts';

export const systemClock: Clock = {
  now: () => Date.now(),
  async delay(ms, signal) {
    try {
      await wait(ms, undefined, { signal });
    } catch (thrown) {
      throw isAbort(thrown) ? cancelled() : thrown;
    }
  },
};
