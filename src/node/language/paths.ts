// Workspace-relative paths to the addresses a language server speaks, and back.
import { realpathSync } from 'node:fs';
import { isAbsolute, join, relative, sep } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { FilePath } from '../../core/model/document.ts';

/** One workspace folder, links resolved once. */
export interface Paths {
  readonly root: string;
  toUri(path: FilePath): string;
  /** Undefined for what lies outside the workspace or is no file. */
  fromUri(uri: string): FilePath | undefined;
  toAbsolute(path: FilePath): string;
}

export function createPaths(folder: string): Paths {
  const root = realpathSync(folder);
  const toAbsolute = (path: FilePath) => join(root, path);
  return {
    root,
    toAbsolute,
    toUri: (path) => pathToFileURL(toAbsolute(path)).href,
    fromUri: (uri) => {
      if (!uri.startsWith('file:')) return undefined;
      const path = relative(root, fileURLToPath(uri));
      return path === '' || path.startsWith('..') || isAbsolute(path) ? undefined : path.split(sep).join('/');
    },
  };
}
