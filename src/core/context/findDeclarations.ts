// Finds declarations by name without a language server: text search for lines that declare, checked against the outline.
import type { FilePath } from '../model/document.ts';
import type { WorkspaceReader } from '../ports/workspaceReader.ts';
import type { FileCache } from './fileCache.ts';
import { type ImportedName, importsOf } from './importsOf.ts';
import { symbolAt } from './signature.ts';
import type { SymbolUse } from './symbolUses.ts';

export interface Declaration {
  readonly name: string;
  readonly path: FilePath;
  readonly line: number;
}

const maxHits = 4000;
const maxCandidates = 8;
const maxPerName = 2;
const testPath = /(?:^|[/_.-])(?:tests?|specs?|__tests__|testdata|fixtures|mocks?|playground|examples?)(?:[/_.-]|$)/i;

const declares = (name: string) =>
  new RegExp(
    `\\b(?:function\\*?|def|func|class|interface|type|enum|struct|trait|fn|const|let|var|val|record|macro_rules!)\\s+(?:\\([^)]*\\)\\s*)?${quoted(name)}(?![\\w$])`,
  );
const mayDeclareMember = (name: string) =>
  new RegExp(`^\\s*(?:[\\w<>\\[\\],*&@]+\\s+)*#?${quoted(name)}\\s*\\??\\s*(?:[(<:]|=\\s*(?:async\\s*)?(?:\\(|function))`);
const quoted = (name: string) => name.replace(/[$]/g, '\\$&');

/** At most two declarations per use, those nearest to the using file first: imported from there, then by folder, tests last. */
export async function findDeclarations(
  uses: readonly SymbolUse[],
  files: FileCache,
  reader: WorkspaceReader,
  signal: AbortSignal,
): Promise<readonly Declaration[]> {
  const names = [...new Set(uses.map((use) => use.name))];
  if (names.length === 0) return [];
  const hits = await reader.searchText(names, maxHits, signal);
  const found: Declaration[] = [];
  for (const use of uses) {
    const [plain, member] = [declares(use.name), mayDeclareMember(use.name)];
    const candidates = hits.filter((hit) => sameLanguage(hit.path, use.path) && (plain.test(hit.text) || member.test(hit.text)));
    const imports = await importsInto(use, files);
    const ranked = candidates
      .map((hit) => ({ ...hit, isPlain: plain.test(hit.text), nearness: nearness(hit.path, use, imports) }))
      .sort((a, b) => b.nearness - a.nearness || Number(b.isPlain) - Number(a.isPlain) || (a.path < b.path ? -1 : 1));
    const confirmed: Declaration[] = [];
    for (const hit of ranked.slice(0, maxCandidates)) {
      if (confirmed.length === maxPerName) break;
      if (await isDeclaration(hit, use.name, files)) confirmed.push({ name: use.name, path: hit.path, line: hit.line });
    }
    found.push(...confirmed);
  }
  return found;
}

async function importsInto(use: SymbolUse, files: FileCache): Promise<readonly ImportedName[]> {
  const file = await files.find(use.path);
  return file ? importsOf(file).filter((entry) => entry.name === use.name || entry.name === use.qualifier) : [];
}

/** A grammar confirms or refuses; without one only a declaring keyword counts. */
async function isDeclaration(hit: { path: FilePath; line: number; isPlain: boolean }, name: string, files: FileCache): Promise<boolean> {
  const outline = await files.outline(hit.path);
  if (outline.length === 0) return hit.isPlain;
  return (
    symbolAt(outline, hit.line, name)?.range.startLine === hit.line ||
    (hit.isPlain && !outline.some((entry) => entry.body && entry.body.startLine <= hit.line && hit.line < entry.body.endLine))
  );
}

function nearness(path: FilePath, use: SymbolUse, imports: readonly ImportedName[]): number {
  const importScore = Math.max(0, ...imports.map((entry) => moduleMatch(path, entry.module)));
  const own = path === use.path ? 0.9 : 0;
  const folders = use.path.split('/').slice(0, -1);
  const shared = path.split('/').findIndex((part, at) => part !== folders[at]);
  const folderScore = folders.length === 0 ? 0.5 : Math.max(0, shared) / folders.length;
  return 3 * importScore + own + folderScore - (testPath.test(path) && !testPath.test(use.path) ? 1.5 : 0);
}

/** The share of a module's last segments that the path ends with: `./money` matches `src/money.ts`, `scrapy.utils.misc` matches `scrapy/utils/misc.py`. */
function moduleMatch(path: FilePath, module: string): number {
  const wanted = module
    .replace(/\.[cm]?[jt]sx?$/, '')
    .split(/[/.:]+/)
    .filter((part) => part !== '' && !/^[@~]/.test(part));
  const stem = path
    .replace(/\.\w+$/, '')
    .replace(/\/(?:index|__init__|mod)$/, '')
    .split('/');
  const folder = stem.slice(0, -1);
  return Math.max(matchTail(stem, wanted), 0.9 * matchTail(folder, wanted));
}

function matchTail(have: readonly string[], wanted: readonly string[]): number {
  let matched = 0;
  while (matched < wanted.length && matched < have.length && have.at(-1 - matched) === wanted.at(-1 - matched)) matched++;
  return wanted.length === 0 ? 0 : Math.min(1, matched / Math.min(3, wanted.length));
}

const families: readonly RegExp[] = [/\.(?:[cm]?[jt]sx?|vue|svelte)$/, /\.pyi?$/, /\.(?:c|cc|cpp|h|hpp)$/, /\.(?:java|kt|scala)$/];

function sameLanguage(a: FilePath, b: FilePath): boolean {
  const family = families.find((pattern) => pattern.test(b));
  return family ? family.test(a) : a.slice(a.lastIndexOf('.')) === b.slice(b.lastIndexOf('.'));
}
