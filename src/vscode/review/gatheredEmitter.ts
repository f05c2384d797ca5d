// An event that says "something changed": changes that come close together are told once.
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';

/** Nobody sees the difference; drawing everything for each of two hundred files that change at once would hold up the host. */
const gatherMs = 16;

export class GatheredEmitter implements Disposable {
  private readonly emitter = new Emitter<void>();
  readonly event = this.emitter.event;
  private timer: NodeJS.Timeout | undefined;

  fire(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.emitter.fire();
    }, gatherMs);
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.emitter.dispose();
  }
}
