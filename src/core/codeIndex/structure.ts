// What a project consists of: its files, and which modules its source files import.
import type { FilePath } from '../model/document.ts';
import type { IndexedFile } from '../ports/codeIndex.ts';
import type { CodeSource } from '../ports/codeSource.ts';
import { modulesOf } from '../text/importsOf.ts';
import { fileKindOf } from './fileKind.ts';

const maxSources = 12_000;
const atOnce = 64;

/** In path order. Imports are read from the files as they are now. */
export async function structureOf(
  paths: readonly (FilePath | undefined)[],
  source: Pick<CodeSource, 'read'>,
  signal: AbortSignal,
): Promise<readonly IndexedFile[]> {
  const known = paths.filter((path): path is FilePath => path !== undefined).sort();
  const sources = known.filter((path) => fileKindOf(path) === 'source').slice(0, maxSources);
  const modules = new Map<FilePath, readonly string[]>();
  for (let at = 0; at < sources.length; at += atOnce) {
    signal.throwIfAborted();
    const look = async (path: FilePath) => {
      const text = await source.read(path, signal);
      if (text !== undefined) modules.set(path, modulesOf({ path, text }));
    };
    await Promise.all(sources.slice(at, at + atOnce).map(look));
  }
  return known.map((path) => ({ path, ...(modules.has(path) ? { modules: modules.get(path)! } : {}) }));
}
