// Runs asynchronous work one after the other, in the order it was asked for.

/** One queue. A failed task fails its own caller only. */
export class Sequencer {
  private last: Promise<unknown> = Promise.resolve();

  run<T>(task: () => Promise<T>): Promise<T> {
    const next = this.last.then(task, task);
    this.last = next.catch(() => undefined);
    return next;
  }
}
