// From a change to the files that may feel it: dependents that mention a name through which it is felt, and what they pass on.
import { performance } from 'node:perf_hooks';
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath } from '../../core/model/document.ts';
import { diffLines } from '../../core/text/lineDiff.ts';
import type { ImportGraph } from '../language/importGraph.ts';
import { pathsOf } from '../language/textState.ts';
import { feltOutside, mentionOf, type Side } from './affectedNames.ts';

export interface Search {
  /** By `performance.now()`: past it, no further name is followed. */
  readonly until: number;
  /** The graph without the change and the one with it. */
  readonly graphs: readonly ImportGraph[];
  /** Files of the workspace that have one of these words. */
  filesMentioning(words: readonly string[]): Promise<readonly FilePath[]>;
  /** A file's present text, cut into lines and regions; undefined when it cannot be read. */
  sideOf(path: FilePath): Promise<Side | undefined>;
  /** The same of a text that is not the present one. */
  readText(path: FilePath, text: string): Promise<Side>;
}

/** How often what a dependent passes on is followed. */
const rounds = 3;
/** More names than this say nothing any more: they are in every file. */
const mostNames = 80;
const mostCandidates = 5_000;
/** So few candidates are read; more are first sifted by a search. */
const fewCandidates = 60;

export interface AffectedFiles {
  /** Nearest first. */
  readonly files: readonly FilePath[];
  /** Not all names were followed to their end. */
  readonly isCutShort: boolean;
}

export async function affectedFiles(changes: readonly FileChange[], search: Search): Promise<AffectedFiles> {
  const changed = changes.flatMap(pathsOf);
  const names = new Set<string>();
  const sources = new Set<FilePath>();
  for (const change of changes) await noteChange(change, search, { names, sources });
  if (names.size === 0 && sources.size === 0) return { files: [], isCutShort: false };

  const union = (of: (graph: ImportGraph) => readonly FilePath[]) =>
    [...new Set(search.graphs.flatMap(of))].filter((path) => !changed.includes(path));
  const candidates = union((graph) => graph.dependents(changed, mostCandidates));
  const affected = new Set<FilePath>();
  let fresh: ReadonlySet<string> = names;
  for (let round = 0; round === 0 || fresh.size > 0; round++) {
    if (round === rounds || names.size > mostNames || performance.now() > search.until) break;
    const direct = union((graph) => graph.importers([...sources])).filter((path) => !affected.has(path));
    const passed = await passOn(candidates, direct, fresh, search);
    for (const path of passed.files) affected.add(path);
    for (const path of passed.sources) sources.add(path);
    fresh = new Set([...passed.names].filter((name) => !names.has(name)));
    for (const name of fresh) names.add(name);
  }
  return { files: candidates.filter((path) => affected.has(path)), isCutShort: fresh.size > 0 };
}

/** A file that comes or goes is felt by whoever imports it. */
async function noteChange(change: FileChange, search: Search, felt: { names: Set<string>; sources: Set<FilePath> }): Promise<void> {
  if (change.kind !== 'modify') {
    for (const path of pathsOf(change)) felt.sources.add(path);
    return;
  }
  const old = await search.readText(change.path, change.before.text);
  const fresh = await search.readText(change.path, change.after);
  const blocks = diffLines(old.lines, fresh.lines);
  const range = (start: number, end: number) => Array.from({ length: end - start }, (_, index) => start + index);
  const sides = [
    feltOutside(
      old,
      blocks.flatMap((block) => range(block.aStart, block.aEnd)),
    ),
    feltOutside(
      fresh,
      blocks.flatMap((block) => range(block.bStart, block.bEnd)),
    ),
  ];
  for (const side of sides) {
    for (const name of side.names) felt.names.add(name);
    if (side.everyImporter) felt.sources.add(change.path);
  }
}

interface Passed {
  readonly files: readonly FilePath[];
  readonly names: ReadonlySet<string>;
  readonly sources: readonly FilePath[];
}

/** Candidates that mention one of the names, and files that feel it anyway; with what each lets others feel. */
async function passOn(
  candidates: readonly FilePath[],
  direct: readonly FilePath[],
  names: ReadonlySet<string>,
  search: Search,
): Promise<Passed> {
  const mention = mentionOf(names);
  const sifted = candidates.length <= fewCandidates ? candidates : await sift(candidates, names, search);
  const files = new Set<FilePath>(direct);
  const passed = new Set<string>();
  const sources: FilePath[] = [];
  for (const path of new Set([...direct, ...sifted])) {
    if (performance.now() > search.until) {
      files.add(path);
      continue;
    }
    const side = await search.sideOf(path);
    const touched = side?.lines.flatMap((line, index) => (mention.test(line) ? [index] : [])) ?? [];
    if (!side || (touched.length === 0 && !files.has(path))) continue;
    files.add(path);
    const felt = feltOutside(side, touched.length === 0 ? importLines(side) : touched);
    for (const name of felt.names) passed.add(name);
    if (felt.everyImporter) sources.push(path);
  }
  return { files: [...files], names: passed, sources };
}

/** A file that feels its import whole passes on whatever it re-exports. */
const importLines = ({ lines }: Side): number[] => lines.flatMap((line, index) => (/^export\b.*\bfrom\b/.test(line) ? [index] : []));

async function sift(candidates: readonly FilePath[], names: ReadonlySet<string>, search: Search): Promise<FilePath[]> {
  if (names.size === 0) return [];
  const found = new Set(await search.filesMentioning([...names]));
  return candidates.filter((path) => found.has(path));
}
