// The side of a child process: answers the questions of its owner, and ends with it.
import { AppError, messageOf } from '../base/errors.ts';
import { type ChildReply, childRequest } from '../node/childWire.ts';

export interface Answering {
  /** The answer to one question. `signal` is aborted when nobody waits for it any more. */
  readonly answer: (question: unknown, signal: AbortSignal) => Promise<unknown>;
  /** Finishes what is in hand before the process ends; it gets a moment for that. */
  readonly leave?: () => Promise<void>;
}

const leaveMs = 2_000;

/** Returns the function that tells the owner news it did not ask for. */
export function answerParent({ answer, leave }: Answering): (news: unknown) => void {
  const asked = new Map<number, AbortController>();
  const take = async (id: number, question: unknown): Promise<void> => {
    const controller = new AbortController();
    asked.set(id, controller);
    try {
      reply({ id, value: await answer(question, controller.signal) });
    } catch (thrown) {
      reply({ id, failure: messageOf(thrown), ...(thrown instanceof AppError ? { code: thrown.code } : {}) });
    } finally {
      asked.delete(id);
    }
  };
  process.on('message', (message) => {
    const request = childRequest.parse(message);
    if ('withdraw' in request) asked.get(request.withdraw)?.abort();
    else void take(request.id, request.question);
  });
  process.on('disconnect', () => {
    setTimeout(endNow, leaveMs);
    for (const controller of asked.values()) controller.abort();
    void Promise.resolve(leave?.())
      .catch(() => undefined)
      .then(endNow);
  });
  return (news) => reply({ news });
}

function reply(message: ChildReply): void {
  process.send?.(message, undefined, undefined, (fault) => {
    if (fault) endNow();
  });
}

/** An ordinary exit lets native parts tidy up, which may wait for ever for a thread of theirs. */
function endNow(): void {
  process.kill(process.pid, 'SIGKILL');
}
