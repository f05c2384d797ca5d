// Joins what a request finds in its own words with what a model's words for it find. The model may be wrong about this repository:
// its words count less where they lead elsewhere than the request does, and the first two of the plain search stay among the first five.
import type { RankedFile } from './rank.ts';

/** How much the model's words count, by how far both searches agree; chosen by `--expand` and `--expand-shuffled` of the scorer alike. */
const share = { agreed: 1, doubted: 0.4 };
const agreement = 0.4;
const firstExpanded = 5;
const keptPlain = 2;
/** Scores are told apart over so many files; what stands lower counts nothing. */
const depth = 100;

export function mergeExpanded(plain: readonly RankedFile[], expanded: readonly RankedFile[]): readonly RankedFile[] {
  const own = relative(plain);
  const more = relative(expanded);
  const leaders = expanded.slice(0, firstExpanded);
  const agreed = leaders.reduce((sum, { path }) => sum + (own.get(path) ?? 0), 0) / firstExpanded;
  const weight = agreed > agreement ? share.agreed : share.doubted;
  const known = new Map([...expanded, ...plain].map((file) => [file.path, file]));
  const merged = [...known.values()]
    .map((file) => ({ ...file, score: (own.get(file.path) ?? 0) + weight * (more.get(file.path) ?? 0), why: whyOf(file, own, more) }))
    .sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
  const kept = new Set(plain.slice(0, keptPlain).map(({ path }) => path));
  const first = merged.slice(0, firstExpanded);
  const missing = merged.slice(firstExpanded).filter(({ path }) => kept.has(path));
  const places = firstExpanded - missing.length;
  const staying = first.filter(({ path }, place) => kept.has(path) || place < places).slice(0, places);
  const chosen = new Set([...staying, ...missing].map(({ path }) => path));
  return [...staying, ...missing, ...merged.filter(({ path }) => !chosen.has(path))];
}

/** Scores from 0, what the hundredth file has, to 1, what the best has. */
function relative(ranked: readonly RankedFile[]): Map<string, number> {
  const top = ranked[0]?.score ?? 1;
  const low = ranked[Math.min(ranked.length - 1, depth)]?.score ?? 0;
  const span = Math.max(Number.EPSILON, top - low);
  return new Map(ranked.map(({ path, score }) => [path, Math.max(0, (score - low) / span)]));
}

function whyOf(file: RankedFile, own: ReadonlyMap<string, number>, more: ReadonlyMap<string, number>): string {
  if ((more.get(file.path) ?? 0) <= (own.get(file.path) ?? 0)) return file.why;
  return file.why === '' ? 'words of the fast model' : `words of the fast model: ${file.why}`;
}
