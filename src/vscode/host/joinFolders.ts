// Several workspace folders behind one set of ports: a path's first segment names its folder, and the folder's own ports see the rest.
import type { ChangeSet, FileChange } from '../../core/model/change.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { Diagnostic } from '../../core/model/validation.ts';
import type { CodeIndex } from '../../core/ports/codeIndex.ts';
import type { CommandRunner } from '../../core/ports/commandRunner.ts';
import type { GitFacts } from '../../core/ports/gitFacts.ts';
import type { PathPolicy } from '../../core/ports/pathPolicy.ts';
import type { RehearsalResult, ShadowWorkspace } from '../../core/ports/shadowWorkspace.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';

/** `name` is unique among the folders that are open. */
export interface FolderPart<T> {
  readonly name: string;
  readonly part: T;
}

interface Placed<T> extends FolderPart<T> {
  readonly path: FilePath;
}

export function findFolder<T>(folders: readonly FolderPart<T>[], path: FilePath): Placed<T> | undefined {
  const folder = folders.find(({ name }) => path === name || path.startsWith(`${name}/`));
  return folder && { ...folder, path: path.slice(folder.name.length + 1) };
}

/** Each folder's own paths, with what belongs to it. Paths in no folder are left out. */
function groupByFolder<T, E>(folders: readonly FolderPart<T>[], entries: readonly E[], pathOf: (entry: E) => FilePath) {
  return folders.map((folder) => ({ ...folder, own: entries.filter((entry) => findFolder(folders, pathOf(entry))?.name === folder.name) }));
}

const within = (name: string, path: FilePath) => path.slice(name.length + 1);
const below = (name: string, path: FilePath) => `${name}/${path}`;

export function joinReaders(folders: readonly FolderPart<WorkspaceReader>[]): WorkspaceReader {
  const names = folders.map(({ name }) => name).join(', ');
  return {
    async read(path, signal) {
      const at = findFolder(folders, path);
      if (!at) return { kind: 'missing' };
      const read = await at.part.read(at.path, signal);
      return read.kind === 'found' ? { ...read, snapshot: { ...read.snapshot, path } } : read;
    },
    async list(limit, signal) {
      const lists = await Promise.all(
        folders.map(async ({ name, part }) => (await part.list(limit, signal)).map((path) => below(name, path))),
      );
      return lists.flat().slice(0, limit);
    },
    async listFolder(path, signal) {
      const at = findFolder(folders, path);
      if (at) return (await at.part.listFolder?.(at.path, signal)) ?? [];
      return path === '' ? folders.map(({ name }) => name).sort() : [];
    },
    async searchText(words, limit, signal) {
      const hits = await Promise.all(
        folders.map(async ({ name, part }) =>
          (await part.searchText(words, limit, signal)).map((hit) => ({ ...hit, path: below(name, hit.path) })),
        ),
      );
      return hits.flat().slice(0, limit);
    },
    async judgePath(path) {
      const at = findFolder(folders, path);
      if (!at)
        return {
          verdict: 'outside',
          path,
          why: `${path} is in none of the open folders (${names}): a path begins with the name of its folder.`,
        };
      const judged = await at.part.judgePath(at.path);
      return { ...judged, path: below(at.name, judged.path) };
    },
  };
}

/** One folder's view of a reader of all of them. */
export function readerWithin(name: string, all: WorkspaceReader, own: WorkspaceReader): WorkspaceReader {
  return {
    ...own,
    async read(path, signal) {
      const read = await all.read(below(name, path), signal);
      return read.kind === 'found' ? { ...read, snapshot: { ...read.snapshot, path } } : read;
    },
  };
}

/** Places are judged in the folder that a path names. */
export function joinPolicies(
  folders: readonly FolderPart<(path: string) => ReturnType<PathPolicy['judge']>>[],
  first: PathPolicy,
): PathPolicy {
  return {
    ...first,
    async judge(path) {
      const at = findFolder(folders, path);
      if (!at) return { verdict: 'outside', mayRead: false, path, absolute: '', why: `${path} is in none of the open folders.` };
      const judged = await at.part(at.path);
      return { ...judged, path: below(at.name, judged.path) };
    },
  };
}

export function joinIndexes(folders: readonly FolderPart<CodeIndex>[]): CodeIndex {
  return {
    async findNames(names, signal) {
      const found = await Promise.all(
        folders.map(async ({ name, part }) =>
          (await part.findNames?.(names, signal))?.map((hit) => ({ ...hit, path: below(name, hit.path) })),
        ),
      );
      return found.includes(undefined) ? undefined : found.flatMap((hits) => hits ?? []);
    },
    async structure(signal) {
      const found = await Promise.all(
        folders.map(async ({ name, part }) => (await part.structure?.(signal))?.map((file) => ({ ...file, path: below(name, file.path) }))),
      );
      return found.includes(undefined) ? undefined : found.flatMap((files) => files ?? []);
    },
    async search(query, signal) {
      const found = await Promise.all(
        folders.map(async ({ name, part }) => {
          const boost = (query.boost ?? []).filter((path) => path.startsWith(`${name}/`)).map((path) => within(name, path));
          return (await part.search({ ...query, boost }, signal)).map((hit) => ({ ...hit, path: below(name, hit.path) }));
        }),
      );
      const best = found.flat().sort((left, right) => right.score - left.score);
      const files = new Set([...new Set(best.map((hit) => hit.path))].slice(0, query.maxFiles));
      return best.filter((hit) => files.has(hit.path));
    },
    async update(paths, signal) {
      const groups = groupByFolder(folders, paths, (path) => path).filter(({ own }) => own.length > 0);
      await Promise.all(
        groups.map(({ name, part, own }) =>
          part.update(
            own.map((path) => within(name, path)),
            signal,
          ),
        ),
      );
    },
    async state() {
      const states = await Promise.all(folders.map(({ part }) => part.state()));
      const busy = states.find((state) => state.kind !== 'ready') ?? states[0];
      const indexedFiles = states.reduce((sum, state) => sum + state.indexedFiles, 0);
      return { kind: busy?.kind ?? 'off', indexedFiles, ...(busy?.note === undefined ? {} : { note: busy.note }) };
    },
  };
}

/** Each folder is its own project: its changes are rehearsed there, side by side with the others'. */
export function joinShadows(folders: readonly FolderPart<ShadowWorkspace>[]): ShadowWorkspace {
  return {
    async rehearse({ changes }, budgetMs, signal) {
      const groups = groupByFolder(folders, changes, (change) => change.path).filter(({ own }) => own.length > 0);
      const results = await Promise.all(
        groups.map(async ({ name, part, own }) => fromFolder(name, await part.rehearse(toFolder(name, own), budgetMs, signal))),
      );
      return {
        checks: results.flatMap((result) => result.checks),
        baseline: results.flatMap((result) => result.baseline),
        after: results.flatMap((result) => result.after),
        notChecked: results.flatMap((result) => result.notChecked),
      };
    },
    warm(paths) {
      for (const { name, part, own } of groupByFolder(folders, paths, (path) => path))
        if (own.length > 0) part.warm(own.map((path) => within(name, path)));
    },
  };
}

/** A file that is to move to another folder leaves this one. */
function toFolder(name: string, changes: readonly FileChange[]): ChangeSet {
  return {
    changes: changes.map((change): FileChange => {
      const path = within(name, change.path);
      if (change.kind === 'create') return { ...change, path };
      const before = { ...change.before, path };
      if (change.kind !== 'rename') return { ...change, path, before };
      return change.to.startsWith(`${name}/`) ? { ...change, path, before, to: within(name, change.to) } : { kind: 'delete', path, before };
    }),
  };
}

function fromFolder(name: string, result: RehearsalResult): RehearsalResult {
  const diagnostics = (list: readonly Diagnostic[]) => list.map((entry) => ({ ...entry, path: below(name, entry.path) }));
  const paths = (list: readonly FilePath[]) => list.map((path) => below(name, path));
  return {
    checks: result.checks.map((check) => ({ ...check, paths: paths(check.paths) })),
    baseline: diagnostics(result.baseline),
    after: diagnostics(result.after),
    notChecked: result.notChecked.map((entry) => ({ ...entry, paths: paths(entry.paths) })),
  };
}

/** A command runs in the folder it names, else in the first one. */
export function joinCommands(folders: readonly FolderPart<CommandRunner>[]): CommandRunner {
  const find = (folder: FilePath) => findFolder(folders, folder) ?? { ...folders[0]!, path: '' };
  return {
    async prepare(command, folder) {
      const at = find(folder);
      const prepared = await at.part.prepare(command, at.path);
      return { ...prepared, folder: prepared.folder === '' ? at.name : below(at.name, prepared.folder) };
    },
    run(prepared, onOutput, signal) {
      const at = find(prepared.folder);
      return at.part.run({ ...prepared, folder: at.path }, onOutput, signal);
    },
  };
}

/** The head is that of the first folder; everything else is told of all. */
export function joinGit(folders: readonly FolderPart<GitFacts>[]): GitFacts {
  return {
    head: async (signal) => folders[0]?.part.head(signal),
    async changes(signal) {
      const all = folders.map(async ({ name, part }) =>
        (await part.changes(signal)).map((entry) => ({ ...entry, path: below(name, entry.path) })),
      );
      return (await Promise.all(all)).flat();
    },
    async diff(paths, maxCharacters, signal) {
      const groups = groupByFolder(folders, paths, (path) => path).filter(({ own }) => own.length > 0);
      const diffs = groups.map(({ name, part, own }) =>
        part.diff(
          own.map((path) => within(name, path)),
          maxCharacters,
          signal,
        ),
      );
      return (await Promise.all(diffs)).join('').slice(0, maxCharacters);
    },
    async log(path, limit, signal) {
      const at = path === undefined ? undefined : findFolder(folders, path);
      if (path !== undefined) return at ? at.part.log(at.path, limit, signal) : [];
      const logs = await Promise.all(folders.map(({ part }) => part.log(undefined, limit, signal)));
      return logs
        .flat()
        .sort((left, right) => right.at - left.at)
        .slice(0, limit);
    },
    async blame(path, range, signal) {
      const at = findFolder(folders, path);
      return at ? at.part.blame(at.path, range, signal) : [];
    },
  };
}
