// Questions about the code share turns at a server: what is asked at the same time sees one set of open texts and is answered side by
// side. A rehearsal, which needs the server for itself, comes before or after a turn.
import { cancelled } from '../../base/errors.ts';
import { Sequencer } from '../../base/sequencer.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { LanguageServer } from './languageServer.ts';
import type { Lease, Seat, ServerPool } from './serverPool.ts';
import { openTexts } from './textState.ts';

/** `path` is the file it is about, opened with `text`. */
export interface Question<T> {
  readonly seat: Seat;
  readonly path: FilePath;
  readonly text: string;
  ask(server: LanguageServer, signal: AbortSignal): Promise<T>;
}

const { signal: never } = new AbortController();

export class FactTurns {
  private readonly turns = new Map<string, Turn>();
  /** Servers that have answered. A question to another one is not withdrawn: it brings the server up for those to come. */
  private readonly warm = new WeakSet<LanguageServer>();

  constructor(
    private readonly pool: ServerPool,
    private readonly budgetMs: number,
  ) {}

  /** Undefined when the server cannot be had. Rejects as soon as nobody waits any more. */
  ask<T>(question: Question<T>, signal: AbortSignal): Promise<T | undefined> {
    const answer = this.turnFor(question).take(question, async (server) => {
      if (signal.aborted && this.warm.has(server)) throw cancelled();
      const answered = await question.ask(server, this.warm.has(server) ? signal : never);
      this.warm.add(server);
      return answered;
    });
    return untilAborted(answer, signal);
  }

  private turnFor({ seat, path, text }: Question<unknown>): Turn {
    const open = this.turns.get(seat.key);
    if (open?.agrees(path, text)) return open;
    const turn = new Turn((work) => this.pool.use(seat, this.budgetMs, never, work));
    this.turns.set(seat.key, turn);
    return turn;
  }
}

class Turn {
  private readonly texts = new Map<FilePath, string>();
  private readonly running = new Set<Promise<unknown>>();
  private readonly opening = new Sequencer();
  private readonly server: Promise<LanguageServer | undefined>;
  private openedTexts = 0;
  private isOver = false;

  constructor(lease: (work: (server: LanguageServer) => Promise<void>) => Promise<Lease<void>>) {
    this.server = new Promise((resolve, reject) => {
      const served = lease(async (server) => {
        resolve(server);
        while (this.running.size > 0) await Promise.allSettled(this.running);
        this.isOver = true;
      });
      served.then(() => resolve(undefined), reject).finally(() => (this.isOver = true));
    });
  }

  agrees(path: FilePath, text: string): boolean {
    return !this.isOver && (this.texts.get(path) ?? text) === text;
  }

  take<T>({ path, text }: Question<T>, work: (server: LanguageServer) => Promise<T>): Promise<T | undefined> {
    this.texts.set(path, text);
    const answer = this.server.then(async (server) => {
      if (!server) return undefined;
      await this.opening.run(() => this.openTexts(server));
      return work(server);
    });
    this.running.add(answer);
    const leave = () => void this.running.delete(answer);
    answer.then(leave, leave);
    return answer;
  }

  /** What came since the last time is opened as well; nothing is closed before the turn is over. */
  private async openTexts(server: LanguageServer): Promise<void> {
    if (this.openedTexts === this.texts.size) return;
    this.openedTexts = this.texts.size;
    await server.become(openTexts(this.texts));
  }
}

function untilAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    const leave = () => signal.removeEventListener('abort', onAbort);
    answer.then(resolve, reject).finally(leave);
  });
}
