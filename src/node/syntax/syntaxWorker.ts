// Grammars in a worker: parsing is synchronous, and a request has some twenty files taken apart. What was answered last for a file is kept.
import { Worker } from 'node:worker_threads';
import { LRUCache } from 'lru-cache';
import type { Disposable } from '../../base/disposable.ts';
import { AppError } from '../../base/errors.ts';
import type { SyntaxParser } from '../../core/ports/syntaxParser.ts';
import { childEntry } from '../childEntry.ts';
import { grammarFor } from './grammars.ts';

export interface SyntaxQuestion {
  readonly id: number;
  readonly question: keyof SyntaxParser;
  readonly path: string;
  readonly text: string;
}

export type SyntaxReply =
  | { readonly id: number; readonly value: unknown; readonly failure?: undefined }
  | { readonly id: number; readonly failure: string };

interface Waiting {
  resolve(value: unknown): void;
  reject(fault: Error): void;
}

const mostKept = 400;
const mostCharactersKept = 16_000_000;

/** The worker starts with the first question, is started again if it dies, and never keeps the host alive. */
export function createSyntaxWorker(entry = childEntry('syntax')): SyntaxParser & Disposable {
  const link = new SyntaxLink(entry);
  const kept = new LRUCache<string, { readonly text: string; readonly answer: ReturnType<SyntaxParser['outline']> }>({
    max: mostKept,
    maxSize: mostCharactersKept,
    sizeCalculation: ({ text }) => text.length + 1,
  });
  return {
    outline: (path, text) => {
      if (!grammarFor(path)) return Promise.resolve(undefined);
      const known = kept.get(path);
      if (known?.text === text) return known.answer;
      const answer = link.ask('outline', path, text) as ReturnType<SyntaxParser['outline']>;
      kept.set(path, { text, answer });
      answer.catch(() => kept.delete(path));
      return answer;
    },
    syntaxErrors: (path, text) => link.ask('syntaxErrors', path, text) as ReturnType<SyntaxParser['syntaxErrors']>,
    dispose: () => link.dispose(),
  };
}

class SyntaxLink implements Disposable {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  private isDisposed = false;

  constructor(private readonly entry: string) {}

  ask(question: SyntaxQuestion['question'], path: string, text: string): Promise<unknown> {
    if (this.isDisposed) return Promise.reject(ended('it was stopped'));
    const id = this.nextId++;
    const worker = this.worker ?? this.start();
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject });
      worker.ref();
      worker.postMessage({ id, question, path, text } satisfies SyntaxQuestion);
    });
  }

  dispose(): void {
    this.isDisposed = true;
    this.end(this.worker, 'it was stopped');
  }

  private start(): Worker {
    const worker = new Worker(this.entry, { env: {}, execArgv: this.entry.endsWith('.ts') ? process.execArgv : [] });
    worker.on('message', (reply: SyntaxReply) => this.take(reply));
    worker.on('error', (fault) => this.end(worker, fault.message));
    worker.on('exit', (code) => this.end(worker, `exit ${code}`));
    this.worker = worker;
    return worker;
  }

  private take(reply: SyntaxReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (this.waiting.size === 0) this.worker?.unref();
    if (reply.failure === undefined) waiting?.resolve(reply.value);
    else waiting?.reject(new AppError('syntax.failed', reply.failure));
  }

  private end(worker: Worker | undefined, why: string): void {
    if (worker === undefined || worker !== this.worker) return;
    this.worker = undefined;
    worker.removeAllListeners();
    worker.terminate().catch(() => undefined);
    for (const { reject } of this.waiting.values()) reject(ended(why));
    this.waiting.clear();
  }
}

const ended = (why: string) =>
  new AppError('syntax.ended', `The worker that reads syntax has ended (${why}). It is started again when needed.`);
