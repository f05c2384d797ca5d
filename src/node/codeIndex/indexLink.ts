// One life of the index process: its questions and answers, and its end.
import { type ChildProcess, fork } from 'node:child_process';
import type { Disposable } from '../../base/disposable.ts';
import { AppError, cancelled, messageOf } from '../../base/errors.ts';
import type { CodeIndexState } from '../../core/ports/codeIndex.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { childEntry, childEnvironment } from '../childEntry.ts';
import { endChild, keepHostAlive } from '../endChild.ts';
import { type IndexReply, type IndexRequest, indexReply } from './wire.ts';

type WithoutId<R> = R extends unknown ? Omit<R, 'id'> : never;
export type AskedIndex = WithoutId<IndexRequest>;

interface Waiting {
  readonly resolve: (value: unknown) => void;
  readonly reject: (fault: Error) => void;
  readonly leave: () => void;
}

export interface IndexLinkOptions {
  readonly onState?: (state: CodeIndexState) => void;
  readonly logger: Logger;
}

/** Starts the process. It never keeps the host alive. `onEnd` is called once, when it ended of itself. */
export class IndexLink implements Disposable {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private ended = false;

  constructor(
    private readonly options: IndexLinkOptions,
    private readonly onEnd: () => void,
  ) {
    const entry = childEntry('index');
    this.child = fork(entry, [], {
      execPath: process.execPath,
      execArgv: entry.endsWith('.ts') ? ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'] : [],
      env: childEnvironment(),
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.child.stderr?.on('data', (chunk: Buffer) => options.logger.debug(`index: ${chunk.toString('utf8').trimEnd()}`));
    this.child.on('message', (message) => this.take(indexReply.parse(message)));
    this.child.on('error', (fault) => this.end(messageOf(fault)));
    this.child.on('exit', (code, signal) => this.end(signal ?? `exit ${code}`));
  }

  ask(asked: AskedIndex, signal: AbortSignal): Promise<unknown> {
    if (this.ended) return Promise.reject(died('it had ended'));
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      const onAbort = () => this.settle(id)?.reject(cancelled());
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.set(id, { resolve, reject, leave: () => signal.removeEventListener('abort', onAbort) });
      keepHostAlive(this.child, true);
      this.child.send({ ...asked, id }, (fault) => {
        if (fault) this.settle(id)?.reject(died(fault.message));
      });
    });
  }

  dispose(): void {
    this.ended = true;
    this.rejectAll(new AppError('index.stopped', 'The index has stopped.'));
    endChild(this.child);
  }

  private take(reply: IndexReply): void {
    if (reply.kind === 'progress') this.options.onState?.(reply.state as CodeIndexState);
    else if (reply.kind === 'answer') this.settle(reply.id)?.resolve(reply.value);
    else this.settle(reply.id)?.reject(new AppError(reply.code, reply.message));
  }

  private settle(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.leave();
    if (this.waiting.size === 0) keepHostAlive(this.child, false);
    return waiting;
  }

  private end(why: string): void {
    if (this.ended) return;
    this.ended = true;
    this.onEnd();
    this.rejectAll(died(why));
  }

  private rejectAll(fault: AppError): void {
    for (const id of [...this.waiting.keys()]) this.settle(id)?.reject(fault);
  }
}

const died = (why: string) => new AppError('index.died', `The index process ended (${why}). It is started again with the next search.`);
