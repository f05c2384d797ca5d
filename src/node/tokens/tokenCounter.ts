// Exact token counts from a process of our own, so that neither the vocabulary nor long texts hold up the host.
import { type ChildProcess, fork } from 'node:child_process';
import { LRUCache } from 'lru-cache';
import type { Disposable } from '../../base/disposable.ts';
import { AppError, cancelled } from '../../base/errors.ts';
import type { TokenCounter } from '../../core/ports/tokenCounter.ts';
import { childEntry, childEnvironment } from '../childEntry.ts';
import { endChild, keepHostAlive } from '../endChild.ts';
import { type CountReply, countReply } from './wire.ts';

const cachedCharacters = 8_000_000;

/** The process starts with the first count, is started again if it dies, and never keeps the host alive. */
export function createTokenCounter(): TokenCounter & Disposable {
  return new TokenProcess();
}

interface Waiting {
  readonly resolve: (counts: readonly number[]) => void;
  readonly reject: (fault: Error) => void;
  readonly leave: () => void;
}

class TokenProcess implements TokenCounter, Disposable {
  private child: ChildProcess | undefined;
  private nextId = 1;
  private readonly waiting = new Map<number, Waiting>();
  private readonly known = new LRUCache<string, number>({ maxSize: cachedCharacters, sizeCalculation: (_, text) => text.length + 1 });

  async count(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
    const fresh = [...new Set(texts.filter((text) => !this.known.has(text)))];
    const counted = fresh.length === 0 ? [] : await this.ask(fresh, signal);
    const now = new Map(fresh.map((text, at) => [text, counted[at] ?? 0]));
    const counts = texts.map((text) => now.get(text) ?? this.known.get(text) ?? 0);
    for (const [text, tokens] of now) this.known.set(text, tokens);
    return counts;
  }

  dispose(): void {
    const { child } = this;
    this.end(new AppError('tokens.stopped', 'Token counting has stopped. Start the command again.'));
    if (child) endChild(child);
  }

  private ask(texts: readonly string[], signal: AbortSignal): Promise<readonly number[]> {
    if (signal.aborted) return Promise.reject(cancelled());
    const id = this.nextId++;
    const child = this.child ?? this.start();
    return new Promise<readonly number[]>((resolve, reject) => {
      const onAbort = () => this.settle(id)?.reject(cancelled());
      signal.addEventListener('abort', onAbort, { once: true });
      this.waiting.set(id, { resolve, reject, leave: () => signal.removeEventListener('abort', onAbort) });
      keepHostAlive(child, true);
      child.send({ id, texts }, (fault) => {
        if (fault) this.settle(id)?.reject(broken(fault));
      });
    });
  }

  private start(): ChildProcess {
    const child = fork(childEntry('tokens'), [], { execPath: process.execPath, execArgv: [], env: childEnvironment() });
    child.on('message', (message) => this.take(countReply.parse(message)));
    child.on('error', (fault) => this.end(broken(fault), child));
    child.on('exit', (code) => this.end(broken(new Error(`exit ${code}`)), child));
    this.child = child;
    return child;
  }

  private take(reply: CountReply): void {
    const waiting = this.settle(reply.id);
    if ('counts' in reply) waiting?.resolve(reply.counts);
    else waiting?.reject(broken(new Error(reply.failure)));
  }

  private settle(id: number): Waiting | undefined {
    const waiting = this.waiting.get(id);
    this.waiting.delete(id);
    waiting?.leave();
    if (this.child && this.waiting.size === 0) keepHostAlive(this.child, false);
    return waiting;
  }

  private end(fault: AppError, child = this.child): void {
    if (child !== this.child) return;
    this.child = undefined;
    for (const id of [...this.waiting.keys()]) this.settle(id)?.reject(fault);
  }
}

const broken = (fault: Error) =>
  new AppError('tokens.unavailable', `Tokens could not be counted: the counting process ended (${fault.message}). Try again.`, {
    cause: fault,
  });
