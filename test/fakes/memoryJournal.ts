// The product's journal over memory, for tests of everything above it.
import { createJournal } from '../../src/core/journal/createJournal.ts';
import type { Clock } from '../../src/core/ports/clock.ts';
import type { Journal } from '../../src/core/ports/journal.ts';
import { sha256 } from '../../src/node/hash.ts';
import { freshSalt } from '../../src/node/ids.ts';
import { MemoryRecordStore } from './memoryRecordStore.ts';

export function createMemoryJournal(clock: Pick<Clock, 'now'> = { now: () => 0 }, store = new MemoryRecordStore()): Journal {
  return createJournal(store, { hash: sha256, clock, salt: freshSalt });
}
