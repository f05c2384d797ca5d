// A proposal that grows over repairs: later answers are fitted to the text as proposed so far, and folded into one change a file.
import type { ChangeSet, FileChange } from '../model/change.ts';
import type { FilePath, Snapshot } from '../model/document.ts';

/** Where a change leaves its text. */
export const pathAfter = (change: FileChange): FilePath => (change.kind === 'rename' ? change.to : change.path);

/** The text a change leaves behind; undefined for a delete. */
export const textAfter = (change: FileChange): string | undefined => (change.kind === 'delete' ? undefined : change.after);

/** The file as proposed so far: its snapshot, or undefined where the proposal deleted or moved it away, or has not touched it. */
export function findProposed(proposal: ChangeSet, path: FilePath): { readonly touched: boolean; readonly snapshot?: Snapshot } {
  for (const change of proposal.changes) {
    const text = textAfter(change);
    if (pathAfter(change) === path && text !== undefined) return { touched: true, snapshot: { path, text, version: 'proposed' } };
    if (change.path === path) return { touched: true };
  }
  return { touched: false };
}

/** The proposal with further changes, made against the proposed text, folded in. A file back at its first text drops out. */
export function foldChanges(proposal: ChangeSet, further: readonly FileChange[]): ChangeSet {
  let changes = proposal.changes;
  for (const next of further) {
    const at = changes.findIndex((earlier) => pathAfter(earlier) === next.path && earlier.kind !== 'delete');
    const earlier = changes[at];
    if (earlier) changes = [...changes.slice(0, at), ...foldTwo(earlier, next), ...changes.slice(at + 1)];
    else changes = [...replaceDeleted(changes, next), ...(isRecreation(changes, next) ? [] : [next])];
  }
  return { changes };
}

/** Creating a file that the proposal deleted is a modification of the file that is there. */
function replaceDeleted(changes: readonly FileChange[], next: FileChange): FileChange[] {
  return changes.map((earlier) =>
    isRecreation([earlier], next) && earlier.kind === 'delete' && next.kind === 'create'
      ? { kind: 'modify', path: next.path, before: earlier.before, after: next.after }
      : earlier,
  );
}

const isRecreation = (changes: readonly FileChange[], next: FileChange) =>
  next.kind === 'create' && changes.some((earlier) => earlier.kind === 'delete' && earlier.path === next.path);

function foldTwo(earlier: FileChange, next: FileChange): FileChange[] {
  if (next.kind === 'delete')
    return earlier.kind === 'create' || earlier.kind === 'delete' ? [] : [{ kind: 'delete', path: earlier.path, before: earlier.before }];
  if (earlier.kind === 'delete') return [next];
  if (earlier.kind === 'create') return [{ kind: 'create', path: pathAfter(next), after: next.after }];
  const to = next.kind === 'rename' ? next.to : pathAfter(earlier);
  if (to !== earlier.path) return [{ kind: 'rename', path: earlier.path, to, before: earlier.before, after: next.after }];
  if (next.after === earlier.before.text) return [];
  return [{ kind: 'modify', path: earlier.path, before: earlier.before, after: next.after }];
}
