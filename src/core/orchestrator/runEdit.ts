// The story of an edit: context, model, fitting, rehearsal, repairs, proposal. Accepting is applyReviewed.ts.
import type { ChangeSet, Misfit } from '../model/change.ts';
import type { ModelEnd, ModelRequest } from '../model/chat.ts';
import type { FilePath } from '../model/document.ts';
import type { RunRules } from '../model/policy.ts';
import type { EditRequest, RunEvent, RunOutcome } from '../model/run.ts';
import type { RunLimits } from '../model/settings.ts';
import type { ValidationReport } from '../model/validation.ts';
import { renderRepairPrompt } from '../prompt/repair.ts';
import { outputRoom } from '../routing/overflow.ts';
import { hunksOf } from '../text/hunks.ts';
import { validateChanges } from '../validate/validateChanges.ts';
import { askFitting } from './askFitting.ts';
import { type Answer, askModel } from './askModel.ts';
import { checkFocus } from './checkFocus.ts';
import { fitToFiles, summariseChange } from './fitToFiles.ts';
import type { RunPorts } from './ports.ts';
import { findProposed } from './proposal.ts';
import { type Settlement, settleMisfits } from './settleMisfits.ts';

/** What a run is: the request, its limits and its rules. Recorded as a whole. */
export interface EditRun {
  readonly request: EditRequest;
  readonly limits: RunLimits;
  readonly rules: RunRules;
}

interface Attempt {
  readonly changes: ChangeSet;
  readonly misfits: readonly Misfit[];
  readonly report: ValidationReport;
}

/**
 * Proposes changes for review; writes nothing. At most `limits.maxRepairs` further model calls, for misfits and new problems
 * together; the same complaints twice end the repairs. Then the person settles what fits nowhere, and may ask for more. Ends with `forReview` after one `proposed` event, `nothingProposed` for an
 * answer without edits, `incomplete` when the answer did not end properly.
 */
export async function* runEdit(run: EditRun, ports: RunPorts, signal: AbortSignal): AsyncGenerator<RunEvent, RunOutcome> {
  const { limits } = run;
  const request = await checkFocus(run.request, ports.reader, signal);
  const asking = { repairs: 0, maxOutputTokens: outputRoom(limits.maxOutputTokens, ports.model.facts?.contextTokens) };
  const ask = (first: ModelRequest) => askModel(first, asking, ports, signal);
  const first = yield* askFitting({ request, limits, rules: run.rules, ask, endOf: (answer) => answer.end }, ports, signal);
  if (!first.answer) return tooLong(ports.model.id);
  let { prompt, answer }: { prompt: ModelRequest; answer: Answer } = { prompt: first.prompt, answer: first.answer };
  let proposal: ChangeSet = { changes: [] };
  let attempt: Attempt | undefined;
  for (let repairs = 0; ; repairs++) {
    if (repairs > 0) answer = yield* askModel(prompt, { ...asking, repairs }, ports, signal);
    if (answer.end.kind === 'cancelled') return { kind: 'cancelled' };
    const end = endOfEdit(answer);
    if (end.kind !== 'complete') return attempt ? yield* propose(attempt, incomplete(end)) : incomplete(end);

    const fitting = { proposal, request, rules: run.rules };
    const fitted = yield* fitToFiles(answer, fitting, ports, signal);
    if (fitted.isProse && repairs === 0) return { kind: 'nothingProposed', text: answer.text };
    proposal = fitted.proposal;
    const report = await validateChanges(proposal, limits, ports, signal);
    yield { kind: 'validated', report, repairs };

    const before = attempt;
    attempt = { changes: proposal, misfits: fitted.misfits, report };
    const settled = fitted.misfits.length === 0 && report.verdict !== 'broken';
    const stuck = before !== undefined && complaintsOf(before) === complaintsOf(attempt);
    if (settled || stuck || repairs >= limits.maxRepairs) {
      const settlement = yield* settleMisfits({ answer, fitting, fitted }, ports, signal);
      if (!settlement) return yield* propose(attempt);
      const { retries } = settlement;
      attempt = yield* rehearseSettled(settlement, attempt, { limits, repairs }, { ports, signal });
      if (retries.length === 0) return yield* propose(attempt);
      proposal = settlement.proposal;
      prompt = renderRepairPrompt(prompt, answer.text, { ...attempt, misfits: retries, hasRest: true });
    } else prompt = renderRepairPrompt(prompt, answer.text, { ...attempt, texts: await brokenElsewhere(attempt, ports, signal) });
  }
}

/** A settled proposal is judged again when it changed, unless the model is asked once more before anybody sees it. */
async function* rehearseSettled(
  { proposal, left, retries }: Settlement,
  before: Attempt,
  { limits, repairs }: { readonly limits: RunLimits; readonly repairs: number },
  { ports, signal }: { readonly ports: RunPorts; readonly signal: AbortSignal },
): AsyncGenerator<RunEvent, Attempt> {
  const isSame = JSON.stringify(proposal) === JSON.stringify(before.changes);
  if (isSame || retries.length > 0) return { changes: proposal, misfits: left, report: before.report };
  yield { kind: 'blocksFitted', changes: proposal.changes.map((change) => summariseChange(change, ports.hash)), misfits: left };
  const report = await validateChanges(proposal, limits, ports, signal);
  yield { kind: 'validated', report, repairs };
  return { changes: proposal, misfits: left, report };
}

/** The texts of files that the proposal breaks without touching them. */
async function brokenElsewhere({ changes, report }: Attempt, ports: RunPorts, signal: AbortSignal): Promise<ReadonlyMap<FilePath, string>> {
  const texts = new Map<FilePath, string>();
  for (const path of new Set(report.newProblems.map((problem) => problem.path))) {
    if (findProposed(changes, path).touched) continue;
    const read = await ports.reader.read(path, signal);
    if (read.kind === 'found') texts.set(path, read.snapshot.text);
  }
  return texts;
}

/** A repair that broke off leaves the proposal before it, and says so. */
async function* propose(
  { changes, misfits, report }: Attempt,
  broken?: RunOutcome & { kind: 'incomplete' },
): AsyncGenerator<RunEvent, RunOutcome> {
  if (broken) yield { kind: 'notice', text: `The repair could not be used: ${broken.reason}` };
  if (changes.changes.length === 0 && misfits.length === 0)
    return { kind: 'nothingProposed', text: 'The files already are as the answer would make them.' };
  yield { kind: 'proposed', changes, hunks: changes.changes.flatMap((change) => hunksOf(change)), report, misfits };
  return { kind: 'forReview' };
}

/** Equal texts mean that a repair changed nothing about what is wrong. */
function complaintsOf({ misfits, report }: Attempt): string {
  const problems = report.newProblems.map((problem) => `${problem.path}|${problem.code ?? ''}|${problem.message}`);
  const refused = misfits.map((misfit) => `${misfit.path ?? ''}|${misfit.reason}|${JSON.stringify(misfit.block)}`);
  return [...problems, ...refused].sort().join('\n');
}

/** An answer that ended well but stops inside an edit block is as unfinished as one whose stream was cut. */
function endOfEdit({ end, parsed }: Answer): Exclude<ModelEnd, { kind: 'cancelled' }> {
  if (end.kind === 'cancelled') return { kind: 'truncated', reason: 'it was stopped' };
  const cut = end.kind === 'complete' ? (parsed.truncated ?? cutBy(end.finishReason)) : undefined;
  return cut === undefined ? end : { kind: 'truncated', reason: cut };
}

/** Why an answer that ended properly is still not whole. */
export function cutBy(finishReason: string): string | undefined {
  if (/length|max_tokens/.test(finishReason)) return 'it used up the tokens allowed for an answer';
  return /filter|safety/.test(finishReason) ? 'the provider’s content filter cut it off' : undefined;
}

/** Nothing smaller is left to send. */
export const tooLong = (model: string): RunOutcome & { kind: 'incomplete' } => ({
  kind: 'incomplete',
  error: 'contextLength',
  reason: `Even with hardly any context the prompt is too long for ${model}. Select less, start a new conversation, or choose a model with a larger context.`,
});

/** The outcome of an answer that may not be used, in one sentence for the person. */
export function incomplete(end: Exclude<ModelEnd, { kind: 'complete' | 'cancelled' }>): RunOutcome & { kind: 'incomplete' } {
  if (end.kind === 'error') return { kind: 'incomplete', reason: end.message, error: end.error };
  return { kind: 'incomplete', reason: `The answer stopped before its end (${end.reason}). Nothing of it was used. Ask again.` };
}
