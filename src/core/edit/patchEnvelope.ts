// Patches in a `*** Begin Patch` envelope: whole-line headers per file, hunks without line numbers.
import { toDraft } from './diffHunk.ts';
import type { AnswerBlock, ParsedAnswer } from './parsedAnswer.ts';

const header = /^\*\*\* (Update File|Add File|Delete File|Move to): *(.+?) *$/;

interface FilePart {
  readonly action: string;
  readonly path: string;
  moveTo?: string;
  readonly hunks: string[][];
}

/** `undefined` when there is no envelope. Without its end line the answer is unfinished. */
export function parseEnvelope(lines: readonly string[]): ParsedAnswer | undefined {
  const begin = lines.findIndex((line) => line.trim() === '*** Begin Patch');
  if (begin < 0) return undefined;
  const length = lines.slice(begin).findIndex((line) => line.trim() === '*** End Patch');
  const parts: FilePart[] = [];
  for (const line of lines.slice(begin + 1, length < 0 ? undefined : begin + length)) readLine(parts, line);
  const blocks = parts.flatMap(toBlocks).map((block, ordinal) => ({ ...block, ordinal }));
  return length < 0 ? { blocks, truncated: 'The answer ends inside the patch.' } : { blocks };
}

function readLine(parts: FilePart[], line: string): void {
  const found = header.exec(line);
  const last = parts.at(-1);
  if (found?.[1] === 'Move to') {
    if (last) last.moveTo = found[2]!;
  } else if (found) {
    parts.push({ action: found[1]!, path: found[2]!, hunks: [] });
  } else if (line.startsWith('@@')) {
    last?.hunks.push([]);
  } else if (last && line.trim() !== '*** End of File') {
    if (last.hunks.length === 0) last.hunks.push([]);
    last.hunks.at(-1)!.push(line);
  }
}

function toBlocks({ action, path, moveTo, hunks }: FilePart): AnswerBlock[] {
  if (action === 'Delete File') return [{ kind: 'delete', ordinal: 0, path }];
  if (action === 'Add File') {
    const text = hunks.flat().filter((line) => line.startsWith('+'));
    return [{ kind: 'create', ordinal: 0, path, text: text.map((line) => `${line.slice(1)}\n`).join('') }];
  }
  const drafts = hunks.flatMap((lines) => toDraft(lines, 0, { path }) ?? []);
  return moveTo === undefined ? drafts : [{ kind: 'rename', ordinal: 0, path, to: moveTo }, ...drafts];
}
