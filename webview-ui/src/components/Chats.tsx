// The list of earlier chats, newest first.
import type { ReactNode } from 'react';
import type { ChatListing } from '../../../src/protocol/view.ts';
import { useActions } from '../actions.ts';
import { Icon } from './Icon.tsx';
import { countOf } from './VerdictBadge.tsx';

export function ChatList({ chats }: { chats: readonly ChatListing[] }) {
  const { send } = useActions();
  return (
    <ul className="chats">
      {chats.map((chat) => (
        <li key={chat.id}>
          <button type="button" onClick={() => send({ type: 'chat/open', chatId: chat.id })}>
            <span className="title" title={chat.title}>
              {chat.title}
            </span>
            <span className="quiet">{`${agoWords(chat.at, Date.now())} · ${countOf(chat.turns, 'turn')}`}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function ChatsScreen({ chats }: { chats: readonly ChatListing[] }) {
  const { send } = useActions();
  return (
    <main className="screen">
      <ScreenTitle title="Earlier chats">
        <button type="button" className="text-button strong" onClick={() => send({ type: 'chat/new' })}>
          New chat
        </button>
      </ScreenTitle>
      {chats.length === 0 ? <p className="quiet">No chats in this workspace yet.</p> : <ChatList chats={chats} />}
    </main>
  );
}

export function ScreenTitle({ title, children }: { title: string; children?: ReactNode }) {
  const { send } = useActions();
  return (
    <div className="screen-title">
      <button
        type="button"
        className="icon-button"
        aria-label="Back to the chat"
        title="Back to the chat"
        onClick={() => send({ type: 'page/show', screen: 'chat' })}
      >
        <Icon name="arrow-left" />
      </button>
      <h1>{title}</h1>
      {children}
    </div>
  );
}

/** "just now", "5 minutes ago", "yesterday", or the date. */
export function agoWords(at: number, now: number): string {
  const minutes = Math.floor((now - at) / 60_000);
  if (minutes < 1) return 'just now';
  if (minutes < 60) return `${countOf(minutes, 'minute')} ago`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${countOf(hours, 'hour')} ago`;
  return hours < 48 ? 'yesterday' : new Date(at).toLocaleDateString(undefined, { day: 'numeric', month: 'short', year: 'numeric' });
}
