// Neighbours: short files of the workspace that the named files import. Of longer ones the declarations that are used say enough.
import type { FilePath } from '../../model/document.ts';
import { importsOf } from '../../text/importsOf.ts';
import { wholeRange } from '../fileCache.ts';
import { type Collector, filePiece } from '../gathering.ts';
import { resolvedSegments } from '../moduleMatch.ts';

const maxNeighbours = 8;
const maxLines = 60;
const endings = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.py', '/index.ts', '/index.js', '/__init__.py'];

export const collectImports: Collector = {
  source: 'imports',
  async collect({ request, files }, sink) {
    for (const path of new Set(request.focus.map((focus) => focus.path))) {
      const file = await files.find(path);
      const modules = file ? [...new Set(importsOf(file).map((entry) => entry.module))] : [];
      const neighbours = await Promise.all(
        modules.slice(0, maxNeighbours).map((module) => findModule(module, path, (candidate) => files.find(candidate))),
      );
      for (const [at, neighbour] of neighbours.entries()) {
        if (!neighbour || neighbour.lines.length > maxLines) continue;
        const note = { source: 'imports', title: neighbour.path, score: 0.6 - at / 20, reason: `imported by ${path}` } as const;
        sink.offer(filePiece(neighbour, wholeRange(neighbour), note));
      }
    }
  },
};

/** The file that a module written relative to its importer names; packages are not looked for. */
async function findModule<T>(module: string, importer: FilePath, find: (path: FilePath) => Promise<T | undefined>): Promise<T | undefined> {
  const segments = resolvedSegments(module, importer);
  if (!segments) return undefined;
  const stem = segments.join('/');
  for (const ending of endings.filter((ending) => sameKind(ending, importer))) {
    const found = await find(`${stem}${ending}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const sameKind = (ending: string, importer: FilePath) => ending === '' || ending.endsWith('.py') === importer.endsWith('.py');
