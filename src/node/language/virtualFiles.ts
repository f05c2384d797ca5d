// Lays files that are not on disk over the file system of this process, and hides files that are. Runs inside a language
// server that is written for Node and resolves imports by asking the disk, so that it sees a proposal as if it were written.
// Only looking is changed: nothing here writes.
import fs from 'node:fs';
import { basename, dirname, resolve, sep } from 'node:path';

/** Absolute path to text; `undefined` hides the file. */
export type VirtualFiles = ReadonlyMap<string, string | undefined>;

interface View {
  readonly files: VirtualFiles;
  /** Folders that exist only because a virtual file lies in them, with the names in them. */
  readonly folders: ReadonlyMap<string, ReadonlySet<string>>;
}

const none: View = { files: new Map(), folders: new Map() };

/** Replaces what fs says; the returned function lays other files over it, in place of the earlier ones. */
export function layVirtualFiles(): (files: VirtualFiles) => void {
  let view = none;
  patch(() => view);
  return (files) => {
    view = { files, folders: foldersOf(files) };
  };
}

function foldersOf(files: VirtualFiles): Map<string, Set<string>> {
  const folders = new Map<string, Set<string>>();
  for (const [path, text] of files) {
    if (text === undefined) continue;
    for (let at = path; dirname(at) !== at; at = dirname(at)) {
      const names = folders.get(dirname(at)) ?? new Set();
      folders.set(dirname(at), names.add(basename(at)));
    }
  }
  return folders;
}

type Kind = 'file' | 'folder' | 'hidden' | 'disk';

function patch(view: () => View): void {
  const real = { ...fs, realpathNative: fs.realpathSync.native };
  const kindOf = (path: unknown): Kind => {
    if (typeof path !== 'string') return 'disk';
    const { files, folders } = view();
    if (files.size === 0) return 'disk';
    const full = resolve(path);
    if (files.has(full)) return files.get(full) === undefined ? 'hidden' : 'file';
    return folders.has(full) && !real.existsSync(full) ? 'folder' : 'disk';
  };
  const missing = (path: unknown, call: string) =>
    Object.assign(new Error(`ENOENT: no such file or directory, ${call} '${String(path)}'`), { code: 'ENOENT', errno: -2, syscall: call });
  const textOf = (path: string) => view().files.get(resolve(path)) ?? '';

  /** A stat of something real of the same kind stands for a virtual one. */
  const stat = (name: 'statSync' | 'lstatSync') => (path: string, options?: fs.StatSyncOptions) => {
    const kind = kindOf(path);
    if (kind === 'disk') return real[name](path, options);
    if (kind === 'hidden') {
      if (options?.throwIfNoEntry === false) return undefined;
      throw missing(path, 'stat');
    }
    return real.statSync(kind === 'file' ? process.execPath : sep, options);
  };
  const listFolder = (path: string, options?: { withFileTypes?: boolean } | string | null) => {
    const full = resolve(String(path));
    const added = [...(view().folders.get(full) ?? [])];
    const onDisk = kindOf(path) === 'folder' ? [] : real.readdirSync(path, options as { withFileTypes: true });
    const kept = onDisk.filter((entry) => kindOf(resolve(full, nameOf(entry))) !== 'hidden');
    const names = new Set(kept.map(nameOf));
    const fresh = added.filter((name) => !names.has(name));
    const typed = typeof options === 'object' && options?.withFileTypes;
    return [...kept, ...fresh.map((name) => (typed ? entryOf(name, full, kindOf(resolve(full, name)) === 'file') : name))];
  };
  const through = (name: 'realpathSync', original: (path: string, options?: fs.EncodingOption) => string) =>
    Object.assign((path: string, options?: fs.EncodingOption) => {
      const kind = kindOf(path);
      if (kind === 'hidden') throw missing(path, name);
      return kind === 'disk' ? original(path, options) : resolve(path);
    });
  Object.assign(fs, {
    existsSync: (path: string) => (kindOf(path) === 'disk' ? real.existsSync(path) : kindOf(path) !== 'hidden'),
    accessSync: (path: string, mode?: number) => {
      if (kindOf(path) === 'hidden') throw missing(path, 'access');
      if (kindOf(path) === 'disk') real.accessSync(path, mode);
    },
    statSync: stat('statSync'),
    lstatSync: stat('lstatSync'),
    readdirSync: listFolder,
    realpathSync: Object.assign(through('realpathSync', real.realpathSync), { native: through('realpathSync', real.realpathNative) }),
    readFileSync: (path: string, options?: { encoding?: BufferEncoding } | BufferEncoding) => {
      const kind = kindOf(path);
      if (kind === 'disk' || kind === 'folder') return real.readFileSync(path, options as BufferEncoding);
      if (kind === 'hidden') throw missing(path, 'open');
      const encoding = typeof options === 'string' ? options : options?.encoding;
      return encoding ? textOf(path) : Buffer.from(textOf(path));
    },
  });
}

const nameOf = (entry: fs.Dirent | string): string => (typeof entry === 'string' ? entry : entry.name);

const entryOf = (name: string, parentPath: string, isFile: boolean) => ({
  name,
  parentPath,
  path: parentPath,
  isFile: () => isFile,
  isDirectory: () => !isFile,
  isSymbolicLink: () => false,
  isFIFO: () => false,
  isSocket: () => false,
  isBlockDevice: () => false,
  isCharacterDevice: () => false,
});
