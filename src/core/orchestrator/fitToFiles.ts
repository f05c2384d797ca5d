// Fits an answer's blocks to the files as proposed so far: judges each path, reads, applies, and keeps what was refused.
import { fitAnswer } from '../edit/fitAnswer.ts';
import { pathsNamed, withoutBlocks } from '../edit/parsedAnswer.ts';
import type { ChangeSet, FileChange, FitResult, Misfit } from '../model/change.ts';
import type { FilePath, Snapshot } from '../model/document.ts';
import type { RunRules } from '../model/policy.ts';
import type { ChangeSummary, EditRequest, RunEvent } from '../model/run.ts';
import { findPlaceholders } from '../policy/redact.ts';
import type { Hash } from '../ports/hash.ts';
import type { Answer } from './askModel.ts';
import { lineCounts } from './changeSummary.ts';
import { decideEdit } from './decideEdit.ts';
import type { RunPorts } from './ports.ts';
import { findProposed, foldChanges, pathAfter, textAfter } from './proposal.ts';

export interface Fitting {
  readonly proposal: ChangeSet;
  readonly request: EditRequest;
  readonly rules: RunRules;
  /** Ordinals of blocks that are left out. */
  readonly without?: readonly number[];
}

export interface Fitted {
  readonly proposal: ChangeSet;
  readonly misfits: readonly Misfit[];
  /** The misfits that could be put right: not those whose file may not be touched. */
  readonly open: readonly Misfit[];
  /** True when the answer held no edit block at all. */
  readonly isProse: boolean;
}

type Readable = { readonly snapshots: ReadonlyMap<FilePath, Snapshot>; readonly refused: ReadonlyMap<FilePath, string> };

/** Reads only paths that are judged to lie inside; every path's decision is an event. */
export async function* fitToFiles(
  answer: Answer,
  fitting: Fitting,
  ports: RunPorts,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, Fitted> {
  const focus = fitting.request.focus.length === 1 ? fitting.request.focus[0]?.path : undefined;
  const paths = [...new Set([...pathsNamed(answer.parsed), ...(focus === undefined ? [] : [focus])])];
  const readable = await readNamed(paths, fitting.proposal, ports, signal);
  const { without = [] } = fitting;
  const result = await fitWhere(answer, { files: readable.snapshots, focus, without }, ports, signal);

  const allowed: FileChange[] = [];
  const misfits: Misfit[] = result.misfits.map((misfit) => withRefusal(misfit, readable.refused));
  for (const change of result.changes) {
    const placeholder = findNewPlaceholder(change);
    if (placeholder !== undefined) {
      misfits.push(refusedMisfit(change, placeholderAdvice(placeholder, pathAfter(change))));
      continue;
    }
    const decisions = await decideEdit(change, fitting.rules, ports.reader);
    for (const { action, decision } of decisions) yield { kind: 'decided', action, decision };
    const denial = decisions.find(({ decision }) => decision.kind === 'deny')?.decision;
    if (denial?.kind === 'deny') misfits.push(refusedMisfit(change, denial.why));
    else allowed.push(change);
  }
  const proposal = foldChanges(fitting.proposal, allowed);
  yield { kind: 'blocksFitted', changes: proposal.changes.map((change) => summariseChange(change, ports.hash)), misfits };
  const open = result.misfits.filter((misfit) => misfit.path === undefined || !readable.refused.has(misfit.path));
  return { proposal, misfits, open, isProse: answer.parsed.blocks.length === 0 && misfits.length === 0 };
}

function fitWhere(
  { text, parsed }: Answer,
  { files, focus, without }: { files: ReadonlyMap<FilePath, Snapshot>; focus: FilePath | undefined; without: readonly number[] },
  { fitter }: RunPorts,
  signal: AbortSignal,
): FitResult | Promise<FitResult> {
  if (!fitter) return fitAnswer(withoutBlocks(parsed, without), files, focus);
  return fitter.fit({ answer: text, files, without, ...(focus === undefined ? {} : { focusPath: focus }) }, signal);
}

async function readNamed(paths: readonly FilePath[], proposal: ChangeSet, ports: RunPorts, signal: AbortSignal): Promise<Readable> {
  const snapshots = new Map<FilePath, Snapshot>();
  const refused = new Map<FilePath, string>();
  for (const path of paths) {
    const proposed = findProposed(proposal, path);
    if (proposed.snapshot) snapshots.set(path, proposed.snapshot);
    if (proposed.touched) continue;
    const judged = await ports.reader.judgePath(path);
    if (judged.verdict === 'outside') {
      refused.set(path, judged.why);
      continue;
    }
    const read = await ports.reader.read(judged.path, signal);
    if (read.kind === 'found') snapshots.set(path, { ...read.snapshot, path: judged.path });
    if (read.kind === 'unreadable') refused.set(path, read.message);
  }
  return { snapshots, refused };
}

function withRefusal(misfit: Misfit, refused: ReadonlyMap<FilePath, string>): Misfit {
  const why = misfit.path === undefined ? undefined : refused.get(misfit.path);
  return why === undefined ? misfit : { ...misfit, reason: 'refused', explanation: why, nearest: [] };
}

/** A stand-in for a secret that nobody can put back must not become text of a file. */
function findNewPlaceholder(change: FileChange): string | undefined {
  const before = change.kind === 'create' ? '' : change.before.text;
  return findPlaceholders(textAfter(change) ?? '').find((found) => !before.includes(found));
}

const placeholderAdvice = (placeholder: string, path: FilePath): string =>
  `The answer would write ${placeholder} into ${path}. Leave lines with a placeholder as they are, letter for letter, or read the value from the environment.`;

function refusedMisfit(change: FileChange, why: string): Misfit {
  const path = pathAfter(change);
  return {
    block: { kind: 'create', ordinal: 0, path, text: textAfter(change) ?? '' },
    reason: 'refused',
    path,
    explanation: why,
    nearest: [],
  };
}

/** A change by its hashes and counts. */
export function summariseChange(change: FileChange, hash: Hash): ChangeSummary {
  const after = textAfter(change);
  return {
    path: change.path,
    kind: change.kind,
    ...(change.kind === 'rename' ? { to: change.to } : {}),
    ...(change.kind === 'create' ? {} : { beforeHash: hash(change.before.text) }),
    ...(after === undefined ? {} : { afterHash: hash(after) }),
    ...lineCounts(change),
  };
}
