// Finds declarations by name without a language server: lines that declare, out of the index or by text search, checked against imports
// and the outline.
import type { FilePath } from '../model/document.ts';
import type { CodeIndex } from '../ports/codeIndex.ts';
import type { LanguageFeatures } from '../ports/languageFeatures.ts';
import type { TextHit, WorkspaceReader } from '../ports/workspaceReader.ts';
import { type ImportedName, importsOf } from '../text/importsOf.ts';
import type { FileCache } from './fileCache.ts';
import { moduleMatch } from './moduleMatch.ts';
import { lastName, symbolAt } from './signature.ts';
import type { SymbolUse } from './symbolUses.ts';

export interface Declaration {
  readonly name: string;
  readonly path: FilePath;
  readonly line: number;
}

const namesAtOnce = 6;
const maxHits = 6000;
const maxCandidates = 8;
const maxPerName = 2;
/** A name declared in more places than this says nothing without an import that points to one of them. */
const maxUnimported = 3;
const testPath = /(?:^|[/_.-])(?:tests?|specs?|__tests__|testdata|fixtures|mocks?|playground|examples?)(?:[/_.-]|$)/i;
/** One folder is one unit in these: its files see each other's names without importing them. */
const sharesFolder = /\.(?:go|java|kt|scala|cs|c|cc|cpp|h|hpp|swift)$/;

const quoted = (name: string) => name.replace(/[$]/g, '\\$&');
/** `type Name` within an import or an export list declares nothing. */
const declares = (name: string) =>
  new RegExp(
    `\\b(?:function\\*?|def|func|class|interface|type|enum|struct|trait|fn|const|let|var|val|record|macro_rules!)\\s+(?:\\([^)]*\\)\\s*)?${quoted(name)}(?![\\w$])(?<!\\btype\\s+${quoted(name)}(?=\\s*(?:[,}]|as\\b|from\\b)))`,
  );
const mayDeclareMember = (name: string) =>
  new RegExp(`^\\s*(?:[\\w<>\\[\\],*&@]+\\s+)*#?${quoted(name)}\\s*\\??\\s*(?:[(<:]|=\\s*(?:async\\s*)?(?:\\(|function))`);

/** Where names are looked for. */
export interface NameSources {
  readonly files: FileCache;
  readonly ports: { readonly index: CodeIndex; readonly reader: WorkspaceReader; readonly features: LanguageFeatures };
}

/** At most two declarations of a name, wherever they are: as the index knows them, else as the language server does. */
export async function declarationsNamed(name: string, sources: NameSources, signal: AbortSignal): Promise<readonly Declaration[]> {
  const { files, ports } = sources;
  const hits = await ports.index.findNames?.([name], signal);
  const [plain, member] = [declares(name), mayDeclareMember(name)];
  const found: Declaration[] = [];
  for (const hit of (hits ?? []).filter((hit) => plain.test(hit.text) || member.test(hit.text)).slice(0, maxCandidates)) {
    const candidate = { path: hit.path, line: hit.line, isPlain: plain.test(hit.text), imported: 0, rank: 0 };
    if (await isDeclaration(candidate, name, files)) found.push({ name, path: hit.path, line: hit.line });
  }
  const serious = found.filter((declaration) => !testPath.test(declaration.path));
  if (serious.length > 0) return serious.length <= maxUnimported ? serious.slice(0, maxPerName) : [];
  const known = (await ports.features.findSymbol(name, signal)).filter((place) => lastName(place.name) === name);
  return known.slice(0, maxPerName).map((place) => ({ name, path: place.path, line: place.range.start.line }));
}

/** At most two declarations per use; none where a name could mean too many things. The uses' order is kept. */
export async function findDeclarations(
  uses: readonly SymbolUse[],
  { files, ports }: NameSources,
  signal: AbortSignal,
): Promise<readonly Declaration[]> {
  const names = [...new Set(uses.map((use) => use.name))];
  const hits = (await ports.index.findNames?.(names, signal)) ?? (await searchNames(names, ports.reader, signal));
  const found: Declaration[] = [];
  for (const use of uses) found.push(...(await declarationsOf(use, hits, files)));
  return found;
}

/** Few names at a time, so that a common one does not crowd out the others; alone, a name that is everywhere is given up. */
async function searchNames(names: readonly string[], reader: WorkspaceReader, signal: AbortSignal): Promise<readonly TextHit[]> {
  const groups = Array.from({ length: Math.ceil(names.length / namesAtOnce) }, (_, at) =>
    names.slice(at * namesAtOnce, (at + 1) * namesAtOnce),
  );
  const found: TextHit[] = [];
  for (const group of groups) {
    const hits = await reader.searchText(group, maxHits, signal);
    if (hits.length < maxHits) found.push(...hits);
    else if (group.length > 1) {
      const apart = await Promise.all(group.map((name) => reader.searchText([name], maxHits, signal)));
      found.push(...apart.filter((own) => own.length < maxHits).flat());
    }
  }
  return found;
}

interface Candidate {
  readonly path: FilePath;
  readonly line: number;
  readonly isPlain: boolean;
  readonly imported: number;
  readonly rank: number;
}

async function declarationsOf(use: SymbolUse, hits: readonly TextHit[], files: FileCache): Promise<readonly Declaration[]> {
  const [plain, member] = [declares(use.name), mayDeclareMember(use.name)];
  const declaring = hits.filter((hit) => sameLanguage(hit.path, use.path) && (plain.test(hit.text) || member.test(hit.text)));
  const imports = await importsInto(use, files);
  const candidates = declaring
    .map((hit) => toCandidate(hit, plain.test(hit.text), use, imports))
    .sort((a, b) => b.rank - a.rank || (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
  const confirmed: Candidate[] = [];
  for (const candidate of candidates.slice(0, maxCandidates)) {
    if (await isDeclaration(candidate, use.name, files)) confirmed.push(candidate);
  }
  return plausible(confirmed, use, imports).map(({ path, line }) => ({ name: use.name, path, line }));
}

/** An import decides; then the same file, or the folder where it is one unit; else only a name with few declarations is believed. */
function plausible(confirmed: readonly Candidate[], use: SymbolUse, imports: readonly ImportedName[]): readonly Candidate[] {
  const imported = confirmed.filter((candidate) => candidate.imported > 0);
  if (imported.length > 0) return imported.slice(0, maxPerName);
  const near = confirmed.filter(
    (candidate) => candidate.path === use.path || (sharesFolder.test(use.path) && folderOf(candidate.path) === folderOf(use.path)),
  );
  if (near.length > 0 && imports.length === 0) return near.slice(0, maxPerName);
  const serious = confirmed.filter((candidate) => !testPath.test(candidate.path) || testPath.test(use.path));
  return serious.length <= maxUnimported ? serious.slice(0, maxPerName) : [];
}

function toCandidate(hit: TextHit, isPlain: boolean, use: SymbolUse, imports: readonly ImportedName[]): Candidate {
  const imported = Math.max(0, ...imports.map((entry) => moduleMatch(hit.path, entry.module, use.path)));
  const test = testPath.test(hit.path) && !testPath.test(use.path) ? 1.5 : 0;
  const rank = 3 * imported + sharedFolders(hit.path, use.path) + (hit.path === use.path ? 0.9 : 0) + (isPlain ? 0.2 : 0) - test;
  return { path: hit.path, line: hit.line, isPlain, imported, rank };
}

async function importsInto(use: SymbolUse, files: FileCache): Promise<readonly ImportedName[]> {
  const file = await files.find(use.path);
  const name = use.qualifier ?? use.name;
  return file ? importsOf(file).filter((entry) => entry.name === name) : [];
}

/** A grammar confirms or refuses; without one only a declaring keyword counts. */
async function isDeclaration(candidate: Candidate, name: string, files: FileCache): Promise<boolean> {
  const outline = await files.outline(candidate.path);
  if (outline.length === 0) return candidate.isPlain;
  if (symbolAt(outline, candidate.line, name)) return true;
  const isInBody = outline.some((entry) => entry.body && entry.body.startLine <= candidate.line && candidate.line < entry.body.endLine);
  return candidate.isPlain && !isInBody;
}

const folderOf = (path: FilePath): string => path.slice(0, Math.max(0, path.lastIndexOf('/')));

/** The share of the using file's folders that the other file lies in too. */
function sharedFolders(path: FilePath, from: FilePath): number {
  const folders = from.split('/').slice(0, -1);
  const parts = path.split('/');
  const apart = folders.findIndex((folder, at) => parts[at] !== folder);
  return folders.length === 0 ? 0.5 : (apart < 0 ? folders.length : apart) / folders.length;
}

const families: readonly RegExp[] = [/\.(?:[cm]?[jt]sx?|vue|svelte)$/, /\.pyi?$/, /\.(?:c|cc|cpp|h|hpp)$/, /\.(?:java|kt|scala)$/];

function sameLanguage(a: FilePath, b: FilePath): boolean {
  const family = families.find((pattern) => pattern.test(b));
  return family ? family.test(a) : a.slice(a.lastIndexOf('.')) === b.slice(b.lastIndexOf('.'));
}
