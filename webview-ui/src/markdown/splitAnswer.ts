// An answer as prose and edit blocks, so that the page can show a block as a small file card instead of its markers.
// Only for showing: what is applied is decided by the parser in core/edit.

export type AnswerPart =
  | { readonly kind: 'prose'; readonly text: string }
  | {
      readonly kind: 'block';
      readonly verb: 'edit' | 'delete' | 'rename';
      readonly path: string | undefined;
      readonly search: readonly string[];
      readonly replace: readonly string[];
      /** False while the block still streams. */
      readonly complete: boolean;
    };

const opening = /^\s*(<{5,9})\s*(SEARCH|ORIGINAL|HEAD|DELETE|RENAME)\b(.*)$/i;
const middle = /^\s*(={5,9})\s*$/;
const closing = /^\s*>{5,9}\s*(?:REPLACE|UPDATED|DELETE|RENAME)\b.*$/i;
const verbs: Readonly<Record<string, 'delete' | 'rename'>> = { DELETE: 'delete', RENAME: 'rename' };
const fence = /^\s*(`{3,}|~{3,})\s*([^\s`]*)\s*(.*)$/;
const pathLine = /^[\s#>*`]*((?:[\w.@()[\]+ -]+\/)*[\w.@()[\]+-]+\.[\w-]+|(?:[\w.@-]+\/)+[\w.@-]+)[`*:\s]*$/;

/** Splits what has streamed so far. */
export function splitAnswer(answer: string): AnswerPart[] {
  const parts: AnswerPart[] = [];
  const lines = answer.split('\n');
  let prose: string[] = [];
  let path: string | undefined;
  for (let at = 0; at < lines.length; at++) {
    const opened = opening.exec(lines[at] ?? '');
    if (!opened) {
      prose.push(lines[at] ?? '');
      continue;
    }
    const lead = takeLead(prose);
    path = lead.path ?? pathIn(opened[3] ?? '') ?? path;
    if (lead.prose.join('').trim() !== '') parts.push({ kind: 'prose', text: lead.prose.join('\n') });
    const block = readBlock(lines, at + 1, opened[1]?.length === 9 ? 9 : undefined);
    const verb = verbs[opened[2]?.toUpperCase() ?? ''] ?? 'edit';
    parts.push({ kind: 'block', verb, path, search: block.search, replace: block.replace, complete: block.complete });
    at = skipFenceEnd(lines, block.end, lead.fenced) - 1;
    prose = [];
  }
  if (prose.join('').trim() !== '') parts.push({ kind: 'prose', text: prose.join('\n') });
  return parts;
}

/** The fence and the path line that stand directly above a block belong to it. */
function takeLead(prose: readonly string[]): { prose: string[]; path: string | undefined; fenced: boolean } {
  const rest = [...prose];
  let path: string | undefined;
  let fenced = false;
  for (let taken = 0; taken < 3 && rest.length > 0; taken++) {
    const line = rest.at(-1) ?? '';
    const opened = fence.exec(line);
    if (line.trim() === '' && taken > 0 && path !== undefined) break;
    if (opened && !fenced) {
      fenced = true;
      path ??= pathIn(opened[3] ?? '') ?? pathIn(opened[2] ?? '');
    } else if (path === undefined && pathIn(line) !== undefined) path = pathIn(line);
    else if (line.trim() !== '') break;
    rest.pop();
  }
  return { prose: rest, path, fenced };
}

function pathIn(text: string): string | undefined {
  return pathLine.exec(text.replace(/^\s*(?:path|file|filename)\s*[=:]\s*/i, '').replace(/["']/g, ''))?.[1];
}

/** `marks`: nine marker characters are only ended by nine, so that the text may hold lines of seven. */
function readBlock(lines: readonly string[], from: number, marks: number | undefined) {
  const search: string[] = [];
  const replace: string[] = [];
  let side = search;
  for (let at = from; at < lines.length; at++) {
    const line = lines[at] ?? '';
    if (closing.test(line)) return { search, replace, complete: true, end: at + 1 };
    const separator = side === search ? middle.exec(line)?.[1] : undefined;
    if (separator && (marks === undefined || separator.length === marks)) side = replace;
    else side.push(line);
  }
  return { search, replace, complete: false, end: lines.length };
}

function skipFenceEnd(lines: readonly string[], from: number, fenced: boolean): number {
  if (!fenced) return from;
  return /^\s*(`{3,}|~{3,})\s*$/.test(lines[from] ?? '') ? from + 1 : from;
}
