// How a turn came about: one quiet line while it runs and after, which opens to every step, the context ledger and the tokens.
import { useId, useState } from 'react';
import type { LedgerView, StepView, TurnView, UsageView } from '../../../src/protocol/view.ts';
import { useActions } from '../actions.ts';
import { CopyButton } from '../markdown/CodeBlock.tsx';
import { Icon } from './Icon.tsx';
import { countOf } from './VerdictBadge.tsx';

const thousands = (count: number) => (count < 1000 ? String(count) : `${(count / 1000).toFixed(count < 10_000 ? 1 : 0)}k`);

export function Progress({ turn, running }: { turn: TurnView; running: boolean }) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const current = turn.steps.findLast((step) => step.state === 'active');
  if (turn.steps.length === 0) return running ? <p className="progress-line">Starting…</p> : null;
  return (
    <div className="progress">
      <div className="progress-row">
        <button type="button" className="progress-line" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          {running ? <Icon name="loading" spin /> : <Icon name={open ? 'chevron-down' : 'chevron-right'} />}
          <span>{running ? (current?.text ?? 'Working…') : summaryOf(turn)}</span>
        </button>
        {!running && turn.answer !== '' && <CopyButton text={turn.answer} what="answer" />}
      </div>
      <div id={id} hidden={!open} className="details">
        <Steps steps={turn.steps} />
        {turn.ledger && <Ledger ledger={turn.ledger} />}
        {turn.usage && <Usage usage={turn.usage} model={turn.model} />}
      </div>
    </div>
  );
}

function summaryOf(turn: TurnView): string {
  const sent = turn.ledger?.lines.filter((line) => line.form !== 'dropped').length ?? 0;
  const repairs = turn.steps.filter((step) => step.kind === 'repairing').length;
  const parts = [
    sent > 0 ? countOf(sent, 'piece') : '',
    turn.usage ? `${thousands(turn.usage.input + turn.usage.output)} tokens` : '',
    repairs > 0 ? `repaired ${repairs === 1 ? 'once' : `${repairs} times`}` : '',
    turn.usage?.cost ?? '',
  ].filter((part) => part !== '');
  return parts.join(' · ') || countOf(turn.steps.length, 'step');
}

const stepIcons = { active: 'loading', done: 'check', failed: 'error' } as const;

function Steps({ steps }: { steps: readonly StepView[] }) {
  return (
    <ol className="steps">
      {steps.map((step, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: steps are only ever added
        <li key={at} className={step.state}>
          <Icon name={stepIcons[step.state]} spin={step.state === 'active'} />
          <span>
            {step.text}
            {step.detail.map((line) => (
              <span key={line} className="detail">
                {line}
              </span>
            ))}
          </span>
        </li>
      ))}
    </ol>
  );
}

const formWords = { whole: '', skeleton: 'outline', line: 'one line', dropped: 'left out' } as const;

/** What the model was sent, why, and what it cost. */
function Ledger({ ledger }: { ledger: LedgerView }) {
  const { send } = useActions();
  return (
    <table className="ledger">
      <caption>
        {`Context: ${ledger.tokens.toLocaleString('en')} of ${ledger.budgetTokens.toLocaleString('en')} tokens`}
        <span className="bar" aria-hidden="true">
          <span style={{ width: `${Math.min(100, (100 * ledger.tokens) / Math.max(1, ledger.budgetTokens))}%` }} />
        </span>
      </caption>
      <thead className="visually-hidden">
        <tr>
          <th scope="col">What and why</th>
          <th scope="col">Tokens</th>
        </tr>
      </thead>
      <tbody>
        {ledger.lines.map((line, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a ledger never changes
          <tr key={at} className={line.form}>
            <td>
              {line.path ? (
                <button
                  type="button"
                  className="link"
                  onClick={() => send({ type: 'file/open', path: line.path ?? '', ...(line.line ? { line: line.line } : {}) })}
                >
                  {line.title}
                </button>
              ) : (
                line.title
              )}
              <span className="why">{[line.source, line.reason, formWords[line.form]].filter((word) => word !== '').join(' · ')}</span>
            </td>
            <td className="number">{line.form === 'dropped' ? '–' : thousands(line.tokens)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Usage({ usage, model }: { usage: UsageView; model: string | undefined }) {
  const cached = usage.cachedInput > 0 ? ` (${thousands(usage.cachedInput)} cached)` : '';
  return (
    <p className="usage">
      {[model, countOf(usage.calls, 'call'), `${thousands(usage.input)} in${cached}`, `${thousands(usage.output)} out`, usage.cost ?? '']
        .filter((part) => part)
        .join(' · ')}
    </p>
  );
}
