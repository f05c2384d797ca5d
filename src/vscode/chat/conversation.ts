// One chat: its turns, the run in progress, and what the person decides about proposals. Decides nothing about edits itself.
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import type { Message } from '../../core/model/chat.ts';
import type { EditRequest, RunEvent, RunOutcome } from '../../core/model/run.ts';
import type { HostToChat } from '../../protocol/messages.ts';
import type { ChatView, ChoicesView, FocusView, Mode } from '../../protocol/view.ts';
import type { ChatHost, ChatReviews, LiveHunk } from './chatHost.ts';
import { type ChosenContext, chosenIn, toChoices, toChoicesView } from './contextChoices.ts';
import { titleOf } from './earlierChats.ts';
import { TurnBook } from './turnBook.ts';
import { beginTurn, failTurn, foldTurn, type TurnState } from './turnState.ts';
import { fromFocusView, toFocusView, toTurnView } from './turnView.ts';

export interface ChatRequest {
  readonly text: string;
  readonly mode: Mode;
  readonly focus: readonly FocusView[];
}

export type Decision = 'accept' | 'reject';

interface Running {
  readonly turnId: string;
  /** Stop was asked for before the run had a name. */
  stopWanted: boolean;
}

export class Conversation implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly told = this.owned.add(new Emitter<HostToChat>());
  readonly onDidTell = this.told.event;
  private readonly ended = this.owned.add(new Emitter<boolean>());
  /** True when the request came to its end; false when it was stopped or failed. */
  readonly onDidEnd = this.ended.event;
  private readonly turns: TurnBook;
  private chosen: ChosenContext;
  /** The request in progress. */
  running: Running | undefined;

  constructor(
    readonly id: string,
    earlier: readonly TurnState[],
    private readonly host: ChatHost,
  ) {
    this.turns = this.owned.add(
      new TurnBook(earlier, (turn) => this.told.fire({ type: 'turn', turn: toTurnView(turn), running: this.running?.turnId === turn.id })),
    );
    this.chosen = chosenIn(earlier.at(-1)?.request);
    for (const turn of earlier) openReview(turn, host.reviews);
    this.owned.add(host.reviews.onDidChange(() => this.tellDecisions()));
    this.owned.add(host.runs.onDidEvent(({ run, event }) => this.take(run, event)));
  }

  view(): { readonly chat: ChatView; readonly choices: ChoicesView; readonly running?: string } {
    const turns = this.turns.all().map((turn) => toTurnView(turn));
    const chat = { id: this.id, title: titleOf(turns[0]?.request ?? 'New chat'), turns };
    return { chat, choices: toChoicesView(this.chosen), ...(this.running ? { running: this.running.turnId } : {}) };
  }

  /** Starts one request; its events follow. While one runs, another is not taken. */
  async send(request: ChatRequest, turnId: string): Promise<void> {
    if (this.running) return;
    const focus = request.focus.map(fromFocusView);
    const chat = chatOf(this.id, this.turns.all());
    const choices = toChoices(this.chosen);
    const edit: EditRequest = { kind: request.mode, text: request.text, focus, chat, ...(choices ? { choices } : {}) };
    this.running = { turnId, stopWanted: false };
    this.turns.keep(beginTurn(turnId, edit, this.host.now()));
    try {
      await this.host.runs.start(edit);
    } catch (thrown) {
      this.host.logger.warn(`A chat request could not start: ${messageOf(thrown)}`);
      this.running = undefined;
      const turn = this.turns.find(turnId);
      if (turn) this.turns.keep(failTurn(turn, thrown));
      this.ended.fire(false);
    }
  }

  /** Changes what the next requests of this chat are shown. */
  choose(change: (chosen: ChosenContext) => ChosenContext): void {
    this.chosen = change(this.chosen);
    this.told.fire({ type: 'choices', choices: toChoicesView(this.chosen) });
  }

  stop(): void {
    if (!this.running) return;
    const run = this.turns.find(this.running.turnId)?.run;
    if (run === undefined) this.running.stopWanted = true;
    else this.host.runs.stop(run);
  }

  /** Accepts or rejects what still waits in a turn, in one file of it or in all. */
  async decide(turnId: string, decision: Decision, path?: string): Promise<void> {
    const turn = this.turns.find(turnId);
    if (turn?.run === undefined) return;
    const waiting = turn.hunks.filter(({ hunk, state }) => state === 'pending' && (path === undefined || hunk.path === path));
    await this.host.reviews.decide(turn.run, new Set(waiting.map(({ hunk }) => hunk.id)), decision);
  }

  findTurn(turnId: string): TurnState | undefined {
    return this.turns.find(turnId);
  }

  dispose(): void {
    this.stop();
    this.owned.dispose();
  }

  private take(run: string, event: RunEvent): void {
    if (event.kind === 'landingFound') return;
    if (event.kind === 'runStarted' && event.request.chat?.id === this.id) this.adopt(run, event.request);
    const turn = this.turns.findRun(run);
    if (!turn) return;
    const next = foldTurn(turn, event);
    if (event.kind === 'textStreamed') {
      this.turns.note(next);
      this.told.fire({ type: 'text', turnId: turn.id, text: event.text });
      return;
    }
    if (event.kind === 'toolOutput') {
      this.turns.keepSoon(next);
      return;
    }
    const isOver = event.kind === 'runEnded' && this.running?.turnId === turn.id;
    if (isOver) this.running = undefined;
    this.turns.keep(next);
    if (event.kind === 'proposed') openReview(next, this.host.reviews);
    if (isOver) this.ended.fire(endedWell.has(event.outcome.kind));
  }

  /** The run of the request that was just sent, or one that was begun beside the chat: a hunk of it is discussed. */
  private adopt(run: string, request: EditRequest): void {
    const sent = this.running && this.turns.find(this.running.turnId);
    if (sent && sent.run === undefined && request.follows === undefined) {
      this.turns.note({ ...sent, run });
      if (this.running?.stopWanted) this.host.runs.stop(run);
    } else {
      this.running ??= { turnId: run, stopWanted: false };
      this.turns.keep({ ...beginTurn(run, request, this.host.now()), run });
    }
  }

  /** What a review shows outlives it: its hunks are kept with the turn. */
  private tellDecisions(): void {
    for (const turn of this.turns.all()) {
      if (turn.run === undefined || turn.hunks.length === 0) continue;
      const hunks = mergeHunks(turn.hunks, this.host.reviews.hunks(turn.run));
      if (!isSame(hunks, turn.hunks)) this.turns.keep({ ...turn, hunks });
    }
  }
}

const endedWell: ReadonlySet<RunOutcome['kind']> = new Set(['answered', 'forReview', 'nothingProposed']);

/** Live hunks count; of those that are not in the open review, the decided ones stay. */
function mergeHunks(known: readonly LiveHunk[], live: readonly LiveHunk[]): readonly LiveHunk[] {
  if (live.length === 0) return known;
  const ids = new Set(live.map((entry) => entry.hunk.id));
  return [...known.filter((entry) => !ids.has(entry.hunk.id) && entry.state !== 'pending'), ...live];
}

const isSame = (left: readonly LiveHunk[], right: readonly LiveHunk[]) =>
  left.length === right.length &&
  left.every((entry) => right.some((other) => other.hunk.id === entry.hunk.id && other.state === entry.state));

/** The hunks of a turn that still wait are reviewed in the editor too. */
function openReview(turn: TurnState, reviews: ChatReviews): void {
  const hunks = turn.hunks.filter((entry) => entry.state === 'pending').map((entry) => entry.hunk);
  if (turn.run === undefined || !turn.report || hunks.length === 0) return;
  reviews.open(turn.run, { changes: { changes: turn.changes }, hunks, report: turn.report, misfits: turn.misfits });
}

/** Turns of the chat that go along with the next request, and how long each answer may be; the engine shortens what is too much of it. */
const maxEarlier = 60;
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

/** The conversation as a request carries it. */
function chatOf(id: string, turns: readonly TurnState[]): NonNullable<EditRequest['chat']> {
  const pending = turns.flatMap((turn) => turn.hunks.filter((entry) => entry.state === 'pending').map((entry) => entry.hunk));
  return { id, earlier: earlierMessages(turns), ...(pending.length > 0 ? { pending } : {}) };
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
