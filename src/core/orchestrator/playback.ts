// Answers a run from the record of an earlier one: replay stops at the first difference, resume goes on live after the last record.
import { AppError } from '../../base/errors.ts';
import type { Hash } from '../ports/hash.ts';
import { CallNames, type CallRecorder, type RecordedFault } from './recorder.ts';

export interface RecordedCall {
  readonly port: string;
  readonly args: string;
  readonly result: unknown;
  readonly failed?: boolean;
}

interface Waiter {
  readonly key: string;
  answer(call: RecordedCall): void;
  goLive(): void;
  refuse(fault: unknown): void;
}

/** Turns of the microtask queue without a matching question after which a playback has diverged; everything recorded needs no timer. */
const patience = 1_000;

/** Turns in which whoever got an answer asks what follows from it, before the next answer comes, as it was the first time. */
const settling = 20;

const keyOf = (port: string, args: string) => `${port}(${args})`;

/**
 * Answers in the order in which answers came the first time, so that races end the same way.
 * With `then` undefined a question beyond the record is a difference; with a recorder given, it is asked live through it.
 */
export class Playback implements CallRecorder {
  private readonly calls: RecordedCall[];
  private readonly values = new Map<string, unknown[]>();
  private readonly waiters: Waiter[] = [];
  private readonly names: CallNames;
  private pumping = false;

  constructor(
    recorded: readonly RecordedCall[],
    hash: Hash,
    private readonly after?: CallRecorder,
  ) {
    this.names = new CallNames(hash);
    this.calls = recorded.filter((call) => call.args !== '');
    for (const call of recorded) {
      if (call.args !== '') continue;
      this.values.set(call.port, [...(this.values.get(call.port) ?? []), call.result]);
    }
  }

  call<T>(port: string, args: unknown, live: () => Promise<T>): Promise<T> {
    const name = this.names.next(port, args);
    const key = keyOf(port, name);
    return new Promise<T>((resolve, reject) => {
      this.waiters.push({
        key,
        answer: (call) => (call.failed ? reject(toFault(call.result as RecordedFault)) : resolve((call.result ?? undefined) as T)),
        goLive: () =>
          this.after
            ? this.after.call(port, args, live, name).then(resolve, reject)
            : reject(diverged(`asked ${port}, which the record does not hold`)),
        refuse: reject,
      });
      void this.pump();
    });
  }

  value<T>(port: string, live: () => T): T {
    const recorded = this.values.get(port);
    if (recorded && recorded.length > 0) return recorded.shift() as T;
    if (this.after) return this.after.value(port, live);
    throw diverged(`asked ${port} more often than the record holds`);
  }

  private async pump(): Promise<void> {
    if (this.pumping) return;
    this.pumping = true;
    for (let idle = 0; this.waiters.length > 0; idle++) {
      const next = this.calls[0];
      if (!next) this.releaseAll();
      else if (this.answerFirst(next)) idle = 0;
      else if (idle > patience) this.giveUp(next);
      for (let turn = 0; turn < settling; turn++) await Promise.resolve();
    }
    this.pumping = false;
  }

  private answerFirst(call: RecordedCall): boolean {
    const at = this.waiters.findIndex((waiter) => waiter.key === keyOf(call.port, call.args));
    if (at < 0) return false;
    this.calls.shift();
    this.waiters.splice(at, 1)[0]?.answer(call);
    return true;
  }

  private releaseAll(): void {
    for (const waiter of this.waiters.splice(0)) waiter.goLive();
  }

  private giveUp(expected: RecordedCall): void {
    const asked = this.waiters.map((waiter) => waiter.key).join(', ');
    const fault = diverged(`the record continues with ${keyOf(expected.port, expected.args)}, but the run asked ${asked}`);
    if (this.after) this.calls.length = 0;
    else for (const waiter of this.waiters.splice(0)) waiter.refuse(fault);
  }
}

const toFault = (fault: RecordedFault) => new AppError(fault.code, fault.message);
const diverged = (how: string) => new AppError('replay.diverged', `The run differs from its record: ${how}.`);
