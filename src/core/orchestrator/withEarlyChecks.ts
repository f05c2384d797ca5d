// Rehearses finished files while the model still writes the next one. It watches the story from outside, and nothing of it is
// recorded: the shadow remembers what it learns, so that the verdict the story asks for comes sooner, or at once. What the story has
// rehearsed is what a repair answer is fitted to.
import { createEditBlockParser, type EditBlockParser } from '../edit/editBlockParser.ts';
import { fitAnswer } from '../edit/fitAnswer.ts';
import { type AnswerBlock, type ParserEvent, pathsNamed } from '../edit/parsedAnswer.ts';
import type { ChangeSet } from '../model/change.ts';
import type { FilePath, Snapshot } from '../model/document.ts';
import type { RunEvent } from '../model/run.ts';
import type { ShadowWorkspace } from '../ports/shadowWorkspace.ts';
import type { WorkspaceReader } from '../ports/workspaceReader.ts';
import { findProposed, foldChanges } from './proposal.ts';

export interface EarlyCheckPorts {
  readonly reader: WorkspaceReader;
  readonly shadow: ShadowWorkspace;
}

/** Passes events on unchanged. A check that the answer has outgrown when it ends is broken off, so that it holds nothing up. */
export async function* withEarlyChecks<T>(events: AsyncGenerator<RunEvent, T>, checks: EarlyChecks): AsyncGenerator<RunEvent, T> {
  try {
    for (;;) {
      const next = await events.next();
      if (next.done) return next.value;
      checks.notice(next.value);
      yield next.value;
    }
  } finally {
    checks.stop();
  }
}

/** Fitting longer texts here would hold up the stream. */
const longestText = 256 * 1024;

export class EarlyChecks {
  private parser: EditBlockParser = createEditBlockParser();
  private blocks: AnswerBlock[] = [];
  /** So many blocks are in the check that was begun last. */
  private begun = 0;
  private current = new AbortController();
  private focus: FilePath | undefined;
  private budgetMs = 0;
  private proposal: ChangeSet = { changes: [] };

  /** For the story: the same shadow, which notes what was proposed so far. */
  readonly shadow: ShadowWorkspace = {
    rehearse: (changes, budgetMs, signal) => {
      this.proposal = changes;
      return this.ports.shadow.rehearse(changes, budgetMs, signal);
    },
    warm: (paths) => this.ports.shadow.warm(paths),
  };

  constructor(private readonly ports: EarlyCheckPorts) {}

  notice(event: RunEvent): void {
    if (event.kind === 'runStarted') {
      this.budgetMs = event.request.kind === 'edit' ? event.limits.validateMs : 0;
      this.focus = event.request.focus.length === 1 ? event.request.focus[0]?.path : undefined;
    } else if (event.kind === 'modelAsked') this.begin();
    else if (event.kind === 'textStreamed' && this.budgetMs > 0) for (const found of this.parser.push(event.text)) this.read(found);
    else if (event.kind === 'modelAnswered' && (this.begun !== this.blocks.length || event.end.kind !== 'complete')) this.stop();
  }

  stop(): void {
    this.current.abort();
  }

  private begin(): void {
    this.stop();
    this.parser = createEditBlockParser();
    this.blocks = [];
    this.begun = 0;
  }

  /** A file is finished when the answer goes on to another one, or to prose. */
  private read(found: ParserEvent): void {
    if (found.kind === 'blockComplete') this.blocks.push(found.block);
    const last = this.blocks.at(-1);
    if (!last || this.begun === this.blocks.length) return;
    const goesOn = found.kind === 'blockStarted' && found.path !== undefined && found.path !== last.path;
    const isProse = found.kind === 'prose' && /[^\s`]/.test(found.text) && !found.text.trimStart().startsWith('```');
    if (goesOn || isProse) this.check([...this.blocks]);
  }

  private check(blocks: readonly AnswerBlock[]): void {
    this.stop();
    this.current = new AbortController();
    this.begun = blocks.length;
    // Whatever goes wrong here, the story meets it itself and says so.
    this.rehearse(blocks, this.current.signal).catch(() => undefined);
  }

  private async rehearse(blocks: readonly AnswerBlock[], signal: AbortSignal): Promise<void> {
    const { reader, shadow } = this.ports;
    const { proposal } = this;
    const named = new Set([...pathsNamed({ blocks }), ...(this.focus === undefined ? [] : [this.focus])]);
    const files = new Map<FilePath, Snapshot>();
    for (const path of named) {
      const proposed = findProposed(proposal, path);
      if (proposed.snapshot) files.set(path, proposed.snapshot);
      if (proposed.touched) continue;
      const judged = await reader.judgePath(path);
      if (judged.verdict === 'outside') return;
      const read = await reader.read(judged.path, signal);
      if (read.kind === 'unreadable' || (read.kind === 'found' && read.snapshot.text.length > longestText)) return;
      if (read.kind === 'found') files.set(path, { ...read.snapshot, path: judged.path });
    }
    const { changes, misfits } = fitAnswer({ blocks }, files, this.focus);
    if (changes.length > 0 && misfits.length === 0) await shadow.rehearse(foldChanges(proposal, changes), this.budgetMs, signal);
  }
}
