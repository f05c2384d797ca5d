// Identifiers that sort by the time they were made.
import { randomBytes } from 'node:crypto';
import type { Clock } from '../core/ports/clock.ts';
import type { Ids } from '../core/ports/ids.ts';

/** Something that nobody can guess. */
export const freshSalt = (): string => randomBytes(16).toString('hex');

const timeDigits = 9;
const counterDigits = 3;
const counterLimit = 36 ** counterDigits;
const inBase36 = (value: number, digits: number) => value.toString(36).padStart(digits, '0');

/** Ids of one process never repeat and never go backwards, even when the clock does; two processes differ by 40 random bits. */
export function createIds(clock: Pick<Clock, 'now'>): Ids {
  let lastMs = 0;
  let counter = 0;
  return () => {
    const ms = Math.max(clock.now(), lastMs);
    counter = ms === lastMs ? counter + 1 : 0;
    lastMs = counter < counterLimit ? ms : ms + 1;
    counter %= counterLimit;
    return `${inBase36(lastMs, timeDigits)}${inBase36(counter, counterDigits)}${randomBytes(5).toString('hex')}`;
  };
}
