// Candidate places of a block: chains of equal or similar lines that rise in the block and in the file alike.

import { sameBlanks } from './alignGap.ts';
import type { LinePair } from './alignment.ts';
import type { FileIndex } from './fileIndex.ts';
import { likeness, type SearchLines } from './searchLines.ts';
import { profileOverlap } from './similarity.ts';

const mostPairs = 800;
const mostPairsAtAll = 20_000;
const mostPlacesPerLine = 64;
const lookBack = 100;
const mostChains = 10;
const mostFuzzyLines = 6;
const mostScannedLines = 150_000;

interface Link {
  readonly pair: LinePair;
  score: number;
  before: number;
}

/** Best chains first. Places that share lines with a better chain are left out. */
export function findChains(search: SearchLines, index: FileIndex): LinePair[][] {
  const pairs = [...equalPairs(search, index), ...similarPairs(search, index)].sort((a, b) => a.file - b.file || a.search - b.search);
  const links = linkPairs(search, index, pairs);
  const order = links.map((_link, at) => at).sort((a, b) => links[b]!.score - links[a]!.score);
  const used = new Uint8Array(links.length);
  const chains: LinePair[][] = [];
  const least = 0.3 * (links[order[0] ?? 0]?.score ?? 0);
  for (const end of order) {
    if (chains.length === mostChains || links[end]!.score < least) break;
    if (used[end]) continue;
    const chain: LinePair[] = [];
    let at = end;
    for (; at >= 0 && !used[at]; at = links[at]!.before) {
      used[at] = 1;
      chain.push(links[at]!.pair);
    }
    const inherited = at >= 0 ? links[at]!.score : 0;
    if (links[end]!.score - inherited >= least) chains.push(chain.reverse());
  }
  return chains;
}

function equalPairs(search: SearchLines, index: FileIndex): LinePair[] {
  const found = search.ids
    .map((id, line) => ({ line, places: search.weights[line]! < 0.15 ? [] : index.places(id, mostPlacesPerLine + 1) }))
    .filter(({ places }) => places.length > 0 && places.length <= mostPlacesPerLine)
    .sort((a, b) => a.places.length - b.places.length);
  const pairs: LinePair[] = [];
  for (const { line, places } of found) {
    if (pairs.length > 0 && pairs.length + places.length > Math.min(mostPairsAtAll, Math.max(mostPairs, 2 * search.lines.length))) break;
    for (const file of places) pairs.push({ search: line, file, likeness: 1 });
  }
  return pairs;
}

/** Lines of the block that the file does not have may be misspelt; the few weightiest of them are looked for line by line. */
function similarPairs(search: SearchLines, index: FileIndex): LinePair[] {
  if (index.lines.length > mostScannedLines) return [];
  const unknown = search.ids
    .map((id, line) => ({ id, line }))
    .filter(({ id, line }) => search.weights[line]! >= 0.5 && index.places(id, 1).length === 0);
  const known = search.weights.reduce((sum, weight, line) => sum + (index.places(search.ids[line]!, 1).length > 0 ? weight : 0), 0);
  if (known > 3 && known > search.weight / 2) return [];
  return unknown
    .slice(0, mostFuzzyLines)
    .flatMap(({ id, line }) => mostAlike(index, id).map(({ file, alike }) => ({ search: line, file, likeness: alike })));
}

function mostAlike(index: FileIndex, id: number): { file: number; alike: number }[] {
  if (!index.spend(index.lines.length * 40)) return [];
  const profile = index.profile(id);
  const length = index.form(id).length;
  const found: { file: number; alike: number }[] = [];
  for (let file = 0; file < index.lines.length; file++) {
    const other = index.ids[file]!;
    const otherLength = index.form(other).length;
    if (otherLength === 0 || otherLength > 2 * length + 4 || length > 2 * otherLength + 4) continue;
    if (profileOverlap(profile, index.profile(other)) < 0.5 && length > 6) continue;
    const alike = likeness(index, id, other);
    if (alike >= 0.6) found.push({ file, alike });
  }
  return found.sort((a, b) => b.alike - a.alike).slice(0, 12);
}

function linkPairs(search: SearchLines, index: FileIndex, pairs: readonly LinePair[]): Link[] {
  const links: Link[] = [];
  const elidedBefore = [0];
  for (const elided of search.elided) elidedBefore.push(elidedBefore.at(-1)! + (elided ? 1 : 0));
  for (const [at, pair] of pairs.entries()) {
    const isSame = search.lines[pair.search] === index.lines[pair.file];
    const own = search.weights[pair.search]! * pair.likeness + (isSame ? sameBlanks : 0);
    const link: Link = { pair, score: own, before: -1 };
    for (let earlier = at - 1; earlier >= 0 && earlier >= at - lookBack; earlier--) {
      const { pair: other, score } = links[earlier]!;
      if (other.file >= pair.file || other.search >= pair.search) continue;
      const isElided = elidedBefore[pair.search]! > elidedBefore[other.search]!;
      const cost = gapCost(pair.search - other.search, pair.file - other.file, isElided);
      if (score + own - cost > link.score) Object.assign(link, { score: score + own - cost, before: earlier });
    }
    links.push(link);
  }
  return links;
}

function gapCost(searchGap: number, fileGap: number, isElided: boolean): number {
  if (isElided) return fileGap + 2 >= searchGap ? 0.02 + fileGap * 1e-5 : 0.3;
  const shift = Math.abs(fileGap - searchGap);
  if (shift > 8 + searchGap) return Number.POSITIVE_INFINITY;
  return 0.12 * shift ** 0.7 + 0.002 * searchGap;
}
