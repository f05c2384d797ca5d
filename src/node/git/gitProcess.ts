// Git's facts from a process of our own: starting a program stops the one that starts it for longer the more memory it has, and the
// host has much.
import { type ChildProcess, fork } from 'node:child_process';
import type { Disposable } from '../../base/disposable.ts';
import { AppError, cancelled } from '../../base/errors.ts';
import type { GitFacts } from '../../core/ports/gitFacts.ts';
import { childEntry, childEnvironment } from '../childEntry.ts';
import { endChild, keepHostAlive } from '../endChild.ts';
import { type GitReply, type GitRequest, gitReply } from './wire.ts';

type Question = Extract<GitRequest, { kind: 'ask' }>['question'];

/** The process starts with the first question, is started again if it dies, and never keeps the host alive. */
export function createGitProcess(root: string): GitFacts & Disposable {
  const link = new GitLink(root);
  const ask =
    <Q extends Question>(question: Q) =>
    (...args: unknown[]) =>
      link.ask(question, args.slice(0, -1), args.at(-1) as AbortSignal);
  return {
    head: ask('head') as GitFacts['head'],
    changes: ask('changes') as GitFacts['changes'],
    diff: ask('diff') as GitFacts['diff'],
    log: ask('log') as GitFacts['log'],
    blame: ask('blame') as GitFacts['blame'],
    dispose: () => link.dispose(),
  };
}

interface Waiting {
  resolve(value: unknown): void;
  reject(fault: Error): void;
  leave(): void;
}

class GitLink implements Disposable {
  private child: ChildProcess | undefined;
  private nextId = 1;
  private readonly waiting = new Map<number, Waiting>();

  constructor(private readonly root: string) {}

  ask(question: Question, args: unknown[], signal: AbortSignal): Promise<unknown> {
    if (signal.aborted) return Promise.reject(cancelled());
    const id = this.nextId++;
    const child = this.child ?? this.start();
    return new Promise((resolve, reject) => {
      const onAbort = () => {
        this.settle(id)?.reject(cancelled());
        if (child.connected) child.send({ kind: 'withdraw', id } satisfies GitRequest);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.set(id, { resolve, reject, leave: () => signal.removeEventListener('abort', onAbort) });
      keepHostAlive(child, true);
      child.send({ kind: 'ask', id, root: this.root, question, args } satisfies GitRequest, (fault) => {
        if (fault) this.settle(id)?.reject(ended(fault.message));
      });
    });
  }

  dispose(): void {
    const { child } = this;
    this.end('it was stopped', child);
    if (child) endChild(child);
  }

  private start(): ChildProcess {
    const entry = childEntry('git');
    const { XDG_CONFIG_HOME } = process.env;
    const child = fork(entry, [], {
      execPath: process.execPath,
      execArgv: entry.endsWith('.ts') ? ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'] : [],
      env: { ...childEnvironment(), ...(XDG_CONFIG_HOME === undefined ? {} : { XDG_CONFIG_HOME }) },
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    child.on('message', (message) => this.take(gitReply.parse(message)));
    child.on('error', (fault) => this.end(fault.message, child));
    child.on('exit', (code, signal) => this.end(signal ?? `exit ${code}`, child));
    this.child = child;
    return child;
  }

  private take(reply: GitReply): void {
    const waiting = this.settle(reply.id);
    if ('failure' in reply) waiting?.reject(new AppError('git.failed', `Git could not be asked: ${reply.failure}`));
    else waiting?.resolve(reply.value ?? undefined);
  }

  private settle(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.leave();
    if (this.child && this.waiting.size === 0) keepHostAlive(this.child, false);
    return waiting;
  }

  private end(why: string, child: ChildProcess | undefined): void {
    if (child !== this.child) return;
    this.child = undefined;
    for (const id of [...this.waiting.keys()]) this.settle(id)?.reject(ended(why));
  }
}

const ended = (why: string) =>
  new AppError('git.ended', `The process that asks git has ended (${why}). It is started again with the next question.`);
