// The SEARCH part of a block, prepared for comparing with one file.
import type { FileIndex } from './fileIndex.ts';
import { comparable, elisionKind } from './lineNature.ts';
import { profileOverlap, similarity } from './similarity.ts';

/** `weight` is the sum over the lines that are not elisions. */
export interface SearchLines {
  readonly lines: readonly string[];
  readonly ids: readonly number[];
  readonly weights: readonly number[];
  /** Lines that stand for any number of file lines. */
  readonly elided: readonly boolean[];
  readonly weight: number;
}

export function prepareSearch(lines: readonly string[], index: FileIndex): SearchLines {
  const ids = lines.map((line) => index.intern(comparable(line)));
  const elided = lines.map((line, at) => elisionKind(line) !== undefined && index.places(ids[at]!, 1).length === 0);
  const weights = ids.map((id, at) => (elided[at] ? 0 : index.weight(id)));
  return { lines, ids, weights, elided, weight: weights.reduce((sum, weight) => sum + weight, 0) };
}

const profileSteps = 80;
const mostCompared = 160_000;

/** Long lines share many character pairs by chance, so they must share more. */
const leastOverlap = (length: number) => Math.min(0.78, Math.max(0.45, 0.45 + (length - 40) * 0.003));

/** How alike a line of the block and a line of the file are, by their ids; 0 where a cheap look says that they are not. */
export function likeness(index: FileIndex, searchId: number, fileId: number): number {
  if (searchId === fileId) return 1;
  const a = index.form(searchId);
  const b = index.form(fileId);
  if (a === '' || b === '' || a.length > 3 * b.length + 6 || b.length > 3 * a.length + 6) return 0;
  const shorter = Math.min(a.length, b.length);
  if (!index.spend(profileSteps)) return 0;
  if (shorter > 4 && profileOverlap(index.profile(searchId), index.profile(fileId)) < leastOverlap(shorter)) return 0;
  return index.spend(Math.min(a.length * b.length, mostCompared)) ? similarity(a, b) : 0;
}
