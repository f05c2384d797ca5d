// How a turn came about: one quiet line while it runs and after, which opens to every step, the context ledger and the tokens.
import { useId, useLayoutEffect, useRef, useState } from 'react';
import type { ChoicesView, StepView, TurnView, UsageView } from '../../../src/protocol/view.ts';
import { CopyButton } from '../markdown/CodeBlock.tsx';
import { Icon } from './Icon.tsx';
import { Ledger, thousands } from './Ledger.tsx';
import { countOf } from './VerdictBadge.tsx';

interface ProgressProps {
  readonly turn: TurnView;
  readonly running: boolean;
  readonly waits: boolean;
  readonly choices: ChoicesView;
}

export function Progress({ turn, running, waits, choices }: ProgressProps) {
  const [open, setOpen] = useState(false);
  const id = useId();
  const current = turn.steps.findLast((step) => step.state === 'active');
  if (turn.steps.length === 0 && !running) return null;
  if (turn.steps.length === 0)
    return (
      <p className="progress-line">
        <Icon name="loading" spin />
        Starting…
      </p>
    );
  return (
    <div className="progress">
      <div className="progress-row">
        <button type="button" className="progress-line" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
          {running ? <Icon name="loading" spin /> : <Icon name={open ? 'chevron-down' : 'chevron-right'} />}
          <span>{running ? (current?.text ?? (waits ? 'Waiting for you' : 'Working…')) : summaryOf(turn)}</span>
        </button>
        {!running && turn.answer !== '' && <CopyButton text={turn.answer} what="answer" />}
      </div>
      {running && !open && current && <Output step={current} />}
      <div id={id} hidden={!open} className="details">
        {open && (
          <>
            <Steps steps={turn.steps} />
            {turn.ledger && <Ledger ledger={turn.ledger} turnId={turn.id} choices={choices} />}
            {turn.usage && <Usage usage={turn.usage} model={turn.model} />}
          </>
        )}
      </div>
    </div>
  );
}

function summaryOf(turn: TurnView): string {
  const sent = turn.ledger?.lines.filter((line) => line.form !== 'dropped').length ?? 0;
  const repairs = turn.steps.filter((step) => step.kind === 'repairing').length;
  const parts = [
    sent > 0 ? countOf(sent, 'piece') : '',
    turn.usage ? tokensWords(turn.usage) : '',
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
            {step.detail.map((line, number) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a compiler may say the same twice
              <span key={number} className="detail">
                {line}
              </span>
            ))}
            <Output step={step} />
          </span>
        </li>
      ))}
    </ol>
  );
}

/** What a command prints: its end stays in view while it grows, unless the reader has scrolled up. */
function Output({ step }: { step: StepView }) {
  const box = useRef<HTMLPreElement>(null);
  const atEnd = useRef(true);
  const text = `${step.output ?? ''}${step.outputLine ?? ''}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: more text is a longer box
  useLayoutEffect(() => {
    const area = box.current;
    if (area && atEnd.current) area.scrollTop = area.scrollHeight;
  }, [text]);
  if (text.trim() === '') return null;
  const note = (area: HTMLElement) => {
    atEnd.current = area.scrollHeight - area.scrollTop - area.clientHeight < 8;
  };
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it
    <pre className="output" ref={box} tabIndex={0} onScroll={(event) => note(event.currentTarget)}>
      {text}
    </pre>
  );
}

/** Some models tell no figures: that is said, not shown as none. */
function tokensWords({ calls, untold, input, output }: UsageView): string {
  if (untold === calls) return 'tokens not told';
  return `${untold > 0 ? 'over ' : ''}${thousands(input + output)} tokens`;
}

function Usage({ usage, model }: { usage: UsageView; model: string | undefined }) {
  const cached = usage.cachedInput > 0 ? ` (${thousands(usage.cachedInput)} cached)` : '';
  const figures =
    usage.untold === usage.calls
      ? ['the model tells no token figures']
      : [`${thousands(usage.input)} in${cached}`, `${thousands(usage.output)} out`, usage.untold > 0 ? `${usage.untold} not told` : ''];
  return <p className="usage">{[model, countOf(usage.calls, 'call'), ...figures, usage.cost ?? ''].filter((part) => part).join(' · ')}</p>;
}
