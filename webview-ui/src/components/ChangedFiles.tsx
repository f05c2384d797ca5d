// The files a turn proposes: how much changes, what the rehearsal says, and accept or reject for each and for all.
import type { FileView, MisfitView, ProblemView, TurnView } from '../../../src/protocol/view.ts';
import { useActions } from '../actions.ts';
import { Icon } from './Icon.tsx';
import { countOf, VerdictBadge } from './VerdictBadge.tsx';

const isOpen = (file: FileView) => file.hunks.pending > 0;
const sum = (files: readonly FileView[], of: (file: FileView) => number) => files.reduce((total, file) => total + of(file), 0);

export function ChangedFiles({ turn }: { turn: TurnView }) {
  const { files } = turn;
  return (
    <section className="changes" aria-label="Changed files">
      <header>
        <span className="title">{countOf(files.length, 'file')}</span>
        <Counts added={sum(files, (file) => file.added)} removed={sum(files, (file) => file.removed)} />
        <DecideAll turn={turn} />
      </header>
      <ul>
        {files.map((file) => (
          <FileRow key={file.path} file={file} turnId={turn.id} />
        ))}
      </ul>
    </section>
  );
}

function DecideAll({ turn }: { turn: TurnView }) {
  const { send } = useActions();
  if (!turn.files.some(isOpen)) return <span className="settled">{settledWords(turn.files)}</span>;
  return (
    <span className="decide-all">
      <button type="button" className="text-button" onClick={() => send({ type: 'turn/decide', turnId: turn.id, decision: 'reject' })}>
        Reject all
      </button>
      <button
        type="button"
        className="text-button strong"
        onClick={() => send({ type: 'turn/decide', turnId: turn.id, decision: 'accept' })}
      >
        Accept all
      </button>
    </span>
  );
}

function settledWords(files: readonly FileView[]): string {
  const accepted = sum(files, (file) => file.hunks.accepted);
  const rejected = sum(files, (file) => file.hunks.rejected + file.hunks.stale);
  if (rejected === 0) return 'Accepted';
  return accepted === 0 ? 'Rejected' : `${accepted} of ${accepted + rejected} accepted`;
}

function Counts({ added, removed }: { added: number; removed: number }) {
  return (
    <span className="counts">
      <span className="visually-hidden">{`${countOf(added, 'line')} added, ${countOf(removed, 'line')} removed`}</span>
      {added > 0 && <span aria-hidden="true" className="added">{`+${added}`}</span>}
      {removed > 0 && <span aria-hidden="true" className="removed">{`−${removed}`}</span>}
    </span>
  );
}

const kindIcons = { create: 'diff-added', modify: 'diff-modified', delete: 'diff-removed', rename: 'diff-renamed' } as const;
const kindWords = { create: 'new', modify: '', delete: 'deleted', rename: 'renamed' } as const;

function FileRow({ file, turnId }: { file: FileView; turnId: string }) {
  const { send } = useActions();
  const shown = file.to ?? file.path;
  const folder = shown.slice(0, shown.lastIndexOf('/') + 1).replace(/\/$/, '');
  const name = shown.slice(shown.lastIndexOf('/') + 1);
  return (
    <li className={isOpen(file) ? 'file' : 'file settled'}>
      <div className="row">
        <button
          type="button"
          className="file-name"
          title={`Review ${shown}`}
          onClick={() => send({ type: 'file/review', turnId, path: file.path })}
        >
          <Icon name={kindIcons[file.kind]} />
          <span className="path">
            <span className="name">{name}</span>
            {folder !== '' && (
              <span className="folder">
                <bdi>{folder}</bdi>
              </span>
            )}
          </span>
        </button>
        <FileDecision file={file} turnId={turnId} />
      </div>
      <div className="facts">
        <Counts added={file.added} removed={file.removed} />
        {kindWords[file.kind] && <span className="quiet">{kindWords[file.kind]}</span>}
        <VerdictBadge file={file} />
      </div>
      {file.verdict === 'unavailable' && file.notChecked && <p className="quiet reason">{file.notChecked}</p>}
      <Problems problems={file.problems} />
      {file.warnings.map((warning) => (
        <p key={warning} className="warning">
          <Icon name="warning" />
          {warning}
        </p>
      ))}
    </li>
  );
}

function FileDecision({ file, turnId }: { file: FileView; turnId: string }) {
  const { send } = useActions();
  if (!isOpen(file)) return <span className="state">{stateWords(file)}</span>;
  const decide = (decision: 'accept' | 'reject') => send({ type: 'file/decide', turnId, path: file.path, decision });
  return (
    <span className="decide">
      <button type="button" className="icon-button" aria-label={`Accept ${file.path}`} title="Accept" onClick={() => decide('accept')}>
        <Icon name="check" />
      </button>
      <button type="button" className="icon-button" aria-label={`Reject ${file.path}`} title="Reject" onClick={() => decide('reject')}>
        <Icon name="close" />
      </button>
    </span>
  );
}

function stateWords(file: FileView): string {
  const { accepted, rejected, stale } = file.hunks;
  if (accepted === 0 && rejected === 0 && stale > 0) return 'Out of date';
  if (accepted > 0 && rejected + stale > 0) return `${accepted} of ${accepted + rejected + stale}`;
  return accepted > 0 ? 'Accepted' : 'Rejected';
}

/** The compiler's own words, each a way to its line. */
function Problems({ problems }: { problems: readonly ProblemView[] }) {
  const { send } = useActions();
  if (problems.length === 0) return null;
  return (
    <ul className="problems">
      {problems.map((problem) => (
        <li key={`${problem.path}:${problem.line}:${problem.column}:${problem.message}`}>
          <button type="button" onClick={() => send({ type: 'file/open', path: problem.path, line: problem.line })}>
            <span className="message">{problem.message}</span>
            <span className="place">
              {`${problem.path.split('/').at(-1)}:${problem.line}:${problem.column} · ${problem.source}${problem.code ? ` ${problem.code}` : ''}`}
            </span>
          </button>
        </li>
      ))}
    </ul>
  );
}

export function Misfits({ misfits, turnId }: { misfits: readonly MisfitView[]; turnId: string }) {
  const { send } = useActions();
  if (misfits.length === 0) return null;
  return (
    <section className="box warn" aria-label="Edits that do not fit">
      <p className="box-title">
        <Icon name="warning" />
        {misfits.length === 1 ? 'One edit does not fit and was left out' : `${misfits.length} edits do not fit and were left out`}
      </p>
      <ul>
        {misfits.map((misfit) => (
          <li key={`${misfit.path}${misfit.explanation}`}>
            {misfit.path && <span className="place">{misfit.path}</span>} {misfit.explanation}
          </li>
        ))}
      </ul>
      <button type="button" className="text-button" onClick={() => send({ type: 'turn/retry', turnId })}>
        Try again
      </button>
    </section>
  );
}
