// search_codebase: the best places for a question, from the index.
import { z } from 'zod/mini';
import type { CodeHit } from '../../ports/codeIndex.ts';
import { cutLine, defineTool } from './tool.ts';

const maxFiles = 10;
const maxLinesPerHit = 30;

export const searchCodebaseTool = defineTool({
  name: 'search_codebase',
  description: 'Finds code of the workspace by names or by meaning. Answers with the best places: path, line numbers and text.',
  schema: z.strictObject({
    query: z
      .string()
      .check(z.minLength(2), z.maxLength(500), z.describe('Names, words of the code, or a short description of what it does.')),
  }),
  plan: async ({ query }, { index }) => ({
    action: { kind: 'searchCode', query },
    shown: `Search the code for “${query}”`,
    run: async (signal) => {
      const hits = await index.search({ text: query, maxFiles }, signal);
      if (hits.length === 0) return `Nothing was found for “${query}”. Try names that the code itself would use.`;
      return hits.map(showHit).join('\n\n');
    },
  }),
});

function showHit(hit: CodeHit): string {
  const first = hit.range.startLine + 1;
  const lines = hit.text.split('\n').slice(0, maxLinesPerHit);
  return `${hit.path}:${first}${hit.symbol ? ` (${hit.symbol})` : ''}\n${lines.map((line, at) => `${first + at}\t${cutLine(line)}`).join('\n')}`;
}
