// Watches a diff or patch go by, line by line, to tell early what its hunks search for. For showing only: the diff is read for its
// effect when the answer is whole.
import type { FilePath } from '../model/document.ts';
import { type HunkLines, readHunkLine } from './diffHunk.ts';
import { parseFence } from './markers.ts';

/** What a hunk searches for, as far as it is known; `ordinal` counts hunks. */
export interface HunkSearch {
  readonly ordinal: number;
  readonly path?: FilePath;
  readonly search: readonly string[];
  readonly lineHint?: number;
}

interface WatchedHunk extends HunkLines {
  readonly ordinal: number;
  readonly lineHint?: number;
  hasAdded: boolean;
}

const hunkStart = /^@@(?:[ \t]*-(\d+))?/;
const envelopeFile = /^\*\*\* (Update|Add|Delete) File: *(.+?) *$/;

/** Each hunk is told twice: with the lines before its first added one, and with all of them when it is over. */
export class HunkWatcher {
  private path: FilePath | undefined;
  private hunk: WatchedHunk | undefined;
  private count = 0;

  read(line: string): HunkSearch[] {
    const envelope = envelopeFile.exec(line);
    if (envelope || isDiffHeader(line)) {
      const over = this.endHunk();
      this.path = envelope ? (envelope[1] === 'Update' ? envelope[2] : undefined) : (headerPath(line) ?? this.path);
      return over;
    }
    const start = hunkStart.exec(line);
    if (start) {
      const over = this.endHunk();
      const hint = start[1] === undefined ? {} : { lineHint: Number(start[1]) };
      this.hunk = { ordinal: this.count++, search: [], replace: [], hasAdded: false, ...hint };
      return over;
    }
    if (parseFence(line) || line.startsWith('*** ')) return this.endHunk();
    return this.hunk ? this.readLine(this.hunk, line) : [];
  }

  private readLine(hunk: WatchedHunk, line: string): HunkSearch[] {
    const isFirstAdded = line.startsWith('+') && !hunk.hasAdded;
    hunk.hasAdded ||= isFirstAdded;
    readHunkLine(hunk, line);
    return isFirstAdded ? this.tell(hunk) : [];
  }

  private endHunk(): HunkSearch[] {
    const { hunk } = this;
    this.hunk = undefined;
    return hunk ? this.tell(hunk) : [];
  }

  private tell({ ordinal, search, lineHint }: WatchedHunk): HunkSearch[] {
    const end = search.findLastIndex((line) => line.trim() !== '') + 1;
    if (end === 0) return [];
    const place = this.path === undefined ? {} : { path: this.path };
    return [{ ordinal, search: search.slice(0, end), ...place, ...(lineHint === undefined ? {} : { lineHint }) }];
  }
}

/** A removed line that begins with two dashes looks like a header; then the hunk is told early, and nothing else is lost. */
const isDiffHeader = (line: string) => /^(?:--- |\+\+\+ |diff --git )\S/.test(line);

/** The new name where there is one; a file that is made or gone has no place to show. */
function headerPath(line: string): FilePath | undefined {
  if (line.startsWith('diff --git ')) return undefined;
  const path = line
    .slice(4)
    .replace(/\t.*$/, '')
    .trim()
    .replace(/^"(.*)"$/, '$1');
  return path === '/dev/null' ? undefined : path.replace(/^[ab]\//, '').replace(/^\.\//, '');
}
