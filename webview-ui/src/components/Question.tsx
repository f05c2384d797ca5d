// A block that fits nowhere, and the person's choice: place it by hand, ask the model again, or go on without it. One at a time.
import type { MisfitChoice, QuestionView } from '../../../src/protocol/view.ts';
import { useActions } from '../actions.ts';
import { Icon } from './Icon.tsx';

export function Question({ questions }: { questions: readonly QuestionView[] }) {
  const { send } = useActions();
  const [question] = questions;
  if (!question) return null;
  const { id, isEditing, mayEdit } = question;
  const choose = (choice: MisfitChoice) => send({ type: 'misfit/choose', id, choice });
  return (
    <section className="question" aria-label="A block that fits nowhere" role="alert">
      <p className="box-title">
        <Icon name="question" />
        <strong>{`Block ${question.number}${question.path ? ` for ${nameOf(question.path)}` : ''} fits nowhere`}</strong>
        {question.remaining > 1 && <span className="quiet">{`${question.remaining - 1} more`}</span>}
      </p>
      {isEditing ? <p>Change the file at the right as you want it. The block stands beside it.</p> : <Explained question={question} />}
      <p className="answers">
        {isEditing ? (
          <>
            <Answer text="Use my text" isFirst choose={() => choose('useText')} />
            <Answer text="Back" choose={() => choose('back')} />
          </>
        ) : (
          <>
            {mayEdit && <Answer text="By hand" isFirst choose={() => choose('byHand')} />}
            <Answer text="Ask again" choose={() => choose('retry')} />
            <Answer text="Skip it" choose={() => choose('skip')} />
            <Answer text="Leave the file alone" choose={() => choose('leave')} />
          </>
        )}
      </p>
    </section>
  );
}

const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

function Answer({ text, isFirst = false, choose }: { text: string; isFirst?: boolean; choose: () => void }) {
  return (
    <button type="button" className={isFirst ? 'primary' : 'secondary'} onClick={choose}>
      {text}
    </button>
  );
}

function Explained({ question }: { question: QuestionView }) {
  const { search, replace, nearest, path } = question;
  const { send } = useActions();
  return (
    <>
      <p className="explanation">{question.explanation}</p>
      {(search.length > 0 || replace.length > 0) && (
        <details className="edit-block">
          <summary>
            <Icon name="edit" />
            <span className="name">What the model wrote</span>
          </summary>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, and the keyboard must reach them */}
          <pre tabIndex={0}>
            {search.length > 0 && <del>{search.join('\n')}</del>}
            {replace.length > 0 && <ins>{replace.join('\n')}</ins>}
          </pre>
        </details>
      )}
      {nearest && path && (
        <button type="button" className="link" onClick={() => send({ type: 'file/open', path, line: nearest.line })}>
          {`The nearest lines: ${nameOf(path)}:${nearest.line}`}
        </button>
      )}
    </>
  );
}
