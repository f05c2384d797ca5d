// Gives memory back at once: building an index leaves large buffers behind that the engine would keep for long on a machine with room.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

export interface Collector {
  /** What was made lately and is no longer used; some milliseconds. */
  young(): void;
  /** Everything; some 50 ms of a process that mostly waits. */
  all(): void;
}

export function createCollector(): Collector {
  setFlagsFromString('--expose-gc');
  const collect: unknown = runInNewContext('gc');
  if (typeof collect !== 'function') return { young: () => undefined, all: () => undefined };
  return { young: () => void collect({ type: 'minor' }), all: () => void collect() };
}
