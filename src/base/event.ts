// A typed event: many listeners, called in order, removed by disposing.
import type { Disposable } from './disposable.ts';

/** Subscribing returns the way to stop. */
export type Event<T> = (listener: (value: T) => void) => Disposable;

/** Owner's side of an event. A listener that throws does not keep the others from hearing; the first error is thrown at the end. */
export class Emitter<T> implements Disposable {
  private readonly listeners = new Set<(value: T) => void>();

  readonly event: Event<T> = (listener) => {
    const own = (value: T) => listener(value);
    this.listeners.add(own);
    return { dispose: () => void this.listeners.delete(own) };
  };

  fire(value: T): void {
    const faults: unknown[] = [];
    for (const listener of [...this.listeners]) {
      try {
        listener(value);
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw faults[0];
  }

  dispose(): void {
    this.listeners.clear();
  }
}
