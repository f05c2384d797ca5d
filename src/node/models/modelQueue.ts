// Calls to one endpoint wait for each other: the person first, background work last.
import PQueue from 'p-queue';
import type { ModelEvent, ModelRequest } from '../../core/model/chat.ts';
import type { LanguageModel } from '../../core/ports/languageModel.ts';

/** Higher goes first. */
export const callPriority = { background: 0, task: 5, person: 10 } as const;
export type CallPriority = keyof typeof callPriority;

/** Work that a run can do without. */
const beside: ReadonlySet<ModelRequest['role']> = new Set(['summarise', 'expandQuery']);

export interface ModelQueue {
  /** The same model, its calls in line at `endpoint`. Small work that stands beside a run (a summary, other words for a search) is background. */
  lineUp(model: LanguageModel, endpoint: string, priority: CallPriority): LanguageModel;
}

/** One line per endpoint; `concurrency` calls of a line run at once. */
export function createModelQueue(concurrency = 4): ModelQueue {
  const lines = new Map<string, PQueue>();
  const lineOf = (endpoint: string): PQueue => {
    const line = lines.get(endpoint) ?? new PQueue({ concurrency });
    lines.set(endpoint, line);
    return line;
  };
  return {
    lineUp: (model, endpoint, priority) => ({
      id: model.id,
      ...(model.facts ? { facts: model.facts } : {}),
      async *stream(request, signal): AsyncGenerator<ModelEvent> {
        const turn = await takeTurn(lineOf(endpoint), callPriority[beside.has(request.role) ? 'background' : priority], signal);
        if (!turn) return yield { kind: 'ended', end: { kind: 'cancelled' } };
        try {
          yield* model.stream(request, signal);
        } finally {
          turn.end();
        }
      },
    }),
  };
}

interface Turn {
  end(): void;
}

/** Resolves when it is our turn, or with undefined when aborted while waiting. */
function takeTurn(line: PQueue, priority: number, signal: AbortSignal): Promise<Turn | undefined> {
  return new Promise((resolve) => {
    const waiting = line.add(() => new Promise<void>((end) => resolve({ end })), { priority, signal });
    waiting.catch(() => resolve(undefined));
  });
}
