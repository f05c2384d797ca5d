// What a server is to take for the present: open texts over the files on disk.
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath } from '../../core/model/document.ts';

export interface TextState {
  /** Texts that stand for the files' own, by path. */
  readonly open: ReadonlyMap<FilePath, string>;
  /** Of the open ones, those that are not on disk. */
  readonly created: ReadonlySet<FilePath>;
  /** Files on disk that are to be taken as deleted, with the text they have. */
  readonly gone: ReadonlyMap<FilePath, string>;
}

export const openTexts = (open: ReadonlyMap<FilePath, string>): TextState => ({ open, created: new Set(), gone: new Map() });

/** Paths whose text a change touches. */
export const pathsOf = (change: FileChange): FilePath[] => (change.kind === 'rename' ? [change.path, change.to] : [change.path]);

/** The files as they are, and as the changes would make them. `buffers` are unsaved texts of other files, the same in both. */
export function textStates(
  changes: readonly FileChange[],
  buffers: ReadonlyMap<FilePath, string>,
): { before: TextState; after: TextState } {
  const before = new Map(buffers);
  const after = new Map(buffers);
  const gone = new Map<FilePath, string>();
  for (const change of changes) {
    if (change.kind === 'create') before.delete(change.path);
    else before.set(change.path, change.before.text);
    if (change.kind === 'delete' || change.kind === 'rename') {
      gone.set(change.path, change.before.text);
      after.delete(change.path);
    }
  }
  const created = new Set<FilePath>();
  for (const change of changes) {
    if (change.kind === 'delete') continue;
    const path = change.kind === 'rename' ? change.to : change.path;
    after.set(path, change.after);
    gone.delete(path);
    if (!before.has(path)) created.add(path);
  }
  return { before: openTexts(before), after: { open: after, created, gone } };
}
