// Files that the person has open or had open a moment ago: what is on the screen, and what in them the request is about.
import { type Collector, filePiece } from '../gathering.ts';
import { clamp } from '../lineRanges.ts';
import { regionsAbout } from '../regions.ts';
import { wordsOf } from '../requestNames.ts';

const maxFiles = 8;

export const collectOpenFiles: Collector = {
  source: 'openFile',
  async collect({ request, files, ports }, sink, signal) {
    const open = (await ports.surroundings?.files(signal)) ?? [];
    const others = open.filter(({ path }) => !request.focus.some((focus) => focus.path === path)).slice(0, maxFiles);
    for (const [at, { path, visible }] of others.entries()) {
      const file = await files.find(path);
      if (!file) continue;
      const recency = 1 - at / (maxFiles + 1);
      if (visible) {
        const note = { source: 'openFile', title: path, score: 0.5 * recency, reason: 'on the screen' } as const;
        sink.offer(filePiece(file, clamp(visible, file.lines.length), note));
      }
      const [best] = regionsAbout(file, await files.outline(path), wordsOf(request.text));
      if (!best) continue;
      const note = {
        source: 'openFile',
        title: best.symbol ?? path,
        score: best.share * recency,
        reason: 'in an open file, with words of the request',
      } as const;
      sink.offer(filePiece(file, best.range, note));
    }
  },
};
