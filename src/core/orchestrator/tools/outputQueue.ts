// Output of a tool while it runs, handed on piece by piece until the tool is done.

/** One writer, one reader. Pieces that come while the reader is busy are joined. */
export class OutputQueue {
  private waiting = '';
  private ended = false;
  private wake: () => void = () => undefined;

  push(text: string): void {
    this.waiting += text;
    this.wake();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }

  async *drain(): AsyncGenerator<string> {
    for (;;) {
      const text = this.waiting;
      this.waiting = '';
      if (text !== '') yield text;
      else if (this.ended) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
