// From a change to the files that may feel it: importers that use a name through which it is felt, and what they pass on.
// An exported name is followed along the imports; a member of a type wherever the file it comes from can be felt at all.
import { performance } from 'node:perf_hooks';
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath } from '../../core/model/document.ts';
import { diffLines } from '../../core/text/lineDiff.ts';
import type { ImportGraph } from '../language/importGraph.ts';
import { pathsOf } from '../language/textState.ts';
import {
  type Felt,
  feltOutside,
  handedOn,
  handsAllOn,
  localNames,
  mentionOf,
  type Side,
  usesOf,
  wordsOfHandingOn,
} from './affectedNames.ts';

export interface Search {
  /** By `performance.now()`: past it, only what importers feel at once is followed. */
  readonly until: number;
  /** The graph without the change and the one with it. */
  readonly graphs: readonly ImportGraph[];
  /** Those of the files that have one of these words. */
  filesMentioning(words: readonly string[], among: readonly FilePath[]): Promise<readonly FilePath[]>;
  /** A file's present text; undefined when it cannot be read. */
  textOf(path: FilePath): Promise<string | undefined>;
  /** A text cut into lines and regions. */
  readText(path: FilePath, text: string): Promise<Side>;
}

/** How often what a dependent passes on is followed. */
const rounds = 6;
/** More members than this say nothing any more: they are in every file. */
const mostMembers = 60;
const mostFiles = 400;
const mostCandidates = 5_000;
/** So few files are read; more are first sifted by a search. */
const fewFiles = 40;

export interface AffectedFiles {
  /** Nearest first. */
  readonly files: readonly FilePath[];
  /** Not all names were followed to their end. */
  readonly isCutShort: boolean;
}

/** Exported names by the file they come from; `everything` for a file that came or went. */
type Exports = Map<FilePath, ReadonlySet<string>>;

interface Trail {
  readonly changed: readonly FilePath[];
  readonly affected: Set<FilePath>;
  /** What was followed already, as `path name` or ` member`. */
  readonly known: Set<string>;
  /** Names that nobody can have used before: who imports them without success may do so now, and no one else feels them. */
  readonly unheard: Set<string>;
}

const everything = 'default';

/** Members of a test's own classes are used nowhere else. */
const isTest = /(^|\/)(tests?|__tests__)\/|(^|\/)test_[^/]*$|[._-](test|spec)\.\w+$|_test\.\w+$/;

export async function affectedFiles(changes: readonly FileChange[], search: Search): Promise<AffectedFiles> {
  const trail: Trail = { changed: changes.flatMap(pathsOf), affected: new Set(), known: new Set(), unheard: new Set() };
  let exports: Exports = new Map();
  let members: ReadonlySet<string> = new Set();
  for (const change of changes) {
    const felt = await feltThrough(change, search);
    for (const path of pathsOf(change)) exports.set(path, felt.exports);
    const isNew = newNames(change);
    for (const name of felt.exports) if (isNew(name)) trail.unheard.add(name);
    members = new Set([...members, ...[...felt.members].filter((name) => !isNew(name))]);
  }
  let isCutShort = false;
  for (let round = 0; hasNames(exports) || members.size > 0; round++) {
    const isLate = round > 0 && performance.now() > search.until;
    isCutShort = isLate || round === rounds || members.size > mostMembers || trail.affected.size > mostFiles;
    if (isCutShort) break;
    const reached = await follow(exports, members, trail, search);
    exports = reached.exports;
    members = reached.members;
  }
  return { files: [...trail.affected], isCutShort };
}

const hasNames = (exports: Exports) => [...exports.values()].some((names) => names.size > 0);

/** A file that comes or goes is felt by whoever imports it. */
async function feltThrough(change: FileChange, search: Search): Promise<Felt> {
  if (change.kind !== 'modify') return { exports: new Set([everything]), members: new Set() };
  const old = await search.readText(change.path, change.before.text);
  const fresh = await search.readText(change.path, change.after);
  const blocks = diffLines(old.lines, fresh.lines);
  const range = (start: number, end: number) => Array.from({ length: end - start }, (_, index) => start + index);
  const before = feltOutside(
    old,
    blocks.flatMap((block) => range(block.aStart, block.aEnd)),
  );
  const after = feltOutside(
    fresh,
    blocks.flatMap((block) => range(block.bStart, block.bEnd)),
  );
  return { exports: new Set([...before.exports, ...after.exports]), members: new Set([...before.members, ...after.members]) };
}

/** Whether a name comes with the change. */
function newNames(change: FileChange): (name: string) => boolean {
  if (change.kind !== 'modify') return () => false;
  const words = new Set(change.before.text.match(/[A-Za-z_$][\w$]*/g));
  return (name) => name !== everything && !words.has(name);
}

interface Reached {
  readonly exports: Exports;
  readonly members: ReadonlySet<string>;
}

/** Files that use one of the names; with what each lets others feel that was not known before. */
async function follow(exports: Exports, members: ReadonlySet<string>, trail: Trail, search: Search): Promise<Reached> {
  const imported = importedNames(exports, trail, search);
  const using = await filesUsing(imported, members, trail, search);
  const next: Reached & { members: Set<string> } = { exports: new Map(), members: new Set() };
  for (const path of using) {
    const felt = await feltAt(path, imported.get(path) ?? { names: new Set(), from: [] }, { members, unheard: trail.unheard }, search);
    if (!felt) continue;
    trail.affected.add(path);
    const isNews = (key: string) => !trail.known.has(key) && Boolean(trail.known.add(key));
    next.exports.set(path, new Set([...felt.exports].filter((name) => isNews(`${path} ${name}`))));
    if (isTest.test(path)) continue;
    for (const name of felt.members) if (isNews(` ${name}`)) next.members.add(name);
  }
  return next;
}

/** Felt names that a file may import, and the files they come from. */
interface Imported {
  readonly names: ReadonlySet<string>;
  readonly from: readonly FilePath[];
}

/** What each importer may know of the names, by its path. */
function importedNames(exports: Exports, { changed }: Trail, { graphs }: Search): Map<FilePath, Imported> {
  const imported = new Map<FilePath, Imported>();
  for (const [path, names] of exports) {
    if (names.size === 0) continue;
    for (const importer of graphs.flatMap((graph) => graph.importers([path]))) {
      if (changed.includes(importer) || importer === path) continue;
      const known = imported.get(importer) ?? { names: new Set(), from: [] };
      imported.set(importer, { names: new Set([...known.names, ...names]), from: [...known.from, path] });
    }
  }
  return imported;
}

async function filesUsing(
  imported: ReadonlyMap<FilePath, Imported>,
  members: ReadonlySet<string>,
  { changed }: Trail,
  search: Search,
): Promise<Iterable<FilePath>> {
  const dependents = members.size === 0 ? [] : search.graphs.flatMap((graph) => graph.dependents(changed, mostCandidates));
  const others = [...new Set(dependents)].filter((path) => !changed.includes(path) && !imported.has(path));
  const importers = [...imported.keys()];
  const sure = importers.filter((path) => imported.get(path)?.names.has(everything));
  const words = new Set([...imported.values()].flatMap(({ names }) => [...names]));
  words.delete(everything);
  const sifted = await sift(importers, [...words, ...members, ...wordsOfHandingOn], search);
  return new Set([...sure, ...sifted, ...(await sift(others, [...members], search))]);
}

async function sift(paths: readonly FilePath[], words: readonly string[], search: Search): Promise<readonly FilePath[]> {
  if (words.length === 0 || paths.length === 0) return [];
  return paths.length <= fewFiles ? paths : search.filesMentioning(words, paths);
}

/** What a file lets others feel of the names; undefined when it uses none of them. */
async function feltAt(
  path: FilePath,
  imported: Imported,
  { members, unheard }: { readonly members: ReadonlySet<string>; readonly unheard: ReadonlySet<string> },
  search: Search,
): Promise<Felt | undefined> {
  const names = [...imported.names];
  const text = await search.textOf(path);
  const isSure = names.includes(everything) || (names.length > 0 && handsAllOn(text ?? '', imported.from));
  if (text === undefined) return isSure ? { exports: new Set(), members: new Set() } : undefined;
  if (!isSure && !mentionOf([...names, ...members]).test(text)) return undefined;
  const side = await search.readText(path, text);
  const member = side.memberUse(members);
  const touched = usesOf(side, localNames(side, names), members);
  if (!isSure && touched.length === 0 && !side.lines.some((line) => member.test(line))) return undefined;
  const felt = feltOutside(side, touched);
  return { exports: new Set([...felt.exports, ...handedOn(side, names).filter((name) => !unheard.has(name))]), members: felt.members };
}
