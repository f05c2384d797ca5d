// One chat at a time: runs requests, keeps their turns, and tells the page. Decides nothing about edits.
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { messageOf } from '../../base/errors.ts';
import { Emitter } from '../../base/event.ts';
import type { EditRequest, RunEvent } from '../../core/model/run.ts';
import type { HostToChat } from '../../protocol/messages.ts';
import type { ChatListing, ChatView, FocusView, Mode } from '../../protocol/view.ts';
import type { ChatHost } from './chatHost.ts';
import { earlierMessages } from './conversation.ts';
import { type ChatRecord, type KnownRuns, listChats, readTurns, titleOf } from './earlierChats.ts';
import { failTurn } from './failTurn.ts';
import { beginTurn, foldTurn, type TurnState } from './turnState.ts';
import { fromFocusView, toTurnView } from './turnView.ts';

export interface Request {
  readonly text: string;
  readonly mode: Mode;
  readonly focus: readonly FocusView[];
}

/** The chat on screen. `running` is the turn in progress. */
interface OpenChat {
  readonly id: string;
  readonly turns: Map<string, TurnState>;
  running?: { turnId: string; readonly stop: AbortController };
}

export class ChatController implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly told = this.owned.add(new Emitter<HostToChat>());
  readonly onDidTell = this.told.event;
  private readonly knownRuns: KnownRuns = new Map();
  private records: readonly ChatRecord[] = [];
  private chat: OpenChat;

  constructor(
    private readonly host: ChatHost,
    private readonly newId: () => string,
  ) {
    this.chat = { id: newId(), turns: new Map() };
    this.owned.add(host.reviews.onDidChange(() => this.tellDecisions()));
    this.owned.add({ dispose: () => this.stop() });
  }

  get id(): string {
    return this.chat.id;
  }

  /** What the page shows, with the run in progress. */
  view(): { readonly chat: ChatView; readonly chats: readonly ChatListing[]; readonly running?: string } {
    const turns = [...this.chat.turns.values()].map((turn) => this.draw(turn));
    const title = titleOf(turns[0]?.request ?? 'New chat');
    return {
      chat: { id: this.chat.id, title, turns },
      chats: this.records.filter((record) => record.id !== this.chat.id).map(({ runs: _, ...listing }) => listing),
      ...(this.chat.running ? { running: this.chat.running.turnId } : {}),
    };
  }

  /** Runs one request to its end. A second one while one runs is refused by the page and ignored here. */
  async send(request: Request): Promise<void> {
    if (this.chat.running) return;
    const chat = this.chat;
    const stop = new AbortController();
    const edit: EditRequest = {
      kind: request.mode,
      text: request.text,
      focus: request.focus.map(fromFocusView),
      chat: { id: chat.id, earlier: earlierMessages([...chat.turns.values()]) },
    };
    const waiting = beginTurn(this.newId(), edit, this.host.now());
    chat.running = { turnId: waiting.id, stop };
    try {
      await this.run(chat, waiting, stop.signal);
    } catch (thrown) {
      this.host.logger.error('A chat request ended with a fault.', thrown);
      const turn = chat.turns.get(chat.running.turnId) ?? waiting;
      chat.turns.set(turn.id, failTurn(turn, thrown));
    }
    const { turnId } = chat.running;
    delete chat.running;
    this.tellTurn(chat, turnId);
    await this.refreshList();
  }

  stop(): void {
    this.chat.running?.stop.abort();
  }

  startNew(): void {
    this.stop();
    this.chat = { id: this.newId(), turns: new Map() };
  }

  /** Opens an earlier chat from the journal, and the reviews of its hunks that still wait. */
  async open(chatId: string): Promise<void> {
    if (chatId === this.chat.id) return;
    const journal = await this.host.journal();
    await this.refreshList();
    const record = this.records.find((each) => each.id === chatId);
    if (!journal || !record) return;
    this.stop();
    const turns = await readTurns(record.runs, journal, this.host.logger);
    this.chat = { id: chatId, turns: new Map(turns.map((turn) => [turn.id, turn])) };
    for (const turn of turns) this.openReview(turn);
  }

  /** Accepts or rejects what still waits in a turn, in one file of it or in all. */
  async decide(turnId: string, decision: 'accept' | 'reject', path?: string): Promise<void> {
    const turn = this.chat.turns.get(turnId);
    if (!turn) return;
    const live = this.host.reviews.states(turnId);
    const ids = turn.hunks
      .filter(({ hunk }) => path === undefined || hunk.path === path)
      .filter(({ hunk, state }) => (live.get(hunk.id) ?? state) === 'pending')
      .map(({ hunk }) => hunk.id);
    await this.host.reviews.decide(new Set(ids), decision);
  }

  /** The request of a turn, to be sent again. */
  requestOf(turnId: string): Request | undefined {
    const turn = this.chat.turns.get(turnId);
    return turn && { text: turn.request.text, mode: turn.request.kind, focus: this.draw(turn).focus };
  }

  async refreshList(): Promise<void> {
    const journal = await this.host.journal();
    this.records = journal ? await listChats(journal, this.knownRuns, this.host.logger) : [];
    this.told.fire({ type: 'chats', chats: [...this.view().chats] });
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async run(chat: OpenChat, waiting: TurnState, signal: AbortSignal): Promise<void> {
    chat.turns.set(waiting.id, waiting);
    this.tellTurn(chat, waiting.id);
    const run = await this.host.startRun(waiting.request, signal);
    chat.turns.delete(waiting.id);
    chat.turns.set(run.id, { ...waiting, id: run.id });
    if (chat.running) chat.running.turnId = run.id;
    this.told.fire({ type: 'turnNamed', was: waiting.id, turnId: run.id });
    for await (const event of run.events) this.take(chat, run.id, event);
  }

  private take(chat: OpenChat, turnId: string, event: RunEvent): void {
    const turn = chat.turns.get(turnId);
    if (!turn) return;
    const next = foldTurn(turn, event);
    chat.turns.set(turnId, next);
    if (event.kind === 'proposed') this.openReview(next);
    if (chat !== this.chat) return;
    if (event.kind === 'textStreamed') this.told.fire({ type: 'text', turnId, text: event.text });
    else this.tellTurn(chat, turnId);
  }
}
