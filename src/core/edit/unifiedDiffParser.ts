// Unified diffs as models write them: line numbers right, wrong or missing, leading blanks lost, in a fence or bare.
import type { FilePath } from '../model/document.ts';
import { toDraft } from './diffHunk.ts';
import { closesFence, type Fence, parseFence } from './markers.ts';
import type { AnswerBlock, ParsedAnswer } from './parsedAnswer.ts';

const hunkHeader = /^@@(?:[ \t]*-(\d+)(?:,(\d+))?[ \t]+\+\d+(?:,(\d+))?)?/;

/** One file's part of a diff, as far as its header lines tell. */
interface FileHeader {
  from?: FilePath;
  to?: FilePath;
  isRename?: boolean;
  isDeleted?: boolean;
}

/** `oldLines` and `newLines` are what the header promises; both are often wrong. */
interface OpenHunk {
  readonly lineHint?: number;
  readonly oldLines: number;
  readonly newLines: number;
  readonly lines: string[];
}

interface Section {
  readonly header: FileHeader;
  readonly hunks: OpenHunk[];
}

export function looksLikeDiff(lines: readonly string[]): boolean {
  return lines.some(
    (line, at) =>
      /^@@(?:\s|$)/.test(line) ||
      isFileHeader(lines, at) ||
      line.startsWith('diff --git ') ||
      /^[ \t]*(?:```|~~~)(?:diff|patch)\b/.test(line),
  );
}

const isFileHeader = (lines: readonly string[], at: number) => /^--- \S/.test(lines[at] ?? '') && /^\+\+\+ \S/.test(lines[at + 1] ?? '');

/** A fence that is open at the end means that the stream was cut. */
export function parseUnifiedDiff(lines: readonly string[]): ParsedAnswer {
  const sections: Section[] = [];
  let fence: Fence | undefined;
  let section: Section | undefined;
  for (let at = 0; at < lines.length; at++) {
    const line = lines[at]!;
    if (fence ? closesFence(fence, line) && !goesOn(lines, at, section) : opensFence(line, section)) {
      fence = fence ? undefined : parseFence(line);
      section = fence && /^(?:diff|patch)\b/.test(fence.info) ? { header: {}, hunks: [] } : undefined;
      if (section) sections.push(section);
    } else if (isFileHeader(lines, at) || line.startsWith('diff --git ')) {
      const begun = readHeader(lines, at);
      section = { header: begun.header, hunks: [] };
      sections.push(section);
      at = begun.next - 1;
    } else {
      section = readBody(sections, section, line);
    }
  }
  const blocks = sections.flatMap(toBlocks).map((block, ordinal) => ({ ...block, ordinal }));
  return fence ? { blocks, truncated: 'The answer ends inside the diff.' } : { blocks };
}

/** Inside a bare diff only a fence for a diff opens; what else looks like one is text of the file. */
function opensFence(line: string, section: Section | undefined): boolean {
  const fence = parseFence(line);
  return fence !== undefined && (section === undefined || section.hunks.length === 0 || /^(?:diff|patch)\b/.test(fence.info));
}

/**
 * A fence line with more of the diff behind it is context, indented or not: the hunk is shorter than its header says, or the next
 * line belongs to a diff. A later closing fence must be there for it.
 */
function goesOn(lines: readonly string[], at: number, section: Section | undefined): boolean {
  if (!isClosing(lines[at]!)) return true;
  const next = lines[at + 1] ?? '';
  const isExpected = section !== undefined && lacksLines(section.hunks.at(-1));
  if (!isExpected && !/^(?:[-+ ]\S?|@@)/.test(next) && !isClosing(next)) return false;
  return lines.slice(at + 1).some(isClosing);
}

const isClosing = (line: string) => /^(?:`{3,}|~{3,})\s*$/.test(line);

function lacksLines(hunk: OpenHunk | undefined): boolean {
  if (!hunk) return false;
  const added = hunk.lines.filter((line) => line.startsWith('+')).length;
  const removed = hunk.lines.filter((line) => line.startsWith('-')).length;
  return hunk.lines.length - added < hunk.oldLines && hunk.lines.length - removed < hunk.newLines;
}

function readBody(sections: Section[], current: Section | undefined, line: string): Section | undefined {
  const found = hunkHeader.exec(line);
  if (found) {
    const section = current ?? { header: {}, hunks: [] };
    if (!current) sections.push(section);
    const promised = { oldLines: Number(found[2] ?? 1), newLines: Number(found[3] ?? 1) };
    section.hunks.push({ lines: [], ...promised, ...(found[1] === undefined ? {} : { lineHint: Number(found[1]) }) });
    return section;
  }
  if (!current) return undefined;
  if (current.hunks.length === 0 && /^[-+ ]/.test(line)) current.hunks.push({ lines: [], oldLines: 0, newLines: 0 });
  current.hunks.at(-1)?.lines.push(line);
  return current;
}

function readHeader(lines: readonly string[], start: number): { header: FileHeader; next: number } {
  const header: FileHeader = {};
  let at = start;
  for (; at < lines.length && !lines[at]!.startsWith('@@'); at++) {
    const line = lines[at]!;
    if (at > start && (line.startsWith('diff --git ') || (isFileHeader(lines, at) && header.to !== undefined))) break;
    const git = /^diff --git (?:"?a\/(.+?)"?) (?:"?b\/(.+?)"?)$/.exec(line);
    if (git) Object.assign(header, { from: git[1], to: git[2] });
    else if (line.startsWith('--- ')) header.from = diffPath(line);
    else if (line.startsWith('+++ ')) header.to = diffPath(line);
    else if (line.startsWith('deleted file')) header.isDeleted = true;
    else if (/^rename (?:from|to) /.test(line)) header.isRename = true;
    else if (!/^(?:index|new file|old mode|new mode|similarity)\b/.test(line)) break;
  }
  return { header, next: at };
}

function diffPath(line: string): FilePath {
  return line
    .slice(4)
    .replace(/\t.*$/, '')
    .trim()
    .replace(/^"(.*)"$/, '$1')
    .replace(/^[ab]\//, '')
    .replace(/^\.\//, '');
}

function toBlocks({ header, hunks }: Section): AnswerBlock[] {
  const { from, to } = header;
  const isMade = from === '/dev/null';
  const isGone = to === '/dev/null' || header.isDeleted === true;
  if (isGone && from !== undefined) return [{ kind: 'delete', ordinal: 0, path: from }];
  if (isMade && to !== undefined) {
    const added = hunks.flatMap(({ lines }) => lines.filter((line) => line.startsWith('+')));
    return [{ kind: 'create', ordinal: 0, path: to, text: added.map((line) => `${line.slice(1)}\n`).join('') }];
  }
  const isRename = from !== undefined && to !== undefined && from !== to;
  const path = isRename ? from : (to ?? from);
  const place = path === undefined ? {} : { path };
  const drafts = hunks.flatMap(({ lines, lineHint }) => {
    const draft = toDraft(lines, 0, { ...place, ...(lineHint === undefined ? {} : { lineHint }) });
    return draft ? [draft] : [];
  });
  return isRename ? [{ kind: 'rename', ordinal: 0, path: from, to }, ...drafts] : drafts;
}
