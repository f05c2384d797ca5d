// Code that the index finds for the request's words.
import type { CodeHit } from '../../ports/codeIndex.ts';
import { wholeRange } from '../fileCache.ts';
import { type Collector, filePiece, type Gathering, type Sink } from '../gathering.ts';
import { clamp, lengthOf } from '../lineRanges.ts';
import { enclosingRegion } from '../regions.ts';
import { withoutMentions } from '../requestNames.ts';
import { usesIn } from '../symbolUses.ts';
import { findTestFailures } from '../testFailures.ts';

const maxFiles = 5;
/** Up to this many lines a file is shown whole: its parts would say less and cost nearly as much. */
const shortFileLines = 60;

export const collectSearch: Collector = {
  source: 'search',
  async collect(gathering, sink, signal) {
    const { request, ports } = gathering;
    if (/^\/\w+\s*$/.test(request.text.trim())) return;
    const [boost, names] = await Promise.all([favouredPaths(gathering, signal), namesSelected(gathering)]);
    const query = { text: withoutMentions(request.text), maxFiles, boost, names };
    const [hits, state] = await Promise.all([ports.index.search(query, signal), ports.index.state()]);
    await Promise.all(hits.map((hit) => lookAt(hit, gathering)));
    for (const hit of hits) await offerHit(hit, gathering, sink);
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

const maxOpen = 8;
const maxFavoured = 30;
/** A path with a line, as stack traces and compilers write it. */
const tracePath = /[\w@./-]*\w\.[A-Za-z]{1,5}(?=[:(]\d)/g;

const maxNames = 20;

/** Names that the selected lines use. */
async function namesSelected({ request, files }: Gathering): Promise<readonly string[]> {
  const uses = await Promise.all(
    request.focus.map(async ({ path, lines }) => {
      const file = lines && (await files.find(path));
      if (!file) return [];
      const range = clamp(lines, file.lines.length);
      return usesIn({ path, range, text: file.lines.slice(range.startLine, range.endLine).join('\n') }, 1);
    }),
  );
  return [...new Set(uses.flat().map(({ name }) => name))].slice(0, maxNames);
}

/** Files the person is at: named, open or open a moment ago, in a stack trace, with a failing test or with errors. */
async function favouredPaths({ request, ports, files }: Gathering, signal: AbortSignal): Promise<readonly string[]> {
  const { surroundings } = ports;
  const [open = [], failures = [], failed, wrong = []] = await Promise.all([
    surroundings?.files(signal),
    findTestFailures(surroundings, files, signal),
    surroundings?.failedCommand(signal),
    surroundings?.problemFiles(signal),
  ]);
  const traced = `${request.text}\n${failed?.output ?? ''}`.match(tracePath) ?? [];
  const paths = [
    ...request.focus.map((focus) => focus.path),
    ...open.slice(0, maxOpen).map(({ path }) => path),
    ...failures.flatMap(({ path }) => path ?? []),
    ...traced,
    ...wrong,
  ];
  return [...new Set(paths)].slice(0, maxFavoured);
}

/** All files side by side, so that pieces are offered in the order of the hits and none waits for another. */
async function lookAt({ path }: CodeHit, { files }: Gathering): Promise<void> {
  const file = await files.find(path);
  if (file && file.lines.length > shortFileLines) await files.outline(path);
}

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
      title: isShort || !hit.symbol ? hit.path : `${hit.symbol} in ${hit.path}`,
      score: hit.score,
      reason: `found for the request (${hit.why})`,
    }),
  );
}
