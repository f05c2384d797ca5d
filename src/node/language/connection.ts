// One child process that speaks the language server protocol over its pipes. Every question ends: with an answer, or with
// the reason why there is none. A server that stops answering is ended here, never waited for.
import type { ChildProcess } from 'node:child_process';
import {
  CancellationTokenSource,
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { cancelled, messageOf } from '../../base/errors.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { endGroup, letGo, spawnGroup } from '../processGroup.ts';
import { serverEnvironment } from './environment.ts';
import type { ServerCommand } from './serverRow.ts';

/** `failed`: the server said no. `silent`: no answer in time. `gone`: the process has ended. */
export type Answer<T> =
  | { readonly kind: 'answer'; readonly value: T }
  | { readonly kind: 'failed' | 'silent' | 'gone'; readonly why: string; readonly wasOvertaken?: boolean };

export interface ConnectionHooks {
  onNotification(method: string, params: unknown): void;
  onRequest(method: string, params: unknown): unknown;
  /** A question got no answer long after it was taken back: the server is about to be ended. */
  onHang(params: unknown): void;
  onEnd(why: string): void;
}

/** After a question was taken back, a server that leaves it unanswered for this long is taken for hung. */
const longestSilenceMs = 15_000;

/** Why a connection ended whose server was busy without end. */
export const stoppedAnswering = 'stopped answering';

/** "Content modified" and "server cancelled": the answer was given up because the text or the project changed meanwhile. */
const overtaken: ReadonlySet<unknown> = new Set([-32801, -32802]);
const codeOf = (error: unknown): unknown => (error instanceof ResponseError ? error.code : undefined);
const mostTimes = 5;

export class ServerConnection {
  private readonly child: ChildProcess;
  private readonly rpc: MessageConnection;
  private readonly ending = new Set<(why: string) => void>();
  private ended: string | undefined;
  private lastWords = '';
  private turns = 0;

  constructor(
    private readonly server: ServerCommand,
    folder: string,
    private readonly hooks: ConnectionHooks,
    private readonly logger: Logger,
  ) {
    const env = serverEnvironment(process.env, server.environment);
    this.child = spawnGroup(server.command, server.args, { cwd: folder, env, hasChannel: server.seesVirtualFiles ?? false });
    const { stdin, stdout, stderr } = this.child;
    if (!stdin || !stdout || !stderr) throw new Error('A language server was started without pipes.');
    stdin.on('error', (error) => this.end(messageOf(error)));
    stderr.on('data', (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString('utf8')).slice(-2_000);
    });
    this.child.on('error', (error) => this.end(`could not be started: ${messageOf(error)}`));
    this.child.on('exit', (code, signal) => this.end(`ended ${signal ? `by ${signal}` : `with code ${code}`}${this.complaint()}`));
    this.rpc = createMessageConnection(new StreamMessageReader(stdout), new StreamMessageWriter(stdin));
    this.rpc.onNotification((method, params) => hooks.onNotification(method, params));
    this.rpc.onRequest((method, params) => hooks.onRequest(method, params) ?? null);
    this.rpc.onUnhandledNotification(() => undefined);
    this.rpc.onError(([error]) => this.end(`wrote what is no message: ${error.message}`));
    this.rpc.listen();
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  get isAlive(): boolean {
    return this.ended === undefined;
  }

  notify(method: string, params: unknown): void {
    if (!this.isAlive) return;
    this.rpc.sendNotification(method, params).catch((error) => this.end(messageOf(error)));
  }

  /** Lays files over the server's file system; see virtualFiles.ts. */
  async lay(files: readonly (readonly [path: string, text: string | null])[]): Promise<void> {
    const turn = ++this.turns;
    this.child.send({ turn, files });
    await new Promise<void>((resolve) => {
      const settle = () => {
        this.child.off('message', onMessage);
        this.ending.delete(settle);
        resolve();
      };
      const onMessage = (message: unknown) => {
        if (JSON.stringify(message) === JSON.stringify({ turn })) settle();
      };
      this.child.on('message', onMessage);
      this.ending.add(settle);
    });
  }

  /** Asks, and waits `ms` at most. Throws only when `signal` says that nobody waits any more. A server that was overtaken by news is asked again. */
  async ask<T>(method: string, params: unknown, ms: number, signal: AbortSignal): Promise<Answer<T>> {
    const until = Date.now() + ms;
    for (let time = 1; ; time++) {
      const answer = await this.askOnce<T>(method, params, Math.max(1, until - Date.now()), signal);
      if (answer.kind !== 'failed' || !answer.wasOvertaken || time === mostTimes) return answer;
    }
  }

  private async askOnce<T>(method: string, params: unknown, ms: number, signal: AbortSignal): Promise<Answer<T>> {
    if (signal.aborted) throw cancelled();
    if (this.ended !== undefined) return { kind: 'gone', why: this.ended };
    const source = new CancellationTokenSource();
    const answer = this.rpc.sendRequest<T>(method, params, source.token).then(
      (value): Answer<T> => ({ kind: 'answer', value }),
      (error): Answer<T> =>
        this.ended === undefined
          ? { kind: 'failed', why: messageOf(error), wasOvertaken: overtaken.has(codeOf(error)) }
          : { kind: 'gone', why: this.ended },
    );
    const settled = await this.firstOf(answer, ms, signal);
    if (settled !== 'late' && settled !== 'aborted') return settled;
    source.cancel();
    this.watchForHang(answer, params);
    if (settled === 'aborted') throw cancelled();
    return { kind: 'silent', why: `gave no answer to ${method} in ${ms} ms` };
  }

  /** Ends the process and all that it started. What still waits learns that it is gone. */
  end(why: string): void {
    if (this.ended !== undefined) return;
    this.ended = why;
    this.logger.debug(`language server ${this.child.pid ?? ''} ${why}`);
    this.rpc.dispose();
    endGroup(this.child, 'SIGKILL');
    letGo(this.child);
    for (const waiting of [...this.ending]) waiting(why);
    this.hooks.onEnd(why);
  }

  private complaint(): string {
    const line = this.lastWords
      .split('\n')
      .map((text) => text.trim())
      .find((text) => text !== '');
    return line ? `: ${line.slice(0, 200)}` : '';
  }

  private firstOf<T>(answer: Promise<Answer<T>>, ms: number, signal: AbortSignal): Promise<Answer<T> | 'late' | 'aborted'> {
    return new Promise((resolve) => {
      const onAbort = () => settle('aborted');
      const onEnd = (why: string) => settle({ kind: 'gone', why });
      const timer = setTimeout(() => settle('late'), ms);
      const settle = (result: Answer<T> | 'late' | 'aborted') => {
        clearTimeout(timer);
        signal.removeEventListener('abort', onAbort);
        this.ending.delete(onEnd);
        resolve(result);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.ending.add(onEnd);
      answer.then(settle, (error) => settle({ kind: 'failed', why: messageOf(error) }));
    });
  }

  private watchForHang(answer: Promise<unknown>, params: unknown): void {
    const timer = setTimeout(() => {
      if (this.isAlive) this.hooks.onHang(params);
      this.end(stoppedAnswering);
    }, this.server.hungAfterMs ?? longestSilenceMs);
    timer.unref();
    const calm = () => clearTimeout(timer);
    answer.then(calm, calm);
  }
}
