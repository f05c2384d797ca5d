// The person's terminal: lines out, questions in. Nobody is asked when there is no terminal.
import { createInterface, type Interface } from 'node:readline';
import type { Disposable } from '../base/disposable.ts';
import type { Action } from '../core/model/policy.ts';
import type { Person } from '../core/ports/person.ts';
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

/** The effect in the words of its place: a command as it will run, and where. */
function whatOf(action: Action): string {
  if (action.kind === 'editFile') return `${action.effect} ${action.path}`;
  if (action.kind === 'runCommand') return `run this command in ${action.folder || 'the workspace root'}?\n\n  ${action.command}\n\nRun it`;
  if (action.kind === 'callTool') return `call ${action.tool} ${action.argumentsJson}`;
  return action.kind === 'sendPrompt' ? `send ${action.tokens} tokens to ${action.endpoint}` : action.kind;
}

/** An answer so quick was on its way before the question stood there. */
const deadTimeMs = 500;

/** Asks in the terminal; only a full "yes" approves. */
export const personAt = (terminal: Terminal): Person => ({
  async approve(action, decision, signal) {
    const what = whatOf(action);
    const why = decision.kind === 'allow' ? '' : decision.why;
    terminal.print(terminal.palette.paint('yellow', `${why} (${decision.rule})`));
    for (;;) {
      const isTyped = terminal.forgetTyped();
      const shownAt = performance.now();
      const answer = await terminal.ask(`Really ${what}? Type yes to confirm: `, signal);
      if (answer !== 'yes') return 'no';
      if (!isTyped || performance.now() - shownAt >= deadTimeMs) return 'yes';
    }
  },
});

/** For --yes and --json: nobody is there, so whatever would be asked is not done. */
export const nobody: Person = { approve: async () => 'no' };
