// One exchange, folded from the events of its run. Pure: a live run and a journal give the same turn. What is drawn is turnView.ts.
import { AppError, messageOf } from '../../base/errors.ts';
import type { FileChange, Hunk, Misfit } from '../../core/model/change.ts';
import type { ModelErrorKind } from '../../core/model/chat.ts';
import type { LedgerEntry } from '../../core/model/context.ts';
import { costOf, showCost } from '../../core/model/cost.ts';
import type { ModelPrice } from '../../core/model/endpoint.ts';
import type { HunkState } from '../../core/model/review.ts';
import type { EditRequest, RunEvent, RunOutcome } from '../../core/model/run.ts';
import type { ValidationReport } from '../../core/model/validation.ts';
import { readReport } from '../../core/orchestrator/tools/runTerminalCommand.ts';
import type { EndingView, StepView, UsageView } from '../../protocol/view.ts';
import { cutLine, growOutput } from './commandOutput.ts';
import { showVerdict } from './verdictWords.ts';

/** A hunk of the proposal and what the journal says became of it. */
export interface TurnHunk {
  readonly hunk: Hunk;
  readonly state: HunkState;
}

/** What the model was sent, and what was left out. */
export interface TurnLedger {
  readonly entries: readonly LedgerEntry[];
  readonly tokens: number;
  readonly budgetTokens: number;
}

export interface TurnState {
  readonly id: string;
  /** The run behind it; absent until it has started. */
  readonly run?: string;
  readonly request: EditRequest;
  readonly at: number;
  readonly model?: string;
  readonly price?: ModelPrice;
  readonly maxRepairs: number;
  readonly steps: readonly StepView[];
  readonly answer: string;
  readonly changes: readonly FileChange[];
  readonly hunks: readonly TurnHunk[];
  readonly report?: ValidationReport;
  readonly misfits: readonly Misfit[];
  readonly ledger?: TurnLedger;
  readonly usage?: UsageView;
  /** What it cost so far; undefined also where a price is unknown. */
  readonly dollars?: number | undefined;
  readonly ending?: EndingView;
}

export function beginTurn(id: string, request: EditRequest, at: number): TurnState {
  return { id, request, at, maxRepairs: 0, steps: [], answer: '', changes: [], hunks: [], misfits: [] };
}

type Fold<K extends RunEvent['kind']> = (turn: TurnState, event: Extract<RunEvent, { kind: K }>) => TurnState;

/** The turn after one more event. */
export function foldTurn(turn: TurnState, event: RunEvent): TurnState {
  return (folds[event.kind] as Fold<RunEvent['kind']>)(turn, event);
}

const folds: { readonly [K in RunEvent['kind']]: Fold<K> } = {
  runStarted: (turn, event) => ({
    ...begin(turn, 'context', 'Looking for what matters'),
    maxRepairs: event.limits.maxRepairs,
    model: event.environment.model,
    ...(event.environment.modelFacts?.price ? { price: event.environment.modelFacts.price } : {}),
  }),
  contextReady: (turn, event) => {
    const sent = event.ledger.filter((entry) => entry.form !== 'dropped').length;
    const ledger = { entries: event.ledger, tokens: event.tokens, budgetTokens: event.budgetTokens };
    return { ...settle(turn, 'done', `Found ${countOf(sent, 'piece')} of context`), ledger };
  },
  modelAsked: (turn, event) => ({
    ...(event.repairs === 0
      ? begin(turn, 'asking', `Asking ${event.model}`)
      : begin(
          turn,
          'repairing',
          event.repairs > turn.maxRepairs ? 'Repairing once more' : `Repairing, ${event.repairs} of ${turn.maxRepairs}`,
        )),
    model: event.model,
    answer: '',
  }),
  textStreamed: (turn, event) => ({ ...turn, answer: turn.answer + event.text }),
  landingFound: (turn) => turn,
  modelConsulted: (turn, event) => ({ ...turn, ...addCall(turn, event) }),
  modelAnswered: (turn, event) => {
    const isWhole = event.end.kind === 'complete';
    const last = turn.steps.at(-1);
    const words = last?.kind === 'repairing' ? last.text.replace('Repairing', 'Repaired') : `Asked ${turn.model ?? 'the model'}`;
    return { ...settle(turn, isWhole ? 'done' : 'failed', words), ...addCall(turn, event) };
  },
  toolCalled: (turn, event) => begin(turn, 'tool', event.shown),
  toolOutput: (turn, event) =>
    onActive(turn, (step) => ({ output: growOutput(step.output ?? '', event.text), outputLine: cutLine(event.line) })),
  toolAnswered: (turn, event) => {
    const step = turn.steps.findLast((each) => each.state === 'active');
    const text = step?.text ?? 'Tool';
    const report = event.outcome === 'done' ? readReport(event.text) : undefined;
    if (!report) return event.outcome === 'done' ? settle(turn, 'done', text) : settle(turn, 'failed', text, [firstLine(event.text)]);
    const shown = onActive(turn, () => ({ output: growOutput('', report.output).trimEnd(), outputLine: '' }));
    return settle(shown, report.exitCode === 0 ? 'done' : 'failed', text, [report.headline]);
  },
  decided: (turn) => turn,
  blocksFitted: (turn, event) =>
    begin(
      turn,
      'rehearsing',
      `Rehearsing ${countOf(event.changes.length, 'file')}`,
      event.misfits.map((misfit) => misfit.explanation),
    ),
  misfitSettled: (turn, { misfit, choice }) =>
    choice === 'unanswered'
      ? turn
      : withStep(turn, {
          kind: 'notice',
          text: `Block ${misfit.block.ordinal + 1}${misfit.path === undefined ? '' : ` of ${misfit.path}`} ${settledWords[choice]}`,
          state: 'done',
          detail: [misfit.explanation],
        }),
  validated: (turn, event) => {
    const verdict = showVerdict(event.report);
    return settle(turn, event.report.verdict === 'broken' ? 'failed' : 'done', verdict.text, verdict.detail);
  },
  proposed: (turn, event) => ({
    ...turn,
    changes: event.changes.changes,
    hunks: event.hunks.map((hunk) => ({ hunk, state: 'pending' })),
    report: event.report,
    misfits: event.misfits,
  }),
  hunkDecided: (turn, event) => ({
    ...turn,
    hunks: turn.hunks.map((entry) =>
      entry.hunk.id === event.hunkId ? { ...entry, state: event.decision === 'accept' ? 'accepted' : 'rejected' } : entry,
    ),
  }),
  fileMoved: (turn) => turn,
  writeIntended: (turn) => turn,
  writeDone: (turn) => turn,
  writeRefused: (turn, event) =>
    withStep(turn, { kind: 'writing', text: `${event.path} was not written`, state: 'failed', detail: [event.reason] }),
  notice: (turn, event) => withStep(turn, { kind: 'notice', text: event.text, state: 'done', detail: [] }),
  runEnded: (turn, event) => endTurn(turn, event.outcome),
};

const settledWords = { byHand: 'was put in by hand', retry: 'goes back to the model', skip: 'was left out' } as const;

/** The turn of a run that was cut off, by a crash or a reload, before it ended. */
export function abandonTurn(turn: TurnState): TurnState {
  if (turn.ending) return turn;
  return endTurn(turn, { kind: 'incomplete', reason: 'The editor was closed or reloaded before this run ended. Nothing was changed.' });
}

/** The turn of a request that could not even start. */
export function failTurn(turn: TurnState, thrown: unknown): TurnState {
  return endTurn(turn, { kind: 'failed', code: thrown instanceof AppError ? thrown.code : 'run.failed', message: messageOf(thrown) });
}

function endTurn(turn: TurnState, outcome: RunOutcome): TurnState {
  const failed = outcome.kind === 'failed' || outcome.kind === 'incomplete' || outcome.kind === 'cancelled';
  const steps = turn.steps.map((step) =>
    step.state === 'active' ? { ...step, state: failed ? ('failed' as const) : ('done' as const) } : step,
  );
  const text = outcome.kind === 'answered' || outcome.kind === 'nothingProposed' ? outcome.text : turn.answer;
  return { ...turn, steps, answer: turn.answer === '' ? text : turn.answer, ending: endingOf(outcome) };
}

/** Ends that are about the connection, not about this request. */
const aboutConnection: ReadonlySet<ModelErrorKind> = new Set(['auth', 'notFound', 'unreachable', 'quota', 'badRequest', 'notStream']);

const nextOfFault: Readonly<Record<string, EndingView['next']>> = {
  'model.none': ['connect'],
  'model.badBaseUrl': ['connect'],
  'model.notChosen': ['connect'],
  'workspace.untrusted': ['trust'],
  'workspace.none': ['openFolder'],
};

function endingOf(outcome: RunOutcome): EndingView {
  switch (outcome.kind) {
    case 'answered':
      return { kind: 'answered', next: [] };
    case 'forReview':
      return { kind: 'forReview', next: [] };
    case 'nothingProposed':
      return { kind: 'nothing', message: 'No change is proposed.', next: [] };
    case 'incomplete':
      return {
        kind: 'incomplete',
        message: outcome.reason,
        next: outcome.error && aboutConnection.has(outcome.error) ? ['connect', 'retry'] : ['retry'],
      };
    case 'cancelled':
      return { kind: 'cancelled', message: 'Stopped. Nothing was changed.', next: ['retry'] };
    case 'failed':
      return { kind: 'failed', message: outcome.message, next: nextOfFault[outcome.code] ?? ['retry'] };
  }
}

function begin(turn: TurnState, kind: StepView['kind'], text: string, detail: readonly string[] = []): TurnState {
  return withStep(turn, { kind, text, state: 'active', detail: [...detail] });
}

const withStep = (turn: TurnState, step: StepView): TurnState => ({ ...turn, steps: [...turn.steps, step] });

/** Changes the step in progress. */
function onActive(turn: TurnState, change: (step: StepView) => Partial<StepView>): TurnState {
  const at = turn.steps.findLastIndex((step) => step.state === 'active');
  return { ...turn, steps: turn.steps.map((step, index) => (index === at ? { ...step, ...change(step) } : step)) };
}

/** Ends the step in progress with what came of it. */
function settle(turn: TurnState, state: 'done' | 'failed', text: string, detail: readonly string[] = []): TurnState {
  return onActive(turn, (step) => ({ text, state, detail: [...step.detail, ...detail] }));
}

const firstLine = (text: string): string => text.split('\n')[0] ?? '';

/** Calls of one turn may go to models of different prices; one without a price makes the sum unknown. */
function addCall(
  turn: TurnState,
  { usage, by }: Extract<RunEvent, { kind: 'modelAnswered' | 'modelConsulted' }>,
): Pick<TurnState, 'usage' | 'dollars'> {
  const known = turn.usage;
  const price = by ? by.price : turn.price;
  const sum = {
    calls: (known?.calls ?? 0) + 1,
    untold: (known?.untold ?? 0) + (usage ? 0 : 1),
    input: (known?.input ?? 0) + (usage?.input ?? 0),
    output: (known?.output ?? 0) + (usage?.output ?? 0),
    cachedInput: (known?.cachedInput ?? 0) + (usage?.cachedInput ?? 0),
  };
  if (sum.input + sum.output === 0) return { usage: sum };
  const before = known?.cost === undefined ? 0 : turn.dollars;
  const added = usage ? costOf(usage, price) : 0;
  const dollars = added === undefined || before === undefined ? undefined : before + added;
  const cost = showCost(dollars);
  return { usage: { ...sum, cost: sum.untold > 0 && dollars !== undefined ? `at least ${cost}` : cost }, dollars };
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
