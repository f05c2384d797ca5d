// Which files an update must read, by what is stored and what is listed now.
import type { FilePath } from '../model/document.ts';
import type { ListedFile } from '../ports/codeSource.ts';

/** What is known of an indexed file without reading it again. */
export interface KnownFile {
  readonly hash: string;
  readonly modifiedMs: number;
  readonly bytes: number;
}

export interface UpdatePlan {
  /** Files to read, those to be favoured first; content hashes decide whether they really changed. */
  readonly read: readonly ListedFile[];
  readonly removed: readonly FilePath[];
  readonly unchanged: number;
}

/** `known` is compared by size and time; a branch switch touches both, and the hash then saves the work. */
export function planUpdate(known: ReadonlyMap<FilePath, KnownFile>, listed: readonly ListedFile[], first: readonly FilePath[]): UpdatePlan {
  const present = new Set(listed.map((file) => file.path));
  const changed = listed.filter((file) => {
    const before = known.get(file.path);
    return before?.modifiedMs !== file.modifiedMs || before.bytes !== file.bytes;
  });
  const favoured = new Map(first.map((path, order) => [path, order]));
  const orderOf = (file: ListedFile) => favoured.get(file.path) ?? Number.POSITIVE_INFINITY;
  return {
    read: changed
      .map((file, place) => ({ file, place }))
      .sort((a, b) => compare(orderOf(a.file), orderOf(b.file)) || a.place - b.place)
      .map(({ file }) => file),
    removed: [...known.keys()].filter((path) => !present.has(path)),
    unchanged: listed.length - changed.length,
  };
}

const compare = (a: number, b: number) => (a === b ? 0 : a < b ? -1 : 1);
