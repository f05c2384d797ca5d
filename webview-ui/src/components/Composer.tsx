// The prompt box: what to ask, in which mode, about which place; send, or stop what runs.
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ChoicesView, ConnectionView, FocusView, Mode } from '../../../src/protocol/view.ts';
import { useActions } from '../actions.ts';
import type { Remembered } from '../bridge.ts';
import type { OfferedPrompt } from '../chatReducer.ts';
import { Icon } from './Icon.tsx';
import { placeWords } from './Turn.tsx';

interface ComposerProps {
  readonly restored: Remembered;
  readonly remember: (state: Remembered) => void;
  readonly running: boolean;
  readonly focus: FocusView | undefined;
  readonly offered: OfferedPrompt | undefined;
  readonly connection: ConnectionView;
  readonly choices: ChoicesView;
  /** The requests of this chat, newest last; Arrow Up in an empty box brings them back. */
  readonly earlier: readonly string[];
}

export function Composer(props: ComposerProps) {
  const { send } = useActions();
  const draft = useDraft(props);
  const box = useRef<HTMLTextAreaElement>(null);
  useGrowingBox(box, draft.text);
  useEffect(() => {
    if (props.offered) box.current?.focus();
  }, [props.offered]);

  const submit = () => {
    const text = draft.text.trim();
    if (text === '') return;
    send({ type: 'chat/send', text, mode: draft.mode, focus: draft.places });
    draft.write('');
    draft.forgetOffer();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === 'Escape' && props.running) send({ type: 'chat/stop' });
    else if (event.key === 'ArrowUp' && draft.text === '' && props.earlier.length > 0) {
      event.preventDefault();
      draft.write(props.earlier.at(-1) ?? '');
    }
  };
  return (
    <form
      className="composer"
      aria-label="Request"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <Places places={draft.places} drop={draft.dropPlaces} />
      <Choices choices={props.choices} />
      <textarea
        ref={box}
        rows={1}
        value={draft.text}
        aria-label={draft.mode === 'edit' ? 'What should change?' : 'What do you want to know?'}
        placeholder={draft.mode === 'edit' ? 'What should change?' : 'Ask about this code'}
        onChange={(event) => draft.write(event.target.value)}
        onKeyDown={onKeyDown}
      />
      <div className="composer-row">
        <ModeSwitch mode={draft.mode} choose={draft.choose} />
        <ModelButton connection={props.connection} />
        <SendButton running={props.running} empty={draft.text.trim() === ''} />
      </div>
    </form>
  );
}

/** The text and mode being written, remembered across reloads, and the places the request will point at. */
function useDraft({ restored, remember, focus, offered }: ComposerProps) {
  const [text, setText] = useState(restored.draft);
  const [mode, setMode] = useState<Mode>(restored.mode);
  const [offer, setOffer] = useState<readonly FocusView[]>();
  const [dropped, setDropped] = useState<string>();
  useEffect(() => {
    remember({ draft: text, mode });
  }, [remember, text, mode]);
  useEffect(() => {
    if (!offered) return;
    setText(offered.text);
    setMode(offered.mode);
    setOffer(offered.focus.length > 0 ? offered.focus : undefined);
  }, [offered]);
  const current = focus && JSON.stringify(focus) !== dropped ? [focus] : [];
  return {
    text,
    mode,
    places: [...(offer ?? current)],
    write: setText,
    choose: setMode,
    forgetOffer: () => setOffer(undefined),
    dropPlaces: () => {
      setOffer(undefined);
      setDropped(JSON.stringify(focus));
    },
  };
}

/** As tall as its text, up to the limit that the style sheet sets. */
function useGrowingBox(box: React.RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text
  useLayoutEffect(() => {
    const area = box.current;
    if (!area) return;
    area.style.height = 'auto';
    area.style.height = `${area.scrollHeight}px`;
  }, [box, text]);
}

function Places({ places, drop }: { places: readonly FocusView[]; drop: () => void }) {
  if (places.length === 0) return null;
  return (
    <p className="chips places">
      {places.map((place) => (
        <span key={placeWords(place)} className="chip" title={place.path}>
          <Icon name={place.startLine ? 'list-selection' : 'file'} />
          <span className="name">{placeWords(place)}</span>
        </span>
      ))}
      <button
        type="button"
        className="icon-button small"
        onClick={drop}
        aria-label="Do not point at this place"
        title="Do not point at this place"
      >
        <Icon name="close" />
      </button>
    </p>
  );
}

const choiceLooks = {
  pinned: { icon: 'pinned', words: 'Always along', forget: 'Unpin' },
  removed: { icon: 'circle-slash', words: 'Left out', forget: 'Put back' },
} as const;

/** What was pinned and removed in the ledger; it counts for every further request of the chat. */
function Choices({ choices }: { choices: ChoicesView }) {
  const { send } = useActions();
  const chips = (['pinned', 'removed'] as const).flatMap((kind) =>
    choices[kind].map((entry) => ({ ...entry, ...choiceLooks[kind], kind })),
  );
  if (chips.length === 0) return null;
  return (
    <ul className="chips" aria-label="Chosen context">
      {chips.map(({ key, title, icon, words, forget, kind }) => (
        <li key={`${kind} ${key}`} className={`chip ${kind}`} title={`${words}: ${title}`}>
          <Icon name={icon} />
          <span className="visually-hidden">{words}: </span>
          <span className="name">{title.slice(title.lastIndexOf('/') + 1)}</span>
          <button type="button" aria-label={`${forget} ${title}`} title={forget} onClick={() => send({ type: 'context/forget', key })}>
            <Icon name="close" />
          </button>
        </li>
      ))}
    </ul>
  );
}

const modes: readonly { readonly mode: Mode; readonly label: string; readonly title: string }[] = [
  { mode: 'edit', label: 'Edit', title: 'Propose hunks to review' },
  { mode: 'ask', label: 'Ask', title: 'Answer in words' },
];

function ModeSwitch({ mode, choose }: { mode: Mode; choose: (mode: Mode) => void }) {
  return (
    <fieldset className="modes">
      <legend className="visually-hidden">Mode</legend>
      {modes.map((entry) => (
        <label key={entry.mode} title={entry.title} className={entry.mode === mode ? 'chosen' : undefined}>
          <input type="radio" name="mode" value={entry.mode} checked={entry.mode === mode} onChange={() => choose(entry.mode)} />
          {entry.label}
        </label>
      ))}
    </fieldset>
  );
}

function ModelButton({ connection }: { connection: ConnectionView }) {
  const { send } = useActions();
  const label = connection.model?.label ?? 'Connect a model';
  return (
    <button
      type="button"
      className="text-button model"
      title={connection.model ? `${connection.model.label} · ${connection.model.where}` : 'No model is connected'}
      aria-label={connection.model ? `Model: ${label}. Change` : label}
      onClick={() => send({ type: 'page/show', screen: 'connect' })}
    >
      {label}
    </button>
  );
}

/** While a request runs: Stop, and beside it the way into the line as soon as something is typed. */
function SendButton({ running, empty }: { running: boolean; empty: boolean }) {
  const { send } = useActions();
  return (
    <>
      {running && (
        <button type="button" className="send stop" aria-label="Stop" title="Stop (Escape)" onClick={() => send({ type: 'chat/stop' })}>
          <Icon name="debug-stop" />
        </button>
      )}
      {(!running || !empty) && (
        <button
          type="submit"
          className="send"
          aria-label={running ? 'Send next' : 'Send'}
          title={running ? 'Send when this one has ended (Enter)' : 'Send (Enter)'}
          disabled={empty}
        >
          <Icon name="arrow-up" />
        </button>
      )}
    </>
  );
}
