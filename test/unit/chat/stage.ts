// The chat over the real run loop, a workspace in memory and a scripted model; only the rehearsal's judge is played.
import type { Disposable } from '../../../src/base/disposable.ts';
import { Emitter } from '../../../src/base/event.ts';
import type { FileChange } from '../../../src/core/model/change.ts';
import type { HunkState } from '../../../src/core/model/review.ts';
import type { EditRequest, RunEvent } from '../../../src/core/model/run.ts';
import { defaultRunLimits } from '../../../src/core/model/settings.ts';
import type { Diagnostic } from '../../../src/core/model/validation.ts';
import { startRun } from '../../../src/core/orchestrator/startRun.ts';
import { defaultPolicy } from '../../../src/core/policy/policy.ts';
import type { LanguageModel } from '../../../src/core/ports/languageModel.ts';
import { systemClock } from '../../../src/node/clock.ts';
import { createIds } from '../../../src/node/ids.ts';
import type { ChatHost, ChatReviews, ChatRuns, LiveHunk } from '../../../src/vscode/chat/chatHost.ts';
import { Chats, type OpenChatMemory } from '../../../src/vscode/chat/chats.ts';
import { createMemoryJournal } from '../../fakes/memoryJournal.ts';
import { MemoryWorkspace } from '../../fakes/memoryWorkspace.ts';
import { playedPorts } from '../../fakes/playedPorts.ts';

export const cart = 'export class Cart {\n  total(): number {\n    return 1;\n  }\n}\n';
export const goodAnswer = 'Done.\n\nsrc/cart.ts\n<<<<<<< SEARCH\n    return 1;\n=======\n    return 2;\n>>>>>>> REPLACE\n';
export const badAnswer = goodAnswer.replace('return 2', 'return two');

export interface Stage {
  readonly chats: Chats;
  readonly reviews: PlayedReviews;
  readonly faults: string[];
  /** Starts a run beside the chat, as discussing a hunk does. */
  begin(request: EditRequest): Promise<string>;
  /** The same window after a reload: the journal and what the window remembers are all that is left. */
  reload(): Chats;
}

export function openStage(model: LanguageModel | Error, files: Readonly<Record<string, string>> = {}): Stage {
  let time = 1_760_000_000_000;
  const clock = { now: () => time++, delay: systemClock.delay };
  const journal = createMemoryJournal(clock);
  const workspace = new MemoryWorkspace({ 'src/cart.ts': cart, ...files });
  const reviews = new PlayedReviews();
  const ids = createIds(clock);
  const faults: string[] = [];
  let kept: string | undefined;
  let latest: ChatRuns;
  const memory: OpenChatMemory = {
    recall: () => kept,
    keep: (id) => {
      kept = id;
    },
  };
  const open = () => {
    const runs = new PlayedRuns(model, (chosen) => ({
      ports: playedPorts({ workspace, model: chosen, clock, ids, judge: findTwo }),
      journal,
      environment: { product: 'test', host: 'test', model: chosen.id, settingsHash: '', policyHash: '' },
    }));
    latest = runs;
    const logger = {
      debug: () => undefined,
      info: () => undefined,
      warn: (text: string) => void faults.push(text),
      error: (text: string) => void faults.push(text),
    };
    const host: ChatHost = { runs, reviews, logger, journal: async () => journal, workspace: () => 'ready', now: clock.now };
    return new Chats(host, memory, ids);
  };
  return { chats: open(), reviews, faults, reload: open, begin: (request) => latest.start(request) };
}

const cannotFindTwo: Diagnostic = {
  path: 'src/cart.ts',
  range: { start: { line: 2, character: 11 }, end: { line: 2, character: 14 } },
  severity: 'error',
  message: "Cannot find name 'two'.",
  code: '2304',
  source: 'ts',
};

const findTwo = (changes: readonly FileChange[]) =>
  changes.some((change) => change.kind !== 'delete' && change.after.includes('two')) ? [cannotFindTwo] : [];

class PlayedRuns implements ChatRuns {
  private readonly happened = new Emitter<{ run: string; event: RunEvent }>();
  readonly onDidEvent = this.happened.event;
  private readonly stops = new Map<string, AbortController>();

  constructor(
    private readonly model: LanguageModel | Error,
    private readonly host: (model: LanguageModel) => Parameters<typeof startRun>[1],
  ) {}

  async start(request: Parameters<ChatRuns['start']>[0]): Promise<string> {
    if (this.model instanceof Error) throw this.model;
    const stop = new AbortController();
    const rules = { policy: defaultPolicy, trust: 'trusted' } as const;
    const started = startRun({ request, limits: defaultRunLimits, rules }, this.host(this.model), stop.signal);
    this.stops.set(started.id, stop);
    void (async () => {
      for await (const event of started.events) this.happened.fire({ run: started.id, event });
    })();
    return started.id;
  }

  stop(run: string): void {
    this.stops.get(run)?.abort();
  }
}

/** Reviews as the editor keeps them, without an editor. */
export class PlayedReviews implements ChatReviews {
  private readonly changed = new Emitter<void>();
  private readonly sessions = new Map<string, LiveHunk[]>();

  open(run: string, proposal: Parameters<ChatReviews['open']>[1]): void {
    if (!this.sessions.has(run))
      this.sessions.set(
        run,
        proposal.hunks.map((hunk) => ({ hunk, state: 'pending' as const })),
      );
  }

  hunks(run: string): readonly LiveHunk[] {
    return this.sessions.get(run) ?? [];
  }

  async decide(run: string, hunkIds: ReadonlySet<string>, decision: 'accept' | 'reject'): Promise<void> {
    for (const id of hunkIds) this.set(run, id, decision === 'accept' ? 'accepted' : 'rejected');
  }

  set(run: string, id: string, state: HunkState): void {
    this.sessions.set(
      run,
      this.hunks(run).map((entry) => (entry.hunk.id === id ? { ...entry, state } : entry)),
    );
    this.changed.fire();
  }

  show(): Promise<void> {
    return Promise.resolve();
  }

  onDidChange(listener: () => void): Disposable {
    return this.changed.event(listener);
  }

  /** The window is gone, and with it every open review. */
  forget(): void {
    this.sessions.clear();
  }
}

/** Sends a request and waits for the end of its run. */
export async function ask(chats: Chats, text: string, mode: 'ask' | 'edit' = 'edit'): Promise<void> {
  const ended = new Promise<void>((resolve) => {
    chats.onDidTell((message) => {
      if (message !== 'replaced' && message.type === 'turn' && message.turn.ending && !message.running) resolve();
    });
  });
  await chats.send({ text, mode, focus: [{ path: 'src/cart.ts' }] });
  await ended;
}
