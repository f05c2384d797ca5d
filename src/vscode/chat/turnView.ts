// A turn as the page draws it.
import type { FileChange } from '../../core/model/change.ts';
import type { ContextSource } from '../../core/model/context.ts';
import { costOf, showCost } from '../../core/model/cost.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { ModelPrice } from '../../core/model/endpoint.ts';
import type { Diagnostic, ValidationReport } from '../../core/model/validation.ts';
import type { FileView, FocusView, LedgerView, ProblemView, TurnView } from '../../protocol/view.ts';
import { keyOf } from './contextChoices.ts';
import type { TurnHunk, TurnLedger, TurnState } from './turnState.ts';
import { showChecks } from './verdictWords.ts';

export function toTurnView(turn: TurnState): TurnView {
  return {
    id: turn.id,
    mode: turn.request.kind,
    request: turn.request.text,
    focus: turn.request.focus.map(toFocusView),
    at: turn.at,
    ...(turn.model ? { model: turn.model } : {}),
    steps: [...turn.steps],
    answer: turn.answer,
    files: turn.changes.map((change, at) => toFileView(change, at === 0, turn)),
    misfits: turn.misfits.map((misfit) => ({ ...(misfit.path ? { path: misfit.path } : {}), explanation: misfit.explanation })),
    ...(turn.ledger ? { ledger: toLedgerView(turn.ledger, turn.price) } : {}),
    ...(turn.usage ? { usage: turn.usage } : {}),
    ...(turn.ending ? { ending: turn.ending } : {}),
  };
}

/** Lines as people count them: from one, the last included. */
export function toFocusView({ path, lines }: TurnState['request']['focus'][number]): FocusView {
  return lines ? { path, startLine: lines.startLine + 1, endLine: lines.endLine } : { path };
}

export function fromFocusView({ path, startLine, endLine }: FocusView): TurnState['request']['focus'][number] {
  return startLine === undefined ? { path } : { path, lines: { startLine: startLine - 1, endLine: endLine ?? startLine } };
}

function toFileView(change: FileChange, isFirst: boolean, turn: TurnState): FileView {
  const paths = new Set<FilePath>(change.kind === 'rename' ? [change.path, change.to] : [change.path]);
  const hunks = turn.hunks.filter(({ hunk }) => hunk.path === change.path);
  return {
    path: change.path,
    ...(change.kind === 'rename' ? { to: change.to } : {}),
    kind: change.kind,
    added: hunks.reduce((sum, { hunk }) => sum + hunk.added.length, 0),
    removed: hunks.reduce((sum, { hunk }) => sum + hunk.removed.length, 0),
    hunks: countStates(hunks),
    ...judge(paths, isFirst, turn),
  };
}

function countStates(hunks: readonly TurnHunk[]): FileView['hunks'] {
  const count = { pending: 0, accepted: 0, rejected: 0, stale: 0 };
  for (const { state } of hunks) count[state === 'conflicted' ? 'stale' : state]++;
  return count;
}

const sourceWords: Readonly<Partial<Record<ContextSource, string>>> = {
  openFile: 'open file',
  namedFile: 'file',
  diagnostics: 'problems',
  imports: 'import',
};

/** What was sent first, what was left out after it. */
function toLedgerView({ entries, tokens, budgetTokens }: TurnLedger, price: ModelPrice | undefined): LedgerView {
  const isSent = (entry: TurnLedger['entries'][number]) => entry.form !== 'dropped';
  const lines = [...entries.filter(isSent), ...entries.filter((entry) => !isSent(entry))].map((entry) => ({
    id: entry.id,
    key: keyOf(entry),
    title: entry.title,
    source: sourceWords[entry.source] ?? entry.source,
    ...(entry.path ? { path: entry.path } : {}),
    ...(entry.range ? { line: entry.range.startLine + 1 } : {}),
    form: entry.form,
    tokens: entry.tokens,
    ...(price && isSent(entry) ? { cost: showCost(costOf({ input: entry.tokens, output: 0 }, price)) } : {}),
    reason: entry.form === 'dropped' ? (entry.dropReason ?? entry.reason) : entry.reason,
    mayRemove: isSent(entry) || entry.path !== undefined,
    mayPin: entry.path !== undefined && entry.source !== 'rules',
  }));
  return { lines, tokens, budgetTokens };
}

type Judgement = Pick<FileView, 'verdict' | 'checks' | 'notChecked' | 'problems' | 'warnings'>;

/** What the report says of one file. Problems in files that the proposal leaves alone are shown with its first file, never lost. */
function judge(paths: ReadonlySet<FilePath>, isFirst: boolean, { report, changes }: TurnState): Judgement {
  if (!report) return { verdict: 'unavailable', checks: [], problems: [], warnings: [] };
  const changed = new Set(changes.flatMap((change) => (change.kind === 'rename' ? [change.path, change.to] : [change.path])));
  const problems = report.newProblems.filter((problem) => paths.has(problem.path) || (isFirst && !changed.has(problem.path)));
  const checks = showChecks(report.checks.filter((check) => check.paths.length === 0 || check.paths.some((path) => paths.has(path))));
  const notChecked = report.notChecked.find((entry) => entry.paths.some((path) => paths.has(path)))?.reason;
  return {
    verdict: verdictOf(problems, checks, report),
    checks,
    ...(notChecked ? { notChecked } : {}),
    problems: problems.map(toProblemView),
    warnings: report.tamper.filter((flag) => paths.has(flag.path)).map((flag) => `Line ${flag.line + 1}: ${flag.what}`),
  };
}

function verdictOf(problems: readonly Diagnostic[], checks: readonly string[], report: ValidationReport): FileView['verdict'] {
  if (problems.some((problem) => problem.severity === 'error')) return 'broken';
  return checks.length === 0 || report.verdict === 'unavailable' ? 'unavailable' : 'clean';
}

function toProblemView(problem: Diagnostic): ProblemView {
  return {
    path: problem.path,
    line: problem.range.start.line + 1,
    column: problem.range.start.character + 1,
    severity: problem.severity,
    message: problem.message,
    source: problem.source,
    ...(problem.code ? { code: problem.code } : {}),
  };
}
