// Fits a parsed answer to the files it speaks of: changes where every block of a file has its place, misfits where one has not.
import type { DeleteBlock, FitResult, Misfit, RenameBlock } from '../model/change.ts';
import type { FilePath, Snapshot } from '../model/document.ts';
import { fitReplaceBlocks } from './fitFile.ts';
import { toMisfit } from './misfits.ts';
import type { AnswerBlock, CreateDraft, ParsedAnswer, ReplaceDraft } from './parsedAnswer.ts';
import { isSamePath } from './readings.ts';

/** All blocks that speak of one file, by kind. */
interface FilePlan {
  readonly path: FilePath;
  readonly replaces: ReplaceDraft[];
  readonly creates: CreateDraft[];
  readonly deletes: DeleteBlock[];
  readonly renames: RenameBlock[];
}

/**
 * `files` holds what could be read of `pathsNamed(answer)`; a path that is not in it does not exist. A block without a path belongs
 * to `focusPath`, or to the only file. An unfinished answer changes nothing.
 */
export function fitAnswer(answer: ParsedAnswer, files: ReadonlyMap<FilePath, Snapshot>, focusPath?: FilePath): FitResult {
  const result: FitResult = { changes: [], misfits: [], alreadyApplied: [] };
  if (answer.truncated !== undefined) return { ...result, misfits: [unfinished(answer)] };
  const plans = new Map<FilePath, FilePlan>();
  const renamedTo = new Map(answer.blocks.flatMap((block) => (block.kind === 'rename' ? [[block.to, block.path] as const] : [])));
  for (const block of answer.blocks) {
    const path = resolvePath(block, files, focusPath, renamedTo);
    if (path === undefined) result.misfits.push(toMisfit(block, 'noPath', undefined));
    else addToPlan(plans, path, block);
  }
  for (const plan of plans.values()) fitFile(plan, files, result);
  return result;
}

function unfinished({ blocks, open }: ParsedAnswer): Misfit {
  const block = open ?? blocks.at(-1) ?? { kind: 'replace', ordinal: 0, form: 'block', body: [], dividers: [] };
  return toMisfit(block, 'truncated', block.path === '' ? undefined : block.path);
}

function addToPlan(plans: Map<FilePath, FilePlan>, path: FilePath, block: AnswerBlock): void {
  const plan = plans.get(path) ?? { path, replaces: [], creates: [], deletes: [], renames: [] };
  plans.set(path, plan);
  if (block.kind === 'replace') plan.replaces.push(block);
  else if (block.kind === 'create') plan.creates.push(block);
  else if (block.kind === 'delete') plan.deletes.push(block);
  else plan.renames.push(block);
}

function resolvePath(
  block: AnswerBlock,
  files: ReadonlyMap<FilePath, Snapshot>,
  focusPath: FilePath | undefined,
  renamedTo: ReadonlyMap<FilePath, FilePath>,
): FilePath | undefined {
  const fallback = focusPath ?? (files.size === 1 ? [...files.keys()][0] : undefined);
  if (block.kind !== 'replace') return block.path === '' ? fallback : block.path;
  const known = (path: FilePath | undefined) => {
    if (path === undefined || files.has(path)) return path;
    const origin = renamedTo.get(path);
    if (origin !== undefined) return origin;
    const similar = [...files.keys()].filter((file) => isSamePath(path, file));
    return similar.length === 1 ? similar[0] : undefined;
  };
  const told = block.pathGuessed ? known(block.path) : (known(block.path) ?? block.path);
  return told ?? known(block.commentPath) ?? (block.pathGuessed ? (fallback ?? block.path) : fallback);
}

function fitFile(plan: FilePlan, files: ReadonlyMap<FilePath, Snapshot>, result: FitResult): void {
  const before = files.get(plan.path);
  if (!before) {
    fitMissingFile(plan, result);
    return;
  }
  const { path, replaces, creates, deletes, renames } = plan;
  const misfits = creates
    .filter(({ text, whole }) => text !== before.text && !(whole && replaces.length > 0))
    .map((block) => toMisfit(block, 'fileExists', path));
  if (deletes.length > 0 && replaces.length + renames.length > 0) misfits.push(...deletes.map((block) => toMisfit(block, 'overlap', path)));
  const rename = renames[0];
  if (rename && (rename.to === '' || files.has(rename.to) || renames.some(({ to }) => to !== rename.to))) {
    misfits.push(toMisfit(rename, rename.to === '' ? 'noPath' : 'fileExists', rename.to || path));
  }
  const fitted = fitReplaceBlocks(replaces, path, before.text);
  misfits.push(...fitted.misfits);
  result.misfits.push(...misfits);
  if (misfits.length > 0) return;
  if (deletes.length > 0) result.changes.push({ kind: 'delete', path, before });
  else if (rename) result.changes.push({ kind: 'rename', path, to: rename.to, before, after: fitted.after });
  else if (fitted.after === before.text) result.alreadyApplied.push(path);
  else result.changes.push({ kind: 'modify', path, before, after: fitted.after });
}

/** A file that is not there can only be made: by one create block, or by one block with an empty SEARCH part. */
function fitMissingFile({ path, replaces, creates, deletes, renames }: FilePlan, result: FitResult): void {
  const made = [...creates, ...replaces.flatMap(toCreate)];
  const others = [...replaces.filter((draft) => toCreate(draft).length === 0), ...deletes, ...renames];
  if (others.length > 0) {
    result.misfits.push(...others.map((block) => toMisfit(block, 'noFile', path)));
  } else if (made.some(({ text }) => text !== made[0]!.text)) {
    result.misfits.push(...made.slice(1).map((block) => toMisfit(block, 'overlap', path)));
  } else {
    result.changes.push({ kind: 'create', path, after: made[0]!.text });
  }
}

function toCreate(draft: ReplaceDraft): CreateDraft[] {
  const divider = draft.dividers[0];
  if (divider === undefined || draft.body.slice(0, divider).some((line) => line.trim() !== '')) return [];
  const text = draft.body
    .slice(divider + 1)
    .map((line) => `${line}\n`)
    .join('');
  return [{ kind: 'create', ordinal: draft.ordinal, path: draft.path ?? '', text }];
}
