// The shape of a project from its paths and imports: folders, entry points, who imports whom. Facts with files, no judgement.
import type { FilePath } from '../model/document.ts';
import type { FileView } from './fileCache.ts';
import { importsOf } from './importsOf.ts';
import { moduleSegments } from './moduleMatch.ts';

const sourceFile = /\.(?:[cm]?[jt]sx?|vue|svelte|py|go|rs|java|kt|scala|cs|rb|php|swift|c|cc|cpp|h|hpp)$/;
const testFile = /(?:^|[/_.-])(?:tests?|specs?|__tests__|testdata|fixtures|mocks?|examples?|playground)(?:[/_.-]|$)/i;
const entryName = /^(?:main\.\w+|(?:index|app|server|cli|extension|__main__|manage|lib)\.(?!go$)\w+)$/;
const maxFolders = 40;
const maxDepth = 3;

export const isSource = (path: FilePath): boolean => sourceFile.test(path) && !testFile.test(path);

/** Folders with their source files counted by ending, largest first within their parent's line; at most three levels. */
export function folderLines(paths: readonly FilePath[]): readonly string[] {
  const counts = new Map<string, Map<string, number>>();
  for (const path of paths.filter((path) => sourceFile.test(path))) {
    const parts = path.split('/');
    for (let depth = 1; depth <= Math.min(maxDepth, parts.length - 1); depth++) {
      const own = counts.get(parts.slice(0, depth).join('/')) ?? new Map<string, number>();
      const ending = path.slice(path.lastIndexOf('.') + 1);
      own.set(ending, (own.get(ending) ?? 0) + 1);
      counts.set(parts.slice(0, depth).join('/'), own);
    }
  }
  const sized = [...counts].map(([folder, own]) => ({ folder, own, size: [...own.values()].reduce((sum, count) => sum + count, 0) }));
  const largest = sized.sort((a, b) => b.size - a.size || (a.folder < b.folder ? -1 : 1)).slice(0, maxFolders);
  return largest
    .sort((a, b) => (a.folder < b.folder ? -1 : 1))
    .map(
      ({ folder, own }) =>
        `${folder}/ (${[...own]
          .sort((a, b) => b[1] - a[1])
          .map(([ending, count]) => `${count} ${ending}`)
          .join(', ')})`,
    );
}

/** Files that by name or manifest are where things begin, the shallowest first. */
export function entryPoints(paths: readonly FilePath[], manifests: readonly FileView[]): readonly FilePath[] {
  const known = new Set(paths);
  const declared = manifests.flatMap((manifest) => {
    const folder = manifest.path.includes('/') ? manifest.path.slice(0, manifest.path.lastIndexOf('/') + 1) : '';
    const named = [...manifest.text.matchAll(/"(?:main|module|browser|types|[\w-]+)"\s*:\s*"\.?\/?([\w./-]+\.\w+)"/g)].map(
      (found) => `${folder}${found[1]}`,
    );
    return named.flatMap((path) => sourcesOf(path).filter((candidate) => known.has(candidate) && isSource(candidate)));
  });
  const byName = paths.filter((path) => isSource(path) && entryName.test(path.split('/').at(-1)!));
  const commands = paths.filter((path) => /(?:^|\/)(?:cmd\/[^/]+\/main\.go|bin\/[^/]+\.\w+|src\/bin\/[^/]+\.rs)$/.test(path));
  const depth = (path: FilePath) => path.split('/').length;
  const rest = [...new Set([...commands, ...byName])].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  return [...new Set([...declared, ...rest])];
}

/** A manifest names what is built: its source usually has the same name. */
function sourcesOf(path: FilePath): readonly FilePath[] {
  const stem = path.replace(/\.\w+$/, '');
  const inSource = stem.replace(/(^|\/)(?:dist|build|lib|out)\//, '$1src/');
  return [path, ...['.ts', '.tsx', '.js', '.mjs'].flatMap((ending) => [`${stem}${ending}`, `${inSource}${ending}`])];
}

export interface ImportEdge {
  readonly from: FilePath;
  readonly to: FilePath;
}

const endings = ['', '.ts', '.tsx', '.js', '.jsx', '.mjs', '.py', '.rs', '/index.ts', '/index.tsx', '/index.js', '/__init__.py', '/mod.rs'];

/** Imports between files of the workspace; in Go from a file to a folder. `modulePrefix` is how Go calls the workspace. */
export function importEdges(files: readonly FileView[], paths: readonly FilePath[], modulePrefix?: string): readonly ImportEdge[] {
  const known = new Set(paths);
  const folders = goFolders(paths);
  const find = (segments: readonly string[]): FilePath | undefined => {
    const stem = segments.join('/');
    const ending = endings.find((candidate) => known.has(`${stem}${candidate}`));
    if (ending !== undefined) return `${stem}${ending}`;
    return folders.has(`${stem}/`) ? `${stem}/` : undefined;
  };
  return files.flatMap((file) => {
    const modules = [...new Set(importsOf(file).map((entry) => entry.module))];
    return modules.flatMap((module) => {
      const inside = modulePrefix !== undefined && module.startsWith(`${modulePrefix}/`) ? module.slice(modulePrefix.length + 1) : module;
      const segments = moduleSegments(inside, file.path);
      const to = find(segments) ?? find(['src', ...segments]);
      return to === undefined || to === file.path ? [] : [{ from: file.path, to }];
    });
  });
}

/** A Go import names a folder, and stays one: `model/labels/`. */
function goFolders(paths: readonly FilePath[]): ReadonlySet<string> {
  const sources = paths.filter((path) => path.endsWith('.go') && !testFile.test(path));
  return new Set(sources.map((path) => path.slice(0, path.lastIndexOf('/') + 1)));
}

/** `src/core -> src/base: 120 imports, such as src/core/a.ts -> src/base/b.ts`, the strongest first. */
export function folderEdgeLines(edges: readonly ImportEdge[], most: number): readonly string[] {
  const between = new Map<string, ImportEdge[]>();
  for (const edge of edges) {
    const [from, to] = [areaOf(edge.from), areaOf(edge.to)];
    if (from === to) continue;
    between.set(`${from} -> ${to}`, [...(between.get(`${from} -> ${to}`) ?? []), edge]);
  }
  return [...between]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([pair, own]) => `${pair}: ${own.length} import${own.length === 1 ? '' : 's'}, such as ${own[0]!.from} -> ${own[0]!.to}`);
}

const areaOf = (path: FilePath): string => path.split('/').slice(0, -1).slice(0, maxDepth).join('/') || '.';

/** Files that most others import, with how many do. */
export function mostImported(
  edges: readonly ImportEdge[],
  most: number,
): readonly { readonly path: FilePath; readonly importers: number }[] {
  const importers = new Map<FilePath, Set<FilePath>>();
  for (const { from, to } of edges) importers.set(to, (importers.get(to) ?? new Set<FilePath>()).add(from));
  return [...importers]
    .map(([path, own]) => ({ path, importers: own.size }))
    .sort((a, b) => b.importers - a.importers || (a.path < b.path ? -1 : 1))
    .slice(0, most);
}
