// Output of a tool while it runs, handed on piece by piece until the tool is done.

/** What came since the last piece, and the unfinished line after it as it looks now. */
export interface OutputPiece {
  readonly text: string;
  readonly line: string;
}

/** One writer, one reader. Pieces that come while the reader is busy are joined. */
export class OutputQueue {
  private waiting: OutputPiece | undefined;
  private ended = false;
  private wake: () => void = () => undefined;

  push(text: string, line: string): void {
    this.waiting = { text: (this.waiting?.text ?? '') + text, line };
    this.wake();
  }

  end(): void {
    this.ended = true;
    this.wake();
  }

  async *drain(): AsyncGenerator<OutputPiece> {
    for (;;) {
      const piece = this.waiting;
      this.waiting = undefined;
      if (piece) yield piece;
      else if (this.ended) return;
      else await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
