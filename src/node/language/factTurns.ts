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
/** A server that owes so many answers nobody waits for any more is not asked further ones. */
const maxOwed = 64;

export class FactTurns {
  private readonly turns = new Map<string, Turn>();
  /** Answers that came too late for whoever asked. */
  private readonly owed = new WeakMap<LanguageServer, number>();

  constructor(
    private readonly pool: ServerPool,
    private readonly budgetMs: number,
  ) {}

  /**
   * Undefined when the server cannot be had. Rejects as soon as nobody waits any more; the question itself is not withdrawn, because a
   * server that loads a project for it will need that for the next one too.
   */
  ask<T>(question: Question<T>, signal: AbortSignal): Promise<T | undefined> {
    const work = async (server: LanguageServer) => {
      if (signal.aborted) throw cancelled();
      if ((this.owed.get(server) ?? 0) >= maxOwed) return undefined;
      return this.leaveWhenAborted(server, question.ask(server, never), signal);
    };
    return this.turnFor(question).take(question, work, signal);
  }

  private leaveWhenAborted<T>(server: LanguageServer, answer: Promise<T>, signal: AbortSignal): Promise<T> {
    const change = (by: number) => void this.owed.set(server, (this.owed.get(server) ?? 0) + by);
    const onAbort = () => {
      change(1);
      const paid = () => change(-1);
      answer.then(paid, paid);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const leave = () => signal.removeEventListener('abort', onAbort);
    answer.then(leave, leave);
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

/** Over as soon as nobody waits for an answer any more: a rehearsal is not held up by questions that were given up. */
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
        await this.opening.run(() => this.openTexts(server));
        while (this.running.size > 0) await Promise.allSettled(this.running);
        this.isOver = true;
      });
      served.then(() => resolve(undefined), reject).finally(() => (this.isOver = true));
    });
  }

  agrees(path: FilePath, text: string): boolean {
    return !this.isOver && (this.texts.get(path) ?? text) === text;
  }

  take<T>(
    { path, text }: Question<T>,
    work: (server: LanguageServer) => Promise<T | undefined>,
    signal: AbortSignal,
  ): Promise<T | undefined> {
    this.texts.set(path, text);
    const answer = this.server.then(async (server) => {
      if (!server) return undefined;
      await this.opening.run(() => this.openTexts(server));
      return work(server);
    });
    const waited = untilAborted(answer, signal);
    this.running.add(waited);
    const leave = () => void this.running.delete(waited);
    waited.then(leave, leave);
    return waited;
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
