// The account of what the model was sent, and of what was left out: every piece opens, and can be pinned or left out of the next requests.
import type { ChoicesView, LedgerLineView, LedgerView } from '../../../src/protocol/view.ts';
import { useActions } from '../actions.ts';
import { Icon } from './Icon.tsx';

export const thousands = (count: number) => (count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k`);

interface LedgerProps {
  readonly ledger: LedgerView;
  readonly turnId: string;
  readonly choices: ChoicesView;
}

export function Ledger({ ledger, turnId, choices }: LedgerProps) {
  const sent = ledger.lines.filter((line) => line.form !== 'dropped');
  const dropped = ledger.lines.filter((line) => line.form === 'dropped');
  const share = Math.min(100, (100 * ledger.tokens) / Math.max(1, ledger.budgetTokens));
  return (
    <section className="ledger" aria-label="Context">
      <p className="quiet">{`Context: ${ledger.tokens.toLocaleString('en')} of ${ledger.budgetTokens.toLocaleString('en')} tokens`}</p>
      <svg className="bar" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden="true">
        <title>Share of the budget</title>
        <rect width={share} height="1" />
      </svg>
      <Pieces lines={sent} turnId={turnId} choices={choices} />
      {dropped.length > 0 && (
        <details>
          <summary>{`${dropped.length} left out`}</summary>
          <Pieces lines={dropped} turnId={turnId} choices={choices} />
        </details>
      )}
    </section>
  );
}

function Pieces({ lines, ...rest }: { lines: readonly LedgerLineView[]; turnId: string; choices: ChoicesView }) {
  return (
    <ul>
      {lines.map((line, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a ledger never changes
        <Piece key={at} line={line} {...rest} />
      ))}
    </ul>
  );
}

const formWords = { whole: '', skeleton: 'outline', line: 'one line', dropped: '' } as const;

function Piece({ line, turnId, choices }: { line: LedgerLineView; turnId: string; choices: ChoicesView }) {
  const { send } = useActions();
  const { path } = line;
  const why = [line.source, line.reason, formWords[line.form]].filter((word) => word !== '').join(' · ');
  return (
    <li className={line.form}>
      <div className="row">
        {path ? (
          <button
            type="button"
            className="link name"
            title={path}
            onClick={() => send({ type: 'file/open', path, ...(line.line ? { line: line.line } : {}) })}
          >
            {line.title}
          </button>
        ) : (
          <span className="name">{line.title}</span>
        )}
        {line.form !== 'dropped' && (
          <span className="number" title={line.cost ? `${line.tokens} tokens, ${line.cost} a call` : `${line.tokens} tokens`}>
            {thousands(line.tokens)}
          </span>
        )}
        <Choice line={line} turnId={turnId} choices={choices} />
      </div>
      <span className="why">{why}</span>
    </li>
  );
}

/** Two switches of which at most one is on. */
function Choice({ line, turnId, choices }: { line: LedgerLineView; turnId: string; choices: ChoicesView }) {
  const { send } = useActions();
  const isPinned = choices.pinned.some((entry) => entry.key === line.key);
  const isRemoved = choices.removed.some((entry) => entry.key === line.key);
  const turn = (choice: 'pin' | 'remove', isOn: boolean) =>
    isOn ? send({ type: 'context/forget', key: line.key }) : send({ type: 'context/choose', turnId, id: line.id, choice });
  return (
    <span className="choice">
      {line.mayPin && (
        <button
          type="button"
          className="icon-button small"
          aria-pressed={isPinned}
          aria-label={`Pin ${line.title}`}
          title={isPinned ? 'Pinned: goes along with every request of this chat' : 'Pin: send it with every request of this chat'}
          onClick={() => turn('pin', isPinned)}
        >
          <Icon name={isPinned ? 'pinned' : 'pin'} />
        </button>
      )}
      {line.mayRemove && (
        <button
          type="button"
          className="icon-button small"
          aria-pressed={isRemoved}
          aria-label={`Leave out ${line.title}`}
          title={isRemoved ? 'Left out of every request of this chat' : 'Leave it out of the next requests of this chat'}
          onClick={() => turn('remove', isRemoved)}
        >
          <Icon name={isRemoved ? 'circle-slash' : 'close'} />
        </button>
      )}
    </span>
  );
}
