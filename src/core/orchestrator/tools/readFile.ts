// read_file: some lines of one file of the workspace, numbered as editors number them.
import { z } from 'zod/mini';
import { defineTool, refuse } from './tool.ts';

const maxLines = 400;
const maxCharacters = 40_000;

export const readFileTool = defineTool({
  name: 'read_file',
  description: `Reads lines of one file of the workspace, at most ${maxLines} at once. Lines are counted from 1 and come with their numbers.`,
  schema: z.strictObject({
    path: z.string().check(z.minLength(1), z.describe('Path from the workspace root, with forward slashes.')),
    start_line: z.optional(z.int().check(z.gte(1), z.describe('First line; 1 if left out.'))),
    end_line: z.optional(z.int().check(z.gte(1), z.describe(`Last line, included; up to ${maxLines} lines after the first if left out.`))),
  }),
  async plan({ path: named, start_line = 1, end_line }, { reader }) {
    if (end_line !== undefined && end_line < start_line)
      return refuse(`end_line ${end_line} lies before start_line ${start_line}. Swap them.`);
    const { verdict, path, why } = await reader.judgePath(named);
    if (verdict === 'outside') return refuse(`${named} cannot be read: ${why} Only files of the workspace can.`);
    const last = Math.min(end_line ?? start_line + maxLines - 1, start_line + maxLines - 1);
    return {
      action: { kind: 'readFile', path },
      shown: `Read ${path}${start_line === 1 && end_line === undefined ? '' : `, lines ${start_line} to ${last}`}`,
      run: async (signal) => {
        const result = await reader.read(path, signal);
        if (result.kind === 'missing') return `There is no file ${path}. Look for it with search_codebase.`;
        if (result.kind === 'unreadable') return `${path} cannot be read: ${result.message}`;
        return numbered(path, result.snapshot.text, start_line, last);
      },
    };
  },
});

function numbered(path: string, text: string, start: number, last: number): string {
  const lines = text.replace(/\r?\n$/, '').split(/\r?\n/);
  if (start > lines.length) return `${path} has only ${lines.length} lines.`;
  const chosen = lines.slice(start - 1, last).map((line, at) => `${start + at}\t${line}`);
  const body = chosen.join('\n').slice(0, maxCharacters);
  const shownTo = start + body.split('\n').length - 1;
  const rest = shownTo < lines.length ? `\n(lines ${shownTo + 1} to ${lines.length} not shown)` : '';
  return `${path}, lines ${start} to ${shownTo} of ${lines.length}:\n${body}${rest}`;
}
