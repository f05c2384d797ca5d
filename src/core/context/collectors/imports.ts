// Neighbours: short files of the workspace that the named files import. Of longer ones the declarations that are used say enough.
import { wholeRange } from '../fileCache.ts';
import { type Collector, filePiece } from '../gathering.ts';
import { importedFiles } from '../importedFiles.ts';

const maxLines = 60;

export const collectImports: Collector = {
  source: 'imports',
  async collect({ request, files }, sink) {
    for (const path of new Set(request.focus.map((focus) => focus.path))) {
      for (const [at, neighbour] of (await importedFiles(path, files)).entries()) {
        if (neighbour.lines.length > maxLines) continue;
        const note = { source: 'imports', title: neighbour.path, score: 0.6 - at / 20, reason: `imported by ${path}` } as const;
        sink.offer(filePiece(neighbour, wholeRange(neighbour), note));
      }
    }
  },
};
