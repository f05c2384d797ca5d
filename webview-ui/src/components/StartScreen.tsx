// What an empty chat shows: what this is, what to try, and the chats before it; or the one next step when something is missing.
import type { FocusView, Mode } from '../../../src/protocol/view.ts';
import { useActions } from '../actions.ts';
import type { PageState } from '../chatReducer.ts';
import { ChatList } from './Chats.tsx';
import { Icon, type IconName } from './Icon.tsx';

interface Suggestion {
  readonly mode: Mode;
  readonly icon: IconName;
  readonly label: string;
  readonly text: string;
  readonly needsFocus: boolean;
}

const suggestions: readonly Suggestion[] = [
  { mode: 'edit', icon: 'tools', label: 'Fix the problems in this file', text: 'Fix the problems in this file.', needsFocus: true },
  { mode: 'edit', icon: 'beaker', label: 'Write tests for this file', text: 'Write tests for this file.', needsFocus: true },
  { mode: 'ask', icon: 'book', label: 'Explain this file', text: 'Explain this file: what it is for and how it works.', needsFocus: true },
  {
    mode: 'ask',
    icon: 'compass',
    label: 'Find my way in this project',
    text: 'Where does this project start, and which files matter most?',
    needsFocus: false,
  },
];

const shownChats = 3;

export function StartScreen({ page, suggest }: { page: PageState; suggest: (text: string, mode: Mode) => void }) {
  const { send } = useActions();
  return (
    <div className="start">
      <Mark />
      <h1>Every edit, rehearsed first</h1>
      <p className="lead">Changes are checked by your project’s own tools before you see them. Nothing is written until you accept.</p>
      <NextStep page={page} suggest={suggest} />
      {page.chats.length > 0 && (
        <section aria-label="Earlier chats">
          <h2>Earlier</h2>
          <ChatList chats={page.chats.slice(0, shownChats)} />
          {page.chats.length > shownChats && (
            <button type="button" className="text-button all" onClick={() => send({ type: 'page/show', screen: 'chats' })}>
              {`All ${page.chats.length} chats`}
            </button>
          )}
        </section>
      )}
    </div>
  );
}

function NextStep({ page, suggest }: { page: PageState; suggest: (text: string, mode: Mode) => void }) {
  const { send } = useActions();
  if (page.workspace === 'noFolder') {
    return (
      <button type="button" className="primary" onClick={() => send({ type: 'step/take', step: 'openFolder' })}>
        Open a folder
      </button>
    );
  }
  if (!page.connection.model) {
    return (
      <button type="button" className="primary" onClick={() => send({ type: 'page/show', screen: 'connect' })}>
        Connect a model
      </button>
    );
  }
  return (
    <>
      {page.workspace === 'untrusted' && <TrustNote />}
      <Suggestions focus={page.focus} suggest={suggest} />
    </>
  );
}

function TrustNote() {
  const { send } = useActions();
  return (
    <div className="box warn">
      <p className="box-title">
        <Icon name="shield" />
        <span>This folder is not trusted. You can ask; edits and checks wait until you trust it.</span>
      </p>
      <p className="box-actions">
        <button type="button" className="text-button" onClick={() => send({ type: 'step/take', step: 'trust' })}>
          Manage trust
        </button>
      </p>
    </div>
  );
}

function Suggestions({ focus, suggest }: { focus: FocusView | undefined; suggest: (text: string, mode: Mode) => void }) {
  return (
    <ul className="suggestions">
      {suggestions
        .filter((entry) => focus || !entry.needsFocus)
        .map((entry) => (
          <li key={entry.label}>
            <button type="button" onClick={() => suggest(entry.text, entry.mode)}>
              <Icon name={entry.icon} />
              {entry.label}
            </button>
          </li>
        ))}
    </ul>
  );
}

/** The product's mark: a part that stands ready behind another. */
function Mark() {
  return (
    <svg className="mark" viewBox="0 0 48 48" width="48" height="48" aria-hidden="true">
      <title>Understudy</title>
      <rect x="15" y="6" width="26" height="30" rx="6" className="behind" />
      <rect x="7" y="12" width="26" height="30" rx="6" className="front" />
      <path d="M14 27.5l5 5 8-10" className="tick" />
    </svg>
  );
}
