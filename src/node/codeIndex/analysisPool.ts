// Takes files apart in child processes: two for many files, one that stays for the saved ones, which somebody may be waiting for. A file at which a child ends is left out.
import { AppError } from '../../base/errors.ts';
import type { AnalysedFile, FileAnalyser, FileToAnalyse } from '../../core/ports/fileAnalyser.ts';
import { AnalysisLink, type AnalysisPlace } from './analysisLink.ts';

const mostChildren = 2;
/** What one message carries at most. */
const slice = { files: 32, bytes: 150_000 };
/** One child is enough below this many slices. */
const slicesForMore = 3;
const idleMs = 5 * 60_000;

/** Where files are, and whether they get vectors. */
export type PoolPlace = Omit<AnalysisPlace, 'background'>;

export function createAnalysisPool(place: PoolPlace): FileAnalyser {
  let links: AnalysisLink[] = [];
  let timer: NodeJS.Timeout | undefined;
  const closeAll = () => {
    for (const link of links) link.dispose();
    links = [];
  };
  const open = (count: number, background: boolean) => {
    if (background && links.some((link) => !link.place.background)) closeAll();
    links = links.filter((link) => !link.ended);
    while (links.length < count) links.push(new AnalysisLink({ ...place, background }));
    return links.slice(0, count);
  };
  return {
    async analyse(files, signal) {
      if (files.length === 0) return [];
      clearTimeout(timer);
      const slices = slicesOf(files);
      const many = slices.length >= slicesForMore;
      const results: (readonly AnalysedFile[])[] = [];
      let next = 0;
      const work = async (own: AnalysisLink) => {
        for (let place = next++; place < slices.length; place = next++) {
          signal.throwIfAborted();
          results[place] = await analyseSafely(slices[place]!, own, () => open(1, many)[0]!);
        }
      };
      try {
        await Promise.all(open(many ? mostChildren : 1, many).map(work));
      } finally {
        timer = setTimeout(closeAll, idleMs).unref();
      }
      return results.flat();
    },
    rest: closeAll,
    dispose() {
      clearTimeout(timer);
      closeAll();
    },
  };
}

/** Where a child ends, its files are tried one by one with fresh ones, and the file that ends it again is left out. */
async function analyseSafely(
  files: readonly FileToAnalyse[],
  link: AnalysisLink,
  fresh: () => AnalysisLink,
): Promise<readonly AnalysedFile[]> {
  try {
    return await (link.ended ? fresh() : link).analyse(files);
  } catch (thrown) {
    if (!isDeath(thrown)) throw thrown;
  }
  const analysed: AnalysedFile[] = [];
  for (const file of files) {
    try {
      analysed.push(...(await fresh().analyse([file])));
    } catch (thrown) {
      if (!isDeath(thrown)) throw thrown;
      analysed.push({ kind: 'none', path: file.path });
    }
  }
  return analysed;
}

const isDeath = (thrown: unknown) => thrown instanceof AppError && thrown.code === 'index.analyserDied';

function slicesOf(files: readonly FileToAnalyse[]): FileToAnalyse[][] {
  const slices: FileToAnalyse[][] = [];
  let bytes = 0;
  for (const file of files) {
    const last = slices.at(-1);
    if (last && last.length < slice.files && bytes + file.bytes <= slice.bytes) last.push(file);
    else {
      slices.push([file]);
      bytes = 0;
    }
    bytes += file.bytes;
  }
  return slices;
}
