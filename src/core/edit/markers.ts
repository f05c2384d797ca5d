// The lines that give an answer its structure: block markers and fences.
import type { FilePath } from '../model/document.ts';
import { headerPath } from './pathText.ts';

export type BlockKeyword = 'SEARCH' | 'DELETE' | 'RENAME' | 'short';

export interface OpenMarker {
  readonly keyword: BlockKeyword;
  readonly indent: string;
  readonly width: number;
  readonly path?: FilePath;
  readonly lineHint?: number;
}

/** Longer lines are text; it also bounds what the patterns may cost. */
const longestMarker = 600;

const openLine = /^([ \t]*)(<{4,9})(?!<)[ \t]*(.*)$/;
const dividerLine = /^(={4,9})[ \t]*$/;
const closeLine = /^(>{4,9})[ \t]*(REPLACE|UPDATED?|DELETE|RENAME)?[ \t]*$/;
const hintText = /[ \t]*(?:\((?:lines?|L|:start_line:)[ \t]*(\d+)[^)]*\)|[ \t]lines?[ \t:]+(\d+)[-\d]*)[ \t]*$/i;

/** `<<<<<<< SEARCH`, optionally with a path and a line hint, or the short form `<<<< // path`. */
export function parseOpen(line: string): OpenMarker | undefined {
  const found = line.length <= longestMarker ? openLine.exec(line) : undefined;
  if (!found) return undefined;
  const [, indent, marks, rest] = found as unknown as [string, string, string, string];
  const keyword = /^(SEARCH|ORIGINAL|DELETE|RENAME)\b:?[ \t]*/.exec(rest);
  const told = keyword ? rest.slice(keyword[0].length) : rest;
  const hint = hintText.exec(told);
  const name = (hint ? told.slice(0, hint.index) : told).trim();
  const path = name === '' ? undefined : headerPath(name);
  if (name !== '' && path === undefined) return undefined;
  if (!keyword && path !== undefined && /^(?:HEAD|Updated|ours|theirs|merged)\b/i.test(path)) return undefined;
  return {
    keyword: keyword ? (keyword[1] === 'ORIGINAL' ? 'SEARCH' : (keyword[1] as BlockKeyword)) : 'short',
    indent,
    width: marks.length,
    ...(path === undefined ? {} : { path }),
    ...(hint ? { lineHint: Number(hint[1] ?? hint[2]) } : {}),
  };
}

/** How many characters a divider line has; 0 for any other line. */
export function dividerWidth(line: string): number {
  return line.length <= longestMarker ? (dividerLine.exec(line)?.[1]?.length ?? 0) : 0;
}

export interface CloseMarker {
  readonly width: number;
  readonly keyword?: string;
}

export function parseClose(line: string): CloseMarker | undefined {
  const found = line.length <= longestMarker ? closeLine.exec(line) : undefined;
  if (!found) return undefined;
  return { width: found[1]!.length, ...(found[2] === undefined ? {} : { keyword: found[2] }) };
}

export interface Fence {
  readonly mark: string;
  readonly info: string;
}

export function parseFence(line: string): Fence | undefined {
  const found = line.length <= longestMarker ? /^[ \t]*(`{3,}|~{3,})[ \t]*([^`]*)$/.exec(line) : undefined;
  return found ? { mark: found[1]!, info: found[2]!.trim() } : undefined;
}

/** Whether a line closes the fence that `open` began. */
export function closesFence(open: Fence, line: string): boolean {
  const fence = parseFence(line);
  return fence !== undefined && fence.info === '' && fence.mark[0] === open.mark[0] && fence.mark.length >= open.mark.length;
}
