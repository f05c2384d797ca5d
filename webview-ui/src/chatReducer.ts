// What the page knows, folded from the host's messages. Pure: the same messages give the same page.
import type { HostToChat } from '../../src/protocol/messages.ts';
import type {
  ChatListing,
  ChatView,
  ChoicesView,
  ConnectionView,
  FocusView,
  Mode,
  QuestionView,
  QueueView,
  Screen,
  TurnView,
} from '../../src/protocol/view.ts';

/** Text that the host puts into the prompt box; `stamp` tells two equal ones apart. */
export interface OfferedPrompt {
  readonly text: string;
  readonly mode: Mode;
  readonly focus: readonly FocusView[];
  readonly stamp: number;
}

export interface PageState {
  readonly screen: Screen;
  readonly workspace: 'ready' | 'noFolder' | 'untrusted';
  readonly chat: ChatView;
  readonly chats: readonly ChatListing[];
  readonly connection: ConnectionView;
  readonly queue: QueueView;
  readonly questions: readonly QuestionView[];
  readonly choices: ChoicesView;
  /** The turn in progress. */
  readonly running?: string;
  readonly focus?: FocusView;
  readonly offered?: OfferedPrompt;
}

/** Undefined until the host has sent its first `state`. */
export function chatReducer(page: PageState | undefined, message: HostToChat): PageState | undefined {
  if (message.type === 'state') {
    const { type: _, ...state } = message;
    return { ...(page?.focus ? { focus: page.focus } : {}), ...state };
  }
  return page && fold(page, message);
}

function fold(page: PageState, message: Exclude<HostToChat, { type: 'state' }>): PageState {
  switch (message.type) {
    case 'screen':
      return { ...page, screen: message.screen };
    case 'turn':
      return withTurn(page, message.turn, message.running);
    case 'text':
      return withText(page, message.turnId, message.text);
    case 'chats':
      return { ...page, chats: message.chats };
    case 'queue':
      return { ...page, queue: message.queue };
    case 'questions':
      return { ...page, questions: message.questions };
    case 'choices':
      return { ...page, choices: message.choices };
    case 'connection':
      return { ...page, connection: message.connection };
    case 'focus':
      return { ...page, focus: message.focus };
    case 'prompt':
      return {
        ...page,
        screen: 'chat',
        offered: { text: message.text, mode: message.mode, focus: message.focus, stamp: (page.offered?.stamp ?? 0) + 1 },
      };
  }
}

function withTurn(page: PageState, turn: TurnView, running: boolean): PageState {
  const known = page.chat.turns.some((old) => old.id === turn.id);
  const turns = known ? page.chat.turns.map((old) => (old.id === turn.id ? turn : old)) : [...page.chat.turns, turn];
  const ended = page.running === turn.id ? undefined : page.running;
  const title = page.chat.turns.length === 0 ? turn.request : page.chat.title;
  return { ...page, chat: { ...page.chat, title, turns }, running: running ? turn.id : ended };
}

function withText(page: PageState, turnId: string, text: string): PageState {
  const turns = page.chat.turns.map((turn) => (turn.id === turnId ? { ...turn, answer: turn.answer + text } : turn));
  return { ...page, chat: { ...page.chat, turns } };
}
