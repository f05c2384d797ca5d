// One life of a child process of ours: questions to it, its answers, and its end. It never keeps the host alive but for an answer.
import { type ChildProcess, fork, type SerializationType } from 'node:child_process';
import { AppError, cancelled, messageOf } from '../base/errors.ts';
import { childEntry, childEnvironment } from './childEntry.ts';
import { type ChildReply, type ChildRequest, childReply } from './childWire.ts';
import { endChild, keepHostAlive } from './endChild.ts';

export interface ChildStart {
  /** Name of the file in src/processes. */
  readonly entry: string;
  readonly flags?: readonly string[];
  /** Added to the few variables that every child is given. */
  readonly environment?: Readonly<Record<string, string>>;
  readonly serialization?: SerializationType;
  /** The fault of every question that the end of the child leaves without an answer. */
  readonly died: (why: string) => AppError;
  readonly onNews?: (news: unknown) => void;
  /** What it prints to standard error, which is dropped otherwise. */
  readonly onWords?: (text: string) => void;
  /** Called once, when it ended of itself. */
  readonly onEnd?: () => void;
}

/** For children with many threads on Linux: each thread would keep the memory that it freed for itself, 50 to 100 MB in all. */
export const sharedArena = { MALLOC_ARENA_MAX: '1' };

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: Error) => void;
  readonly leave: () => void;
}

const unbuilt = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];

export class ChildLink {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private over = false;

  constructor(private readonly start: ChildStart) {
    const { entry, flags = [], environment, serialization = 'json', onWords } = start;
    const file = childEntry(entry);
    this.child = fork(file, [], {
      execPath: process.execPath,
      execArgv: [...flags, ...(file.endsWith('.ts') ? unbuilt : [])],
      env: { ...childEnvironment(), ...environment },
      serialization,
      stdio: ['ignore', 'ignore', onWords ? 'pipe' : 'ignore', 'ipc'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => onWords?.(chunk.toString('utf8').trimEnd()));
    this.child.on('message', (message) => this.take(childReply.parse(message)));
    this.child.on('error', (fault) => this.end(messageOf(fault)));
    this.child.on('exit', (code, signal) => this.end(signal ?? `exit ${code}`));
    keepHostAlive(this.child, false);
  }

  get ended(): boolean {
    return this.over;
  }

  get isIdle(): boolean {
    return this.waiting.size === 0;
  }

  /** Rejects with the fault that the child told (`<entry>.failed` where it has no code), with `died` when it ends first, and with `run.cancelled` after an abort. */
  ask(question: unknown, signal: AbortSignal): Promise<unknown> {
    if (this.over) return Promise.reject(this.start.died('it had ended'));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.settle(id)?.reject(cancelled());
        if (this.child.connected) this.send({ withdraw: id });
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.set(id, { resolve, reject, leave: () => signal.removeEventListener('abort', onAbort) });
      keepHostAlive(this.child, true);
      this.send({ id, question });
    });
  }

  /** Ends the child. What still waits is rejected with `fault`. */
  dispose(fault: AppError): void {
    if (this.over) return;
    this.over = true;
    this.rejectAll(fault);
    endChild(this.child);
  }

  private send(request: ChildRequest): void {
    this.child.send(request, (fault) => {
      if (fault && 'id' in request) this.settle(request.id)?.reject(this.start.died(fault.message));
    });
  }

  private take(reply: ChildReply): void {
    if ('news' in reply) this.start.onNews?.(reply.news);
    else if ('failure' in reply) this.settle(reply.id)?.reject(new AppError(reply.code ?? `${this.start.entry}.failed`, reply.failure));
    else this.settle(reply.id)?.resolve(reply.value);
  }

  private settle(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.leave();
    if (this.isIdle) keepHostAlive(this.child, false);
    return waiting;
  }

  private end(why: string): void {
    if (this.over) return;
    this.over = true;
    this.start.onEnd?.();
    this.rejectAll(this.start.died(why));
  }

  private rejectAll(fault: Error): void {
    for (const id of [...this.waiting.keys()]) this.settle(id)?.reject(fault);
  }
}

export interface LastingChild {
  ask(question: unknown, signal: AbortSignal): Promise<unknown>;
  dispose(fault: AppError): void;
}

/** A child that is started with the first question, and again with the next one after it ended. */
export function lastingChild(start: ChildStart): LastingChild {
  let link: ChildLink | undefined;
  return {
    async ask(question, signal) {
      if (signal.aborted) throw cancelled();
      if (!link || link.ended) link = new ChildLink(start);
      return link.ask(question, signal);
    },
    dispose(fault) {
      link?.dispose(fault);
      link = undefined;
    },
  };
}
