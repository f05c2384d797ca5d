// The chats of this window: the one that is open, and the list of earlier ones, read back from the journal.
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { RunEvent } from '../../core/model/run.ts';
import type { HostToChat } from '../../protocol/messages.ts';
import type { ChatListing, ChatView, ChoicesView, QueueView } from '../../protocol/view.ts';
import type { ChatHost } from './chatHost.ts';
import { type ChatRequest, Conversation, requestOf } from './conversation.ts';
import { type ChatRecord, type KnownRuns, listChats, readTurns } from './earlierChats.ts';
import { RequestQueue } from './requestQueue.ts';

/** Which chat was open, so that a reload opens it again. What it says is in the journal. */
export interface OpenChatMemory {
  recall(): string | undefined;
  keep(chatId: string): void;
}

export interface ChatsView {
  readonly chat: ChatView;
  readonly chats: ChatListing[];
  readonly queue: QueueView;
  readonly choices: ChoicesView;
  readonly running?: string;
}

export class Chats implements Disposable {
  private readonly owned = new DisposableStore();
  private readonly told = this.owned.add(new Emitter<HostToChat | 'replaced'>());
  /** Messages for the page, or `replaced` when another chat is open and everything is to be drawn again. */
  readonly onDidTell = this.told.event;
  private readonly known: KnownRuns = new Map();
  private records: readonly ChatRecord[] = [];
  /** Requests that came while another one ran. */
  readonly queue: RequestQueue;
  /** The chat on screen. */
  current: Conversation;

  constructor(
    private readonly host: ChatHost,
    private readonly memory: OpenChatMemory,
    private readonly newId: () => string,
  ) {
    this.current = this.listenTo(new Conversation(newId(), [], host));
    this.owned.add({ dispose: () => this.current.dispose() });
    this.owned.add(host.runs.onDidEvent(({ event }) => beginsElsewhere(event, this.current.id) && void this.readList()));
    this.queue = new RequestQueue({
      isRunning: () => this.current.running !== undefined,
      stop: () => this.current.stop(),
      start: (request) => void this.send(request),
      tell: (queue) => this.told.fire({ type: 'queue', queue }),
    });
  }

  view(): ChatsView {
    const chats = this.records.filter((record) => record.id !== this.current.id).map(({ runs: _, ...listing }) => listing);
    return { ...this.current.view(), chats, queue: this.queue.view() };
  }

  /** Reads the list, and opens the chat that was open before the window was reloaded. */
  async restore(): Promise<void> {
    await this.readList();
    const last = this.memory.recall();
    const isEmpty = this.current.view().chat.turns.length === 0;
    if (last !== undefined && isEmpty && last !== this.current.id) await this.show(last);
  }

  /** Starts the request, or lines it up behind the one that runs. */
  async send(request: ChatRequest): Promise<void> {
    const chat = this.current;
    if (chat.running) return this.queue.add(request, this.newId());
    this.memory.keep(chat.id);
    await chat.send(request, this.newId());
    await this.readList();
  }

  /** Asks the request of a turn again, as a new turn. */
  async retry(turnId: string): Promise<void> {
    const turn = this.current.findTurn(turnId);
    if (turn) await this.send(requestOf(turn));
  }

  startNew(): void {
    const id = this.newId();
    this.memory.keep(id);
    this.replace(new Conversation(id, [], this.host));
    void this.readList();
  }

  async show(chatId: string): Promise<void> {
    const journal = await this.host.journal();
    const record = this.records.find((each) => each.id === chatId);
    if (!journal || !record || chatId === this.current.id) return;
    const turns = await readTurns(record.runs, journal, this.host.logger);
    this.memory.keep(chatId);
    this.replace(new Conversation(chatId, turns, this.host));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async readList(): Promise<void> {
    const journal = await this.host.journal();
    this.records = journal ? await listChats(journal, this.known, this.host.logger) : [];
    this.told.fire({ type: 'chats', chats: this.view().chats });
  }

  private replace(next: Conversation): void {
    this.current.dispose();
    this.current = this.listenTo(next);
    this.told.fire('replaced');
  }

  private listenTo(chat: Conversation): Conversation {
    chat.onDidTell((message) => this.told.fire(message));
    chat.onDidEnd((well) => this.queue.advance(well));
    return chat;
  }
}

/** A hunk of another chat is discussed: its turn stands in the list. */
const beginsElsewhere = (event: RunEvent, open: string): boolean =>
  event.kind === 'runStarted' && event.request.follows !== undefined && event.request.chat?.id !== open;
