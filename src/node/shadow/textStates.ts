// A change set as two states of open texts: the files as they are, and as they would be.
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath } from '../../core/model/document.ts';

export interface TextStates {
  readonly before: ReadonlyMap<FilePath, string>;
  readonly after: ReadonlyMap<FilePath, string>;
  /** Files that exist in the first state only. In the second they are open with next to nothing in them. */
  readonly gone: ReadonlySet<FilePath>;
}

/** Paths whose text a change touches. */
export const pathsOf = (change: FileChange): FilePath[] => (change.kind === 'rename' ? [change.path, change.to] : [change.path]);

/** `buffers` are unsaved texts of other files, the same in both states. */
export function textStates(
  changes: readonly FileChange[],
  buffers: ReadonlyMap<FilePath, string>,
  emptied: (text: string) => string,
): TextStates {
  const before = new Map(buffers);
  const after = new Map(buffers);
  const gone = new Set<FilePath>();
  for (const change of changes) {
    if (change.kind === 'create') before.delete(change.path);
    else before.set(change.path, change.before.text);
    if (change.kind === 'delete' || change.kind === 'rename') {
      after.set(change.path, emptied(change.before.text));
      gone.add(change.path);
    }
  }
  for (const change of changes) {
    if (change.kind === 'delete') continue;
    const path = change.kind === 'rename' ? change.to : change.path;
    after.set(path, change.after);
    gone.delete(path);
  }
  return { before, after, gone };
}
