// The page: one of three screens, the prompt box, and the reader for screen readers.
import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import type { Mode } from '../../../src/protocol/view.ts';
import { ActionsContext } from '../actions.ts';
import type { Bridge } from '../bridge.ts';
import { chatReducer, type OfferedPrompt, type PageState } from '../chatReducer.ts';
import { Announcer } from './Announcer.tsx';
import { ChatsScreen } from './Chats.tsx';
import { Composer } from './Composer.tsx';
import { ConnectScreen } from './ConnectScreen.tsx';
import { Question } from './Question.tsx';
import { Queue } from './Queue.tsx';
import { StartScreen } from './StartScreen.tsx';
import { Turn } from './Turn.tsx';

export function App({ bridge }: { bridge: Bridge }) {
  const [page, receive] = useReducer(chatReducer, undefined);
  const actions = useMemo(() => ({ send: bridge.send }), [bridge]);
  useEffect(() => {
    const listening = bridge.onArrival((arrival) => {
      if (arrival.kind === 'message') receive(arrival.message);
      else console.warn('Understudy: a message of the host was not understood.', arrival);
    });
    bridge.send({ type: 'page/ready' });
    return () => listening.dispose();
  }, [bridge]);
  if (!page) return null;
  return (
    <ActionsContext value={actions}>
      {page.screen === 'connect' && <ConnectScreen connection={page.connection} />}
      {page.screen === 'chats' && <ChatsScreen chats={page.chats} />}
      <ChatScreen page={page} bridge={bridge} hidden={page.screen !== 'chat'} />
    </ActionsContext>
  );
}

/** Stays in place behind the other screens, so that the draft and the scroll position are kept. */
function ChatScreen({ page, bridge, hidden }: { page: PageState; bridge: Bridge; hidden: boolean }) {
  const [suggested, setSuggested] = useState<OfferedPrompt>();
  const suggest = (text: string, mode: Mode) => setSuggested({ text, mode, focus: [], stamp: (suggested?.stamp ?? 0) + 1 });
  const { turns } = page.chat;
  const last = turns.at(-1);
  const lastRuns = last !== undefined && page.running === last.id;
  return (
    <div className="chat" data-chat={page.chat.id} hidden={hidden}>
      <Turns page={page} suggest={suggest} />
      <Question questions={page.questions} />
      <Queue queue={page.queue} running={page.running !== undefined} />
      <Composer
        restored={bridge.restored}
        remember={bridge.remember}
        running={page.running !== undefined}
        focus={page.focus}
        offered={useNewer(page.offered, suggested)}
        connection={page.connection}
        choices={page.choices}
        earlier={turns.map((turn) => turn.request)}
      />
      <Announcer turn={last} running={lastRuns} />
    </div>
  );
}

/** A suggestion of the page and a prompt of the host are counted apart; the one that changed last wins. */
function useNewer(offered: OfferedPrompt | undefined, suggested: OfferedPrompt | undefined): OfferedPrompt | undefined {
  const last = useRef<{ offered?: OfferedPrompt; suggested?: OfferedPrompt; winner?: OfferedPrompt }>({});
  if (offered !== last.current.offered) last.current = { offered, suggested, winner: offered };
  else if (suggested !== last.current.suggested) last.current = { offered, suggested, winner: suggested };
  return last.current.winner;
}

function Turns({ page, suggest }: { page: PageState; suggest: (text: string, mode: Mode) => void }) {
  const scroller = useRef<HTMLElement>(null);
  useStickToEnd(scroller, page.chat);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the chat scrolls, and the keyboard must reach it
    <main className="turns" ref={scroller} tabIndex={0} aria-label="Chat">
      {page.chat.turns.length === 0 ? (
        <StartScreen page={page} suggest={suggest} />
      ) : (
        <>
          <h1 className="visually-hidden">{page.chat.title}</h1>
          {page.chat.turns.map((turn) => (
            <Turn key={turn.id} turn={turn} running={turn.ending === undefined} waits={page.questions.length > 0} choices={page.choices} />
          ))}
        </>
      )}
    </main>
  );
}

/** Follows the end while the reader is there; stays put as soon as they scroll up. A new chat or request goes to its end. */
function useStickToEnd(scroller: React.RefObject<HTMLElement | null>, chat: PageState['chat']): void {
  const atEnd = useRef(true);
  const top = useRef(0);
  const place = `${chat.id} ${chat.turns.length}`;
  const seen = useRef('');
  useEffect(() => {
    const area = scroller.current;
    if (!area) return;
    // Only a reader goes up: where the area became smaller, its end is out of view without that.
    const note = () => {
      const isNear = area.scrollHeight - area.scrollTop - area.clientHeight < 24;
      if (isNear || area.scrollTop < top.current) atEnd.current = isNear;
      top.current = area.scrollTop;
    };
    area.addEventListener('scroll', note, { passive: true });
    // The prompt box grows and takes room from the chat.
    const resized = new ResizeObserver(() => {
      if (atEnd.current) area.scrollTop = area.scrollHeight;
    });
    resized.observe(area);
    return () => {
      area.removeEventListener('scroll', note);
      resized.disconnect();
    };
  }, [scroller]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: every change of the chat may make it longer
  useEffect(() => {
    const area = scroller.current;
    if (!area) return;
    if (atEnd.current || seen.current !== place) area.scrollTop = area.scrollHeight;
    seen.current = place;
  }, [scroller, chat, place]);
}
