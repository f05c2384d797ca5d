// What the fast model is asked for before a search, and what is taken from its answer: words that the code about a request probably has.
import type { ModelRequest } from '../model/chat.ts';
import type { FilePath } from '../model/document.ts';
import type { CodeHit } from '../ports/codeIndex.ts';
import { wordsOf } from './tokens.ts';

const maxFolders = 60;
const maxSymbols = 40;
const maxTerms = 15;
const maxTermLength = 60;
const maxOutputTokens = 200;

export interface ExpansionGround {
  readonly text: string;
  /** Paths of the workspace, for the outline of its folders. */
  readonly paths: readonly FilePath[];
  /** What the plain search finds first. */
  readonly hits: readonly CodeHit[];
}

/** The model sees folders and symbols that are really there, so that it chooses words this repository has. */
export function renderExpansionRequest(ground: ExpansionGround): ModelRequest & { readonly role: 'expandQuery' } {
  const symbols = [...new Set(ground.hits.flatMap((hit) => [hit.path, ...(hit.symbol ? [hit.symbol] : [])]))].slice(0, maxSymbols);
  const system =
    'You help to search a code base. Given a request in everyday words, answer with 8 to 15 identifiers, file names or technical words ' +
    'that the code to read or change for it most likely contains, one on each line, the likeliest first. Prefer words that fit the ' +
    'folders and symbols shown. No explanation.';
  const user = [
    `Folders:\n${foldersOf(ground.paths).join('\n')}`,
    `A plain search found:\n${symbols.join('\n')}`,
    `Request:\n${ground.text}`,
  ].join('\n\n');
  return {
    role: 'expandQuery',
    messages: [
      { role: 'system', text: system },
      { role: 'user', text: user },
    ],
    maxOutputTokens,
    temperature: 0,
  };
}

/** Terms of the answer, each once, without numbering, quotes or sentences. Empty when it is no list of words. */
export function parseExpansion(answer: string): readonly string[] {
  const terms = answer
    .split(/[\n,]/)
    .map((line) => line.replace(/^[\s\-*•\d.)\]"'`]+|[\s"'`.;:]+$/g, ''))
    .filter((term) => term.length > 1 && term.length <= maxTermLength && wordsOf(term).length > 0 && wordsOf(term).length <= 6);
  return [...new Set(terms)].slice(0, maxTerms);
}

/** The folders with most files below them, in path order. */
function foldersOf(paths: readonly FilePath[]): string[] {
  const counts = new Map<string, number>();
  for (const path of paths) {
    const parts = path.split('/').slice(0, -1);
    for (let depth = 1; depth <= Math.min(3, parts.length); depth++) {
      const folder = parts.slice(0, depth).join('/');
      counts.set(folder, (counts.get(folder) ?? 0) + 1);
    }
  }
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, maxFolders)
    .map(([folder]) => folder)
    .sort();
}
