// One chat: its turns, the run in progress, and what the person decides about proposals. Decides nothing about edits itself.
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { Message } from '../../core/model/chat.ts';
import type { EditRequest, RunEvent } from '../../core/model/run.ts';
import type { HostToChat } from '../../protocol/messages.ts';
import type { ChatView, FocusView, Mode, TurnView } from '../../protocol/view.ts';
import type { ChatHost } from './chatHost.ts';
import { titleOf } from './earlierChats.ts';
import { beginTurn, failTurn, foldTurn, type TurnState } from './turnState.ts';
import { fromFocusView, toFocusView, toTurnView } from './turnView.ts';

export interface ChatRequest {
  readonly text: string;
  readonly mode: Mode;
  readonly focus: readonly FocusView[];
}

export type Decision = 'accept' | 'reject';

export class Conversation implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly told = this.owned.add(new Emitter<HostToChat>());
  readonly onDidTell = this.told.event;
  private readonly turns: Map<string, TurnState>;
  private running: { readonly turnId: string; readonly stop: AbortController } | undefined;

  constructor(
    readonly id: string,
    earlier: readonly TurnState[],
    private readonly host: ChatHost,
  ) {
    this.turns = new Map(earlier.map((turn) => [turn.id, turn]));
    for (const turn of earlier) this.openReview(turn);
    this.owned.add(host.reviews.onDidChange(() => this.tellDecisions()));
  }

  view(): { readonly chat: ChatView; readonly running?: string } {
    const turns = [...this.turns.values()].map((turn) => this.draw(turn));
    const chat = { id: this.id, title: titleOf(turns[0]?.request ?? 'New chat'), turns };
    return { chat, ...(this.running ? { running: this.running.turnId } : {}) };
  }

  /** Runs one request to its end. While one runs, another is not taken. */
  async send(request: ChatRequest, turnId: string): Promise<void> {
    if (this.running) return;
    const stop = new AbortController();
    const focus = request.focus.map(fromFocusView);
    const chat = { id: this.id, earlier: earlierMessages([...this.turns.values()]) };
    const edit: EditRequest = { kind: request.mode, text: request.text, focus, chat };
    this.running = { turnId, stop };
    this.keep(beginTurn(turnId, edit, this.host.now()));
    try {
      const run = await this.host.startRun(edit, stop.signal);
      this.change(turnId, (turn) => ({ ...turn, run: run.id }));
      for await (const event of run.events) this.take(turnId, event);
    } catch (thrown) {
      this.host.logger.error('A chat request could not be run.', thrown);
      this.change(turnId, (turn) => failTurn(turn, thrown));
    } finally {
      this.running = undefined;
    }
    this.change(turnId, (turn) => turn);
  }

  stop(): void {
    this.running?.stop.abort();
  }

  /** Accepts or rejects what still waits in a turn, in one file of it or in all. */
  async decide(turnId: string, decision: Decision, path?: string): Promise<void> {
    const turn = this.turns.get(turnId);
    if (turn?.run === undefined) return;
    const live = this.host.reviews.states(turn.run);
    const waiting = turn.hunks
      .filter(({ hunk }) => path === undefined || hunk.path === path)
      .filter(({ hunk, state }) => (live.get(hunk.id) ?? state) === 'pending');
    await this.host.reviews.decide(new Set(waiting.map(({ hunk }) => hunk.id)), decision);
  }

  findTurn(turnId: string): TurnState | undefined {
    return this.turns.get(turnId);
  }

  dispose(): void {
    this.stop();
    this.owned.dispose();
  }

  private take(turnId: string, event: RunEvent): void {
    if (event.kind === 'textStreamed') {
      const turn = this.turns.get(turnId);
      if (turn) this.turns.set(turnId, foldTurn(turn, event));
      this.told.fire({ type: 'text', turnId, text: event.text });
      return;
    }
    if (event.kind === 'landingFound') return;
    this.change(turnId, (turn) => foldTurn(turn, event));
    if (event.kind === 'proposed') this.openReview(this.turns.get(turnId));
  }

  private openReview(turn: TurnState | undefined): void {
    if (turn?.run === undefined || !turn.report) return;
    const waiting = turn.hunks.filter((entry) => entry.state === 'pending').map((entry) => entry.hunk);
    if (waiting.length === 0) return;
    this.host.reviews.open(turn.run, {
      changes: { changes: turn.changes },
      hunks: waiting,
      report: turn.report,
      misfits: turn.misfits,
    });
  }

  private change(turnId: string, next: (turn: TurnState) => TurnState): void {
    const turn = this.turns.get(turnId);
    if (turn) this.keep(next(turn));
  }

  private keep(turn: TurnState): void {
    this.turns.set(turn.id, turn);
    this.told.fire({ type: 'turn', turn: this.draw(turn), running: this.running?.turnId === turn.id });
  }

  private draw(turn: TurnState): TurnView {
    return toTurnView(turn, turn.run === undefined ? new Map() : this.host.reviews.states(turn.run));
  }

  /** What a review decides outlives it: the states are kept with the turn. */
  private tellDecisions(): void {
    for (const turn of this.turns.values()) {
      const live = turn.run === undefined || turn.hunks.length === 0 ? undefined : this.host.reviews.states(turn.run);
      if (!live || live.size === 0) continue;
      const hunks = turn.hunks.map((entry) => ({ ...entry, state: live.get(entry.hunk.id) ?? entry.state }));
      if (hunks.some((entry, at) => entry.state !== turn.hunks[at]?.state)) this.keep({ ...turn, hunks });
    }
  }
}

/** Turns of the chat that go along with the next request, and how long each answer may be. */
const maxEarlier = 6;
const maxAnswerLength = 6_000;

/** The exchanges before this one as the model saw them, the newest ones, answers cut to what still helps. */
export function earlierMessages(turns: readonly TurnState[]): readonly Message[] {
  return turns
    .filter((turn) => turn.answer !== '' && turn.ending && turn.ending.kind !== 'failed')
    .slice(-maxEarlier)
    .flatMap((turn): Message[] => [
      { role: 'user', text: turn.request.text },
      { role: 'assistant', text: turn.answer.slice(0, maxAnswerLength) + outcomeNote(turn) },
    ]);
}

/** The model is told what became of its proposal: an edit that was rejected is not in the files. */
function outcomeNote(turn: TurnState): string {
  if (turn.hunks.length === 0) return '';
  const accepted = turn.hunks.filter((entry) => entry.state === 'accepted').length;
  return `\n\n(${accepted} of ${turn.hunks.length} proposed hunks were accepted by the person.)`;
}

export const requestOf = (turn: TurnState): ChatRequest => ({
  text: turn.request.text,
  mode: turn.request.kind,
  focus: turn.request.focus.map(toFocusView),
});
