// The files of the workspace that a file imports by a path relative to it.
import type { FilePath } from '../model/document.ts';
import { importsOf } from '../text/importsOf.ts';
import type { FileCache, FileView } from './fileCache.ts';
import { resolvedSegments } from './moduleMatch.ts';

const maxModules = 8;
const endings = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.py', '/index.ts', '/index.js', '/__init__.py'];

/** In the order of the imports; packages are not looked for. */
export async function importedFiles(path: FilePath, files: FileCache): Promise<readonly FileView[]> {
  const file = await files.find(path);
  const modules = file ? [...new Set(importsOf(file).map((entry) => entry.module))] : [];
  const found = await Promise.all(modules.slice(0, maxModules).map((module) => findModule(module, path, files)));
  return found.filter((neighbour): neighbour is FileView => neighbour !== undefined);
}

async function findModule(module: string, importer: FilePath, files: FileCache): Promise<FileView | undefined> {
  const segments = resolvedSegments(module, importer);
  if (!segments) return undefined;
  const stem = segments.join('/');
  for (const ending of endings.filter((ending) => sameKind(ending, importer))) {
    const found = await files.find(`${stem}${ending}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const sameKind = (ending: string, importer: FilePath) => ending === '' || ending.endsWith('.py') === importer.endsWith('.py');
