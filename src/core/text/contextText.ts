// How a piece of context stands in a prompt. The packer counts this very text, and the prompt contains it unchanged.
import type { ContextItem, PackedForm } from '../model/context.ts';
import type { FilePath, LineRange } from '../model/document.ts';

/**
 * One piece: a heading that says what it is and how much of the file it shows, then its text in a fence.
 * It starts with `#` and ends with an empty line, so that token counts of pieces add up to the count of their sum.
 */
export function renderPiece(item: ContextItem, form: Exclude<PackedForm, 'dropped'>): string {
  const heading = `### ${headingOf(item, form)}\n`;
  if (form === 'line') return `${heading}\n`;
  const fence = fenceFor(item.text);
  return `${heading}${fence}${languageOf(item)}\n${item.text}${item.text.endsWith('\n') ? '' : '\n'}${fence}\n\n`;
}

function headingOf(item: ContextItem, form: Exclude<PackedForm, 'dropped'>): string {
  if (item.path === undefined) return form === 'line' ? `${item.title} (not shown)` : item.title;
  const about = item.title === item.path ? '' : `: ${item.title}`;
  return `${item.path} (${extentOf(item, form)})${about}`;
}

function extentOf(item: ContextItem, form: Exclude<PackedForm, 'dropped'>): string {
  const { range, totalLines } = item;
  if (form === 'skeleton') return `outline only, bodies left out, ${linesText(range, totalLines)}`;
  if (form === 'line') return `not shown, ${linesText(range, totalLines)}`;
  if (!range || totalLines === undefined) return 'about this file';
  if (range.startLine === 0 && range.endLine >= totalLines) return `complete file, ${count(totalLines)}`;
  return `part of the file, ${linesText(range, totalLines)}`;
}

function linesText(range: LineRange | undefined, totalLines: number | undefined): string {
  if (!range) return count(totalLines ?? 0);
  return `lines ${range.startLine + 1}-${range.endLine}${totalLines === undefined ? '' : ` of ${totalLines}`}`;
}

const count = (lines: number) => `${lines} line${lines === 1 ? '' : 's'}`;

/** The mark of a fence that no line of the text can close. */
export function fenceFor(text: string): string {
  let longest = 2;
  for (const run of text.match(/`{3,}/g) ?? []) longest = Math.max(longest, run.length);
  return '`'.repeat(longest + 1);
}

/** What a fence says of its language: the file's extension, or nothing for text about a file. */
function languageOf(item: ContextItem): string {
  if (item.path === undefined || item.totalLines === undefined) return '';
  return fenceLanguage(item.path);
}

/** The extension of a path, which highlighters and models take for the language. */
export function fenceLanguage(path: FilePath): string {
  const found = /\.([A-Za-z0-9]{1,12})$/.exec(path);
  return found?.[1]?.toLowerCase() ?? '';
}
