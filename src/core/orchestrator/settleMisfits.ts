// When no repair is left: the person settles each block that fits nowhere, by hand, by asking the model again, or by leaving it out.
import type { ChangeSet, FileChange, Misfit, MisfitAnswer } from '../model/change.ts';
import type { FilePath, Snapshot } from '../model/document.ts';
import type { RunRules } from '../model/policy.ts';
import type { RunEvent } from '../model/run.ts';
import type { Answer } from './askModel.ts';
import { decideEdit } from './decideEdit.ts';
import { type Fitted, type Fitting, fitToFiles } from './fitToFiles.ts';
import type { RunPorts } from './ports.ts';
import { findProposed, foldChanges, pathAfter } from './proposal.ts';

/** The answer that was fitted last, how it was fitted, and what came of it. */
export interface Unsettled {
  readonly answer: Answer;
  readonly fitting: Fitting;
  readonly fitted: Fitted;
}

/** `left` are the misfits that stay with the proposal; `retries` go back to the model. */
export interface Settlement {
  readonly proposal: ChangeSet;
  readonly left: readonly Misfit[];
  readonly retries: readonly Misfit[];
}

/** Asks for each misfit that could be put right. Undefined where there is none, or nobody to ask. */
export async function* settleMisfits(
  { answer, fitting, fitted }: Unsettled,
  ports: RunPorts,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, Settlement | undefined> {
  const ask = ports.person.settleMisfit?.bind(ports.person);
  if (!ask || fitted.open.length === 0) return undefined;
  const without = fitted.open.map((misfit) => misfit.block.ordinal);
  const rest = yield* decisionsOf(fitToFiles(answer, { ...fitting, without }, ports, signal));
  const drafts = new Map<FilePath, Snapshot>();
  const answers: { misfit: Misfit; kind: MisfitAnswer['kind'] }[] = [];
  let byHand: ChangeSet = { changes: [] };
  for (const [at, misfit] of fitted.open.entries()) {
    const file = await findDraft(misfit.path, { drafts, rest: rest.proposal }, ports, signal);
    const settled = await ask(
      { misfit, remaining: fitted.open.length - at, ...(file ? { file: { path: file.path, text: file.text } } : {}) },
      signal,
    );
    const change = settled.kind === 'byHand' && file ? toChange(file, settled.text) : undefined;
    const isKept = change !== undefined && (yield* mayEdit(change, fitting.rules, ports));
    if (isKept) {
      drafts.set(change.path, { ...change.before, text: change.after });
      byHand = foldChanges(byHand, [change]);
    }
    const kind = settled.kind === 'byHand' && !isKept ? 'unanswered' : settled.kind;
    answers.push({ misfit, kind });
    yield { kind: 'misfitSettled', misfit, choice: kind };
  }
  const refused = fitted.misfits.filter((misfit) => !fitted.open.some((open) => open.block.ordinal === misfit.block.ordinal));
  const open = answers.filter(({ kind }) => kind !== 'byHand').map(({ misfit }) => misfit);
  return {
    proposal: mergeSettled({ fitted: fitted.proposal, rest: rest.proposal, byHand }, answers),
    left: [...refused, ...open],
    retries: answers.filter(({ kind }) => kind === 'retry').map(({ misfit }) => misfit),
  };
}

type Modification = Extract<FileChange, { kind: 'modify' }>;

const toChange = (before: Snapshot, after: string): Modification => ({ kind: 'modify', path: before.path, before, after });

async function* mayEdit(change: Modification, rules: RunRules, ports: RunPorts): AsyncGenerator<RunEvent, boolean> {
  const decisions = await decideEdit(change, rules, ports.reader);
  for (const { action, decision } of decisions) yield { kind: 'decided', action, decision };
  return decisions.every(({ decision }) => decision.kind !== 'deny');
}

/** The blocks are fitted only to show what the file would be; what is proposed in the end is told when the person is done. */
async function* decisionsOf(fitting: AsyncGenerator<RunEvent, Fitted>): AsyncGenerator<RunEvent, Fitted> {
  for (;;) {
    const next = await fitting.next();
    if (next.done) return next.value;
    if (next.value.kind === 'decided') yield next.value;
  }
}

/** The file with the answer's other blocks in it and what was done by hand before. */
async function findDraft(
  path: FilePath | undefined,
  { drafts, rest }: { readonly drafts: ReadonlyMap<FilePath, Snapshot>; readonly rest: ChangeSet },
  ports: RunPorts,
  signal: AbortSignal,
): Promise<Snapshot | undefined> {
  if (path === undefined) return undefined;
  const proposed = drafts.get(path) ?? findProposed(rest, path).snapshot;
  if (proposed) return proposed;
  const read = await ports.reader.read(path, signal);
  return read.kind === 'found' ? read.snapshot : undefined;
}

/** A file with an unanswered block stays as it was fitted, unless the person wrote it by hand. */
function mergeSettled(
  { fitted, rest, byHand }: { readonly fitted: ChangeSet; readonly rest: ChangeSet; readonly byHand: ChangeSet },
  answers: readonly { readonly misfit: Misfit; readonly kind: MisfitAnswer['kind'] }[],
): ChangeSet {
  const written = new Set(byHand.changes.map((change) => change.path));
  const waiting = answers.flatMap(({ misfit, kind }) => (kind === 'unanswered' && misfit.path !== undefined ? [misfit.path] : []));
  const alone = new Set(waiting.filter((path) => !written.has(path)));
  const isAlone = (change: FileChange) => alone.has(change.path) || alone.has(pathAfter(change));
  const kept = [...fitted.changes.filter(isAlone), ...rest.changes.filter((change) => !isAlone(change))];
  return foldChanges({ changes: kept }, byHand.changes);
}
