// Code that the index finds for the request's words.
import type { CodeHit } from '../../ports/codeIndex.ts';
import { wholeRange } from '../fileCache.ts';
import { type Collector, filePiece, type Gathering, type Sink } from '../gathering.ts';
import { clamp, lengthOf } from '../lineRanges.ts';
import { enclosingRegion } from '../regions.ts';
import { withoutMentions } from '../requestNames.ts';

const maxFiles = 5;
/** Up to this many lines a file is shown whole: its parts would say less and cost nearly as much. */
const shortFileLines = 60;

export const collectSearch: Collector = {
  source: 'search',
  async collect(gathering, sink, signal) {
    const { request, ports } = gathering;
    if (/^\/\w+\s*$/.test(request.text.trim())) return;
    const boost = request.focus.map((focus) => focus.path);
    const hits = await ports.index.search({ text: withoutMentions(request.text), maxFiles, boost }, signal);
    for (const hit of hits) await offerHit(hit, gathering, sink);
    const state = await ports.index.state();
    if (state.kind === 'indexing') {
      const share = state.totalFiles === undefined ? '' : ` of ${state.totalFiles}`;
      sink.leaveOut({
        source: 'search',
        title: 'files not indexed yet',
        why: `the index holds ${state.indexedFiles}${share} files so far`,
      });
    }
  },
};

/** The text is read again, because the index may be older than the open buffer; the part is widened to the symbol it lies in. */
async function offerHit(hit: CodeHit, { files }: Gathering, sink: Sink): Promise<void> {
  const file = await files.find(hit.path);
  if (!file) {
    sink.leaveOut({ source: 'search', title: hit.path, path: hit.path, why: 'found by the index, but no longer there' });
    return;
  }
  const found = clamp(hit.range, file.lines.length);
  const isShort = file.lines.length <= shortFileLines;
  const region = isShort ? { range: wholeRange(file) } : enclosingRegion(file, await files.outline(hit.path), found);
  const range = lengthOf(region.range) > lengthOf(found) + shortFileLines ? found : region.range;
  sink.offer(
    filePiece(file, range, {
      source: 'search',
      title: hit.symbol ?? hit.path,
      score: hit.score,
      reason: `found for the request (${hit.why})`,
    }),
  );
}
