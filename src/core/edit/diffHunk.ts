// The lines of one diff hunk, read as what they search for and what they put there.
import type { FilePath } from '../model/document.ts';
import type { ReplaceDraft } from './parsedAnswer.ts';

export interface HunkLines {
  readonly search: string[];
  readonly replace: string[];
}

/** A line that lost its leading blank is context; an empty line is a blank line of context. */
export function readHunkLine(hunk: HunkLines, line: string): void {
  const mark = line[0];
  if (mark === '\\') return;
  const text = mark === ' ' || mark === '+' || mark === '-' ? line.slice(1) : line;
  if (mark !== '+') hunk.search.push(text);
  if (mark !== '-') hunk.replace.push(text);
}

/** Blank lines behind the last real one come from the answer's own layout. */
export function toDraft(
  lines: readonly string[],
  ordinal: number,
  place: { path?: FilePath; lineHint?: number },
): ReplaceDraft | undefined {
  let end = lines.length;
  while (end > 0 && lines[end - 1] === '') end--;
  const hunk: HunkLines = { search: [], replace: [] };
  for (const line of lines.slice(0, end)) readHunkLine(hunk, line);
  if (hunk.search.length === 0 && hunk.replace.length === 0) return undefined;
  return {
    kind: 'replace',
    ordinal,
    form: 'diff',
    body: [...hunk.search, '=======', ...hunk.replace],
    dividers: [hunk.search.length],
    ...place,
  };
}
