// The person's terminal: lines out, questions in. Nobody is asked when there is no terminal.
import { createInterface, type Interface } from 'node:readline';
import type { Disposable } from '../base/disposable.ts';
import { createPalette, type Palette } from './printText.ts';

/** Prints, and asks one question at a time. End of input counts as an empty answer. */
export class Terminal implements Disposable {
  readonly palette: Palette;
  private reader: Interface | undefined;
  private readonly lines: string[] = [];
  private waiting: ((line: string) => void) | undefined;
  private ended = false;

  constructor(
    private readonly input: NodeJS.ReadStream,
    private readonly output: NodeJS.WriteStream,
    environment: NodeJS.ProcessEnv,
  ) {
    this.palette = createPalette(output.isTTY === true && !environment.NO_COLOR);
  }

  get columns(): number {
    return this.output.columns ?? 120;
  }

  print(text: string): void {
    this.output.write(`${text}\n`);
  }

  write(text: string): void {
    this.output.write(text);
  }

  async ask(question: string, signal: AbortSignal): Promise<string> {
    this.open();
    this.output.write(question);
    const line = this.lines.shift() ?? (this.ended ? '' : await this.nextLine(signal));
    if (!this.input.isTTY) this.output.write(`${line}\n`);
    return line.trim();
  }

  /** For a question that must not be answered by what was typed before it stood there. True where a person sits at the keys. */
  forgetTyped(): boolean {
    if (this.input.isTTY) this.lines.length = 0;
    return this.input.isTTY === true;
  }

  dispose(): void {
    this.reader?.close();
  }

  private nextLine(signal: AbortSignal): Promise<string> {
    return new Promise((resolve) => {
      this.waiting = resolve;
      signal.addEventListener('abort', () => resolve(''), { once: true });
    });
  }

  private open(): void {
    if (this.reader) return;
    this.reader = createInterface({ input: this.input });
    this.reader.on('line', (line) => {
      const waiting = this.waiting;
      this.waiting = undefined;
      if (waiting) waiting(line);
      else this.lines.push(line);
    });
    this.reader.on('close', () => {
      this.ended = true;
      this.waiting?.('');
    });
  }
}
