// Ownership of lifetimes: whoever creates a disposable adds it to its store and disposes the store.

/** Anything with an end. */
export interface Disposable {
  dispose(): void;
}

/** Disposes what was added, last added first, once. Adding after the end disposes at once. */
export class DisposableStore implements Disposable {
  private readonly owned: Disposable[] = [];
  private ended = false;

  add<T extends Disposable>(item: T): T {
    if (this.ended) item.dispose();
    else this.owned.push(item);
    return item;
  }

  dispose(): void {
    this.ended = true;
    for (const item of this.owned.splice(0).reverse()) item.dispose();
  }
}
