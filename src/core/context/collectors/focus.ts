// What the person points at: selected lines with their symbol, and files named beside or within the request.
import type { FilePath, LineRange } from '../../model/document.ts';
import { type FileView, wholeRange } from '../fileCache.ts';
import { type Collector, filePiece, type Gathering, type Sink } from '../gathering.ts';
import { clamp } from '../lineRanges.ts';
import { enclosingRegion, regionsAbout } from '../regions.ts';
import { pathsNamed, wordsOf } from '../requestNames.ts';

const maxRegions = 5;
const longFileLines = 150;

export const collectFocus: Collector = {
  source: 'selection',
  async collect(gathering, sink) {
    const { request } = gathering;
    for (const { path, lines } of request.focus) await offerFocus(path, lines, gathering, sink);
    for (const path of pathsNamed(request.text)) {
      if (request.focus.some((focus) => focus.path === path)) continue;
      const file = await gathering.files.find(path);
      if (file) await offerFile(file, { reason: 'named in the request', required: false }, gathering, sink);
    }
  },
};

async function offerFocus(path: FilePath, lines: LineRange | undefined, gathering: Gathering, sink: Sink): Promise<void> {
  const read = await gathering.files.read(path);
  const file = await gathering.files.find(path);
  if (!file) {
    sink.leaveOut({
      source: 'namedFile',
      title: path,
      path,
      why: read.kind === 'unreadable' ? read.message : `${path} does not exist yet`,
    });
    return;
  }
  if (!lines) return offerFile(file, { reason: 'the file you named', required: true }, gathering, sink);
  const selected = clamp(lines, file.lines.length);
  sink.offer(filePiece(file, selected, { source: 'selection', title: path, score: 1, reason: 'the lines you selected', required: true }));
  const region = enclosingRegion(file, await gathering.files.outline(path), selected);
  const title = region.symbol ?? path;
  sink.offer(
    filePiece(file, region.range, { source: 'selection', title, score: 0.9, reason: 'holds the lines you selected', required: true }),
  );
  await offerFile(file, { reason: 'the file you selected in', required: false }, gathering, sink);
}

/** The whole file; for a long one also the parts that the request is about, in case the whole does not fit. */
async function offerFile(file: FileView, how: { reason: string; required: boolean }, gathering: Gathering, sink: Sink): Promise<void> {
  sink.offer(filePiece(file, wholeRange(file), { source: 'namedFile', title: file.path, score: 1, ...how }));
  if (file.lines.length <= longFileLines) return;
  const regions = regionsAbout(file, await gathering.files.outline(file.path), wordsOf(gathering.request.text));
  for (const region of regions.slice(0, maxRegions)) {
    sink.offer(
      filePiece(file, region.range, {
        source: 'namedFile',
        title: region.symbol ?? file.path,
        score: 0.9 * region.share,
        reason: 'part of the named file that the request is about',
      }),
    );
  }
}
