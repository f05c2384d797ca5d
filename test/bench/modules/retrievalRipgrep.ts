// A yardstick for the retrieval bench: files by how often they contain the words of the request, as a plain text search would.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { telling } from '../../../src/core/codeIndex/tokens.ts';
import { ripgrepProgram } from '../../../src/node/assets.ts';
import { listFiles, searchWords } from '../../../src/node/ripgrep.ts';

type Place = { readonly program: string; readonly root: string };
const { signal } = new AbortController();

export async function index(root: string): Promise<Place> {
  const place = { program: ripgrepProgram(), root };
  const files = await listFiles(place, signal);
  if (files[0]) readFileSync(join(root, files[0]));
  return place;
}
export async function search(place: Place, text: string, limit: number) {
  const counts = new Map<string, number>();
  for (const hit of await searchWords(place, telling(text).slice(0, 40), signal)) counts.set(hit.path, (counts.get(hit.path) ?? 0) + 1);
  const ranked = [...counts].sort((a, b) => b[1] - a[1]).slice(0, limit);
  return ranked.map(([path, score]) => ({ path, score }));
}
