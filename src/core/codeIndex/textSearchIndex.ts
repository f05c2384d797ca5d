// The code index for when there is none: words of the request counted through the workspace's own text search, rare words first.
import type { FilePath } from '../model/document.ts';
import type { CodeHit, CodeIndex, CodeQuery } from '../ports/codeIndex.ts';
import type { TextHit, WorkspaceReader } from '../ports/workspaceReader.ts';
import { identifierParts, stem, telling } from './tokens.ts';

const maxWords = 10;
const maxHitsPerWord = 3000;
const contextLines = 20;

interface WordHits {
  readonly word: string;
  readonly byPath: ReadonlyMap<FilePath, readonly TextHit[]>;
}

/** Searches word by word at each request; nothing is kept, so it is always up to date and never complete for very common words. */
export function createTextSearchIndex(reader: WorkspaceReader): CodeIndex {
  return {
    search: (query, signal) => searchWords(query, reader, signal),
    update: async () => undefined,
    state: async () => ({ kind: 'textSearchOnly', indexedFiles: 0, note: 'No index: every search reads the files.' }),
  };
}

async function searchWords(query: CodeQuery, reader: WorkspaceReader, signal: AbortSignal): Promise<readonly CodeHit[]> {
  const words = [...telling(query.text), ...(query.terms ?? [])].slice(0, maxWords);
  const found: WordHits[] = [];
  for (const word of words) {
    signal.throwIfAborted();
    const hits = await reader.searchText(variantsOf(word), maxHitsPerWord, signal);
    found.push({ word, byPath: groupByPath(hits) });
  }
  const ranked = rankFiles(found, query).slice(0, query.maxFiles);
  const best = ranked[0]?.score ?? 1;
  const hits = await Promise.all(ranked.map((file) => toHit(file, best, { found, reader, signal })));
  return hits.filter((hit) => hit !== undefined);
}

/** The word and its other number, because text search knows whole words only. */
function variantsOf(word: string): string[] {
  const root = stem(word.toLowerCase());
  const variants = [word, word.endsWith('s') ? word.slice(0, -1) : `${word}s`];
  if (root.length > 3 && root !== word.toLowerCase()) variants.push(root);
  return [...new Set(variants)];
}

function groupByPath(hits: readonly TextHit[]): Map<FilePath, TextHit[]> {
  const byPath = new Map<FilePath, TextHit[]>();
  for (const hit of hits) {
    const own = byPath.get(hit.path);
    if (own) own.push(hit);
    else byPath.set(hit.path, [hit]);
  }
  return byPath;
}

interface RankedFile {
  readonly path: FilePath;
  readonly score: number;
  readonly words: readonly string[];
}

/** A word found in few files counts more; its repetitions count less and less; a word in the path counts like a rare one. */
function rankFiles(found: readonly WordHits[], query: CodeQuery): RankedFile[] {
  const paths = new Set(found.flatMap((hits) => [...hits.byPath.keys()]));
  const favoured = new Set(query.boost);
  const ranked = [...paths].map((path) => {
    const parts = new Set(identifierParts(path).map(stem));
    let score = 0;
    const words: string[] = [];
    for (const { word, byPath } of found) {
      const count = byPath.get(path)?.length ?? 0;
      const rarity = Math.log(1 + paths.size / (1 + byPath.size)) ** 2;
      if (count > 0) words.push(word);
      score += rarity * (count / (count + 2));
      if (identifierParts(word).some((part) => parts.has(stem(part)))) score += rarity;
    }
    return { path, score: favoured.has(path) ? score * 1.3 : score, words };
  });
  return ranked.sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
}

interface Sources {
  readonly found: readonly WordHits[];
  readonly reader: WorkspaceReader;
  readonly signal: AbortSignal;
}

async function toHit(file: RankedFile, best: number, sources: Sources): Promise<CodeHit | undefined> {
  const read = await sources.reader.read(file.path, sources.signal);
  if (read.kind !== 'found') return undefined;
  const lines = read.snapshot.text.split('\n');
  const centre = densestLine(sources.found.flatMap((hits) => (hits.byPath.get(file.path) ?? []).map((hit) => hit.line)));
  const startLine = Math.max(0, centre - contextLines / 2);
  const endLine = Math.min(lines.length, startLine + 2 * contextLines);
  return {
    path: file.path,
    range: { startLine, endLine },
    text: lines.slice(startLine, endLine).join('\n'),
    score: best > 0 ? file.score / best : 0,
    why: `words: ${file.words.join(', ')}`,
  };
}

/** The line that starts the window with most hits. */
function densestLine(lines: readonly number[]): number {
  const sorted = [...lines].sort((a, b) => a - b);
  let best = sorted[0] ?? 0;
  let most = 0;
  let end = 0;
  sorted.forEach((line, start) => {
    while (end < sorted.length && sorted[end]! < line + 2 * contextLines) end++;
    if (end - start > most) {
      most = end - start;
      best = line;
    }
  });
  return best;
}
