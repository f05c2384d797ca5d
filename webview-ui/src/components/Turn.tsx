// One exchange: what was asked, how the answer came about, the answer, and what it would change.
import { Fragment, memo } from 'react';
import type { ChoicesView, EndingView, FocusView, TurnView } from '../../../src/protocol/view.ts';
import { useActions } from '../actions.ts';
import { Markdown } from '../markdown/Markdown.tsx';
import { type AnswerPart, splitAnswer } from '../markdown/splitAnswer.ts';
import { ChangedFiles, Misfits } from './ChangedFiles.tsx';
import { Icon, type IconName } from './Icon.tsx';
import { Progress } from './Progress.tsx';

interface TurnProps {
  readonly turn: TurnView;
  readonly running: boolean;
  /** The run waits for the person. */
  readonly waits: boolean;
  readonly choices: ChoicesView;
}

export const Turn = memo(function Turn({ turn, running, waits, choices }: TurnProps) {
  return (
    <article className="turn" aria-busy={running}>
      <div className="request">
        <h2 className="visually-hidden">You asked</h2>
        <p>{turn.request}</p>
        {turn.focus.length > 0 && (
          <p className="chips">
            {turn.focus.map((focus) => (
              <span key={placeWords(focus)} className="chip" title={focus.path}>
                <Icon name={focus.startLine ? 'list-selection' : 'file'} />
                <span className="name">{placeWords(focus)}</span>
              </span>
            ))}
          </p>
        )}
      </div>
      <Progress turn={turn} running={running} waits={waits} choices={choices} />
      {turn.answer !== '' && <Answer turn={turn} running={running} />}
      {turn.files.length > 0 && <ChangedFiles turn={turn} />}
      <Misfits misfits={turn.misfits} turnId={turn.id} />
      {turn.ending && <Ending ending={turn.ending} turnId={turn.id} />}
    </article>
  );
});

/** "cart.ts:3–10" */
export function placeWords(focus: FocusView): string {
  const name = focus.path.slice(focus.path.lastIndexOf('/') + 1);
  if (focus.startLine === undefined) return name;
  const last = focus.endLine !== undefined && focus.endLine !== focus.startLine ? `–${focus.endLine}` : '';
  return `${name}:${focus.startLine}${last}`;
}

function Answer({ turn, running }: { turn: TurnView; running: boolean }) {
  return (
    <div className="answer">
      {groupBlocks(splitAnswer(turn.answer)).map((part, at) =>
        part.kind === 'prose' ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a growing answer keep their place
          <Markdown key={at} text={part.text} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of a growing answer keep their place
          <EditBlocks key={at} blocks={part.blocks} running={running} />
        ),
      )}
    </div>
  );
}

type Block = Extract<AnswerPart, { kind: 'block' }>;
type ShownPart = Exclude<AnswerPart, Block> | { readonly kind: 'blocks'; readonly blocks: readonly [Block, ...Block[]] };

/** Edits of one file that follow each other are one row. */
function groupBlocks(parts: readonly AnswerPart[]): ShownPart[] {
  const shown: ShownPart[] = [];
  for (const part of parts) {
    const last = shown.at(-1);
    if (part.kind === 'prose') shown.push(part);
    else if (last?.kind === 'blocks' && last.blocks[0].path === part.path)
      shown[shown.length - 1] = { kind: 'blocks', blocks: [...last.blocks, part] };
    else shown.push({ kind: 'blocks', blocks: [part] });
  }
  return shown;
}

const verbWords = {
  edit: ({ search, replace }: Block) => (search.length === 0 ? 'new file' : `${search.length} → ${replace.length} lines`),
  delete: () => 'delete',
  rename: ({ search }: Block) => `→ ${search.join('').trim()}`,
} as const;

/** Edit blocks of the answer, folded: the hunks are what is reviewed, not this text. */
function EditBlocks({ blocks, running }: { blocks: readonly [Block, ...Block[]]; running: boolean }) {
  const [first] = blocks;
  const name = first.path?.slice(first.path.lastIndexOf('/') + 1) ?? 'edit';
  const streaming = running && blocks.some((block) => !block.complete);
  const words = blocks.length === 1 ? verbWords[first.verb](first) : `${blocks.length} edits`;
  return (
    <details className="edit-block">
      <summary>
        <Icon name={streaming ? 'loading' : 'edit'} spin={streaming} />
        <span className="name">{name}</span>
        <span className="quiet">{streaming ? 'writing…' : words}</span>
      </summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and the keyboard must reach them */}
      <pre tabIndex={0}>
        {blocks.map(({ search, replace }, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: blocks are only ever added
          <Fragment key={at}>
            {search.length > 0 && <del>{search.join('\n')}</del>}
            {replace.length > 0 && <ins>{replace.join('\n')}</ins>}
          </Fragment>
        ))}
      </pre>
    </details>
  );
}

const nextWords = {
  retry: 'Try again',
  connect: 'Connect a model',
  trust: 'Manage trust',
  openFolder: 'Open a folder',
  settings: 'Open settings',
} as const;

const endingIcons: Readonly<Record<EndingView['kind'], IconName>> = {
  answered: 'check',
  forReview: 'check',
  nothing: 'info',
  incomplete: 'warning',
  cancelled: 'debug-stop',
  failed: 'error',
};

function Ending({ ending, turnId }: { ending: EndingView; turnId: string }) {
  const { send } = useActions();
  if (!ending.message) return null;
  const take = (step: EndingView['next'][number]) => {
    if (step === 'retry') send({ type: 'turn/retry', turnId });
    else if (step === 'connect') send({ type: 'page/show', screen: 'connect' });
    else send({ type: 'step/take', step });
  };
  return (
    <div className={`box ${ending.kind}`} role={ending.kind === 'failed' ? 'alert' : undefined}>
      <p className="box-title">
        <Icon name={endingIcons[ending.kind]} />
        <span>{ending.message}</span>
      </p>
      {ending.next.length > 0 && (
        <p className="box-actions">
          {ending.next.map((step) => (
            <button key={step} type="button" className="text-button" onClick={() => take(step)}>
              {nextWords[step]}
            </button>
          ))}
        </p>
      )}
    </div>
  );
}
