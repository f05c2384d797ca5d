// Fenced texts that carry a path and no block markers: whole files, which count as new ones only.
import type { FencedText } from './outsideReader.ts';
import type { CreateDraft, ParsedAnswer } from './parsedAnswer.ts';
import { commentPath } from './pathText.ts';

/** A fence the answer ended in makes the answer unfinished when it names a file. */
export function parseWholeFiles(fences: readonly FencedText[], firstOrdinal: number): ParsedAnswer {
  const blocks: CreateDraft[] = [];
  for (const fence of fences) {
    const path = fence.path ?? commentPath(fence.lines[0] ?? '');
    if (path === undefined) continue;
    if (!fence.isClosed) return { blocks, truncated: `The answer ends inside the text of ${path}.` };
    const lines = fence.path === undefined ? fence.lines.slice(1) : fence.lines;
    blocks.push({
      kind: 'create',
      ordinal: firstOrdinal + blocks.length,
      path,
      text: lines.map((line) => `${line}\n`).join(''),
      whole: true,
    });
  }
  return { blocks };
}
