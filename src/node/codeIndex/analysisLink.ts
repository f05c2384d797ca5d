// One child process that takes files apart. The parser's compiled code and its garbage are its own and go with it.
import { type ChildProcess, fork } from 'node:child_process';
import type { Disposable } from '../../base/disposable.ts';
import { AppError, messageOf } from '../../base/errors.ts';
import type { AnalysedFile, FileToAnalyse } from '../../core/ports/fileAnalyser.ts';
import { childEntry, childEnvironment } from '../childEntry.ts';
import { endChild, keepHostAlive } from '../endChild.ts';

export interface AnalysisPlace {
  readonly root: string;
  readonly withWords: boolean;
}

export type AnalysisRequest = { readonly place: AnalysisPlace } | { readonly id: number; readonly files: readonly FileToAnalyse[] };
export type AnalysisReply =
  | { readonly id: number; readonly analysed: readonly AnalysedFile[] }
  | { readonly id: number; readonly fault: string };

interface Waiting {
  readonly resolve: (analysed: readonly AnalysedFile[]) => void;
  readonly reject: (fault: AppError) => void;
}

/** The optimising compiler takes 500 MB for the lexers of some grammars; the baseline one is nearly as quick and takes none. */
const sparing = ['--liftoff-only', '--optimize-for-size', '--max-semi-space-size=2', '--max-old-space-size=384'];
const unbuilt = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];

export class AnalysisLink implements Disposable {
  private readonly child: ChildProcess;
  private readonly waiting = new Map<number, Waiting>();
  private nextId = 1;
  ended = false;

  constructor(place: AnalysisPlace) {
    const entry = childEntry('analyse');
    this.child = fork(entry, [], {
      execPath: process.execPath,
      execArgv: [...sparing, ...(entry.endsWith('.ts') ? unbuilt : [])],
      env: childEnvironment(),
      serialization: 'advanced',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.child.on('message', (message) => this.take(message as AnalysisReply));
    this.child.on('error', (fault) => this.end(messageOf(fault)));
    this.child.on('exit', (code, signal) => this.end(signal ?? `exit ${code}`));
    this.send({ place });
    keepHostAlive(this.child, false);
  }

  get isIdle(): boolean {
    return this.waiting.size === 0;
  }

  /** Rejects with `index.analyserDied` when the process ends before it has answered. */
  analyse(files: readonly FileToAnalyse[]): Promise<readonly AnalysedFile[]> {
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      if (this.ended) return reject(died('it had ended'));
      this.waiting.set(id, { resolve, reject });
      keepHostAlive(this.child, true);
      this.send({ id, files });
    });
  }

  dispose(): void {
    this.end('no longer needed');
    endChild(this.child);
  }

  private send(request: AnalysisRequest): void {
    this.child.send(request, (fault) => {
      if (fault) this.end(fault.message);
    });
  }

  private take(reply: AnalysisReply): void {
    const waiting = this.waiting.get(reply.id);
    this.waiting.delete(reply.id);
    if (this.isIdle) keepHostAlive(this.child, false);
    if ('fault' in reply) waiting?.reject(new AppError('index.failed', reply.fault));
    else waiting?.resolve(reply.analysed);
  }

  private end(why: string): void {
    if (this.ended) return;
    this.ended = true;
    keepHostAlive(this.child, false);
    for (const { reject } of this.waiting.values()) reject(died(why));
    this.waiting.clear();
  }
}

const died = (why: string) => new AppError('index.analyserDied', `A process that takes files apart ended (${why}).`);
