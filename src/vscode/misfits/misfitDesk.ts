// Blocks that fit nowhere when all repairs are used up: each is a question in the chat, until the person or the end of its run answers it.
import type { Disposable } from '../../base/disposable.ts';
import { Emitter } from '../../base/event.ts';
import type { MisfitAnswer, MisfitQuestion } from '../../core/model/change.ts';
import type { MisfitChoice, QuestionView } from '../../protocol/view.ts';

/** The file in an editor, for the person to change. */
export interface HandEdit {
  readonly id: string;
  readonly question: MisfitQuestion;
}

export interface HandEditor {
  open(edit: HandEdit): Promise<void>;
  /** The text as it stands in the editor; undefined when it was closed. */
  textOf(id: string): string | undefined;
  close(id: string): Promise<void>;
}

interface OpenQuestion extends HandEdit {
  readonly isEditing: boolean;
  settle(answer: MisfitAnswer): void;
}

export class MisfitDesk implements Disposable {
  private readonly changed = new Emitter<void>();
  readonly onDidChange = this.changed.event;
  private readonly appeared = new Emitter<QuestionView>();
  readonly onDidAsk = this.appeared.event;
  private open: readonly OpenQuestion[] = [];
  private asked = 0;

  constructor(private readonly editor: HandEditor) {}

  /** Resolves with what the person chose; `unanswered` when the run is stopped. */
  ask(question: MisfitQuestion, signal: AbortSignal): Promise<MisfitAnswer> {
    const id = `misfit-${++this.asked}`;
    return new Promise((resolve) => {
      const onAbort = () => settle({ kind: 'unanswered' });
      const settle = (answer: MisfitAnswer) => {
        signal.removeEventListener('abort', onAbort);
        this.replace(id);
        void this.editor.close(id);
        resolve(answer);
      };
      signal.addEventListener('abort', onAbort, { once: true });
      this.open = [...this.open, { id, question, isEditing: false, settle }];
      this.changed.fire();
      this.appeared.fire({ id, isEditing: false, ...describe(question) });
      if (signal.aborted) onAbort();
    });
  }

  /** `byHand` opens the file; `useText` takes what was made of it, `back` leaves it. */
  async choose(id: string, choice: MisfitChoice): Promise<void> {
    const entry = this.open.find((each) => each.id === id);
    if (!entry) return;
    if (choice === 'byHand') {
      this.replace(id, { ...entry, isEditing: true });
      await this.editor.open(entry);
    } else if (choice === 'back') {
      this.replace(id, { ...entry, isEditing: false });
      await this.editor.close(id);
    } else if (choice === 'useText') {
      const text = this.editor.textOf(id);
      if (text === undefined) this.replace(id, { ...entry, isEditing: false });
      else entry.settle({ kind: 'byHand', text });
    } else entry.settle({ kind: choice === 'leave' ? 'unanswered' : choice });
  }

  view(): QuestionView[] {
    return this.open.map(({ id, question, isEditing }) => ({ id, isEditing, ...describe(question) }));
  }

  dispose(): void {
    for (const entry of this.open) entry.settle({ kind: 'unanswered' });
  }

  private replace(id: string, next?: OpenQuestion): void {
    this.open = this.open.flatMap((entry) => (entry.id === id ? (next ?? []) : entry));
    this.changed.fire();
  }
}

function describe({ misfit, file, remaining }: MisfitQuestion): Omit<QuestionView, 'id' | 'isEditing'> {
  const { block } = misfit;
  const [nearest] = misfit.nearest;
  const path = file?.path ?? misfit.path;
  return {
    number: block.ordinal + 1,
    ...(path === undefined ? {} : { path }),
    explanation: misfit.explanation,
    search: block.kind === 'replace' ? [...block.search] : [],
    replace: block.kind === 'replace' ? [...block.replace] : [],
    ...(nearest ? { nearest: { line: nearest.startLine + 1, lines: [...nearest.lines] } } : {}),
    remaining,
    mayEdit: file !== undefined && block.kind === 'replace',
  };
}
