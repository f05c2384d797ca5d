// Records what ports answered, so that a run can be executed again. Playing back is in playback.ts.
import { AppError, messageOf } from '../../base/errors.ts';
import type { JournalBody } from '../model/journal.ts';
import { createSecretWatch, type JudgedTexts } from '../policy/secretWatch.ts';
import type { Hash } from '../ports/hash.ts';
import type { Journal } from '../ports/journal.ts';
import { RecordPacker } from './blobs.ts';

/** The door through which a run asks anything outside of itself. */
export interface CallRecorder {
  /** Asks `live`, or answers from the record. `args` identify the question; they are kept as a digest, or as `known`. */
  call<T>(port: string, args: unknown, live: () => Promise<T>, known?: string): Promise<T>;
  /** The same for values that are there at once: the clock and fresh ids. */
  value<T>(port: string, live: () => T): T;
}

/** What a recorded answer looks like when the port threw. */
export interface RecordedFault {
  readonly code: string;
  readonly message: string;
}

/** A short digest of a question. */
export const digestOf = (args: unknown, hash: Hash): string => hash(JSON.stringify(args) ?? 'undefined').slice(0, 16);

/** Tells equal questions apart by the order in which they were asked: of two equal delays each must get its own end again. */
export class CallNames {
  private readonly asked = new Map<string, number>();

  constructor(private readonly hash: Hash) {}

  next(port: string, args: unknown): string {
    const digest = digestOf(args, this.hash);
    const key = `${port}(${digest})`;
    const before = this.asked.get(key) ?? 0;
    this.asked.set(key, before + 1);
    return before === 0 ? digest : `${digest}.${before}`;
  }
}

/** The fault as it is kept. */
export const toRecordedFault = (thrown: unknown): RecordedFault => ({
  code:
    thrown instanceof AppError ? thrown.code : thrown instanceof Error && thrown.name === 'AbortError' ? 'run.cancelled' : 'port.failed',
  message: messageOf(thrown),
});

/**
 * Appends every answer to the journal of one run, in the order in which answers came. Records are queued, not awaited:
 * an event appended later is durable only after them, and `settle` throws if one could not be written.
 */
export class JournalRecorder implements CallRecorder {
  private handedOver: Promise<void> = Promise.resolve();
  private fault: unknown;
  private readonly packer: RecordPacker;
  private readonly names: CallNames;

  constructor(
    private readonly run: string,
    private readonly journal: Journal,
    hash: Hash,
    judged?: JudgedTexts,
  ) {
    this.names = new CallNames(hash);
    this.packer = new RecordPacker(run, journal, createSecretWatch(judged));
  }

  async call<T>(port: string, args: unknown, live: () => Promise<T>, known?: string): Promise<T> {
    const digest = known ?? this.names.next(port, args);
    try {
      const result = await live();
      this.keep({ kind: 'call', port, args: digest, result: result ?? null });
      return result;
    } catch (thrown) {
      this.keep({ kind: 'call', port, args: digest, result: toRecordedFault(thrown), failed: true });
      throw thrown;
    }
  }

  value<T>(port: string, live: () => T): T {
    const result = live();
    this.keep({ kind: 'call', port, args: '', result });
    return result;
  }

  /** Appends an event after everything kept before it; resolves when all of it is durable. */
  async event(event: unknown): Promise<void> {
    await this.append(this.packer.pack(event).then((packed) => ({ kind: 'event', event: packed })));
    if (this.fault !== undefined) throw this.fault;
  }

  private keep(body: JournalBody & { kind: 'call' }): void {
    this.append(this.packer.pack(body.result).then((result) => ({ ...body, result }))).catch((thrown: unknown) => {
      this.fault ??= thrown;
    });
  }

  /** Long texts are put away side by side; the records go to the journal in order, and those that wait together share a write. */
  private append(packing: Promise<JournalBody>): Promise<unknown> {
    const handedOver = Promise.all([packing, this.handedOver]).then(([body]) => {
      if (this.fault !== undefined) throw this.fault;
      return { durable: this.journal.append(this.run, body) };
    });
    this.handedOver = handedOver.then(
      () => undefined,
      () => undefined,
    );
    return handedOver.then(({ durable }) => durable);
  }
}
