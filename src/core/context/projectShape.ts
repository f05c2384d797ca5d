// The shape of a project from its paths and imports: areas, entry points, who imports whom, what entry points lead to. Facts with files,
// no judgement.
import type { FilePath } from '../model/document.ts';
import type { IndexedFile } from '../ports/codeIndex.ts';
import type { FileView } from './fileCache.ts';
import { moduleSegments } from './moduleMatch.ts';
import type { Area } from './projectAreas.ts';

const sourceFile = /\.(?:[cm]?[jt]sx?|vue|svelte|py|go|rs|java|kt|scala|cs|rb|php|swift|c|cc|cpp|h|hpp)$/;
/** Beside the product itself: tests, examples, what is copied into new projects, what others wrote or tools made. */
const besideFile =
  /(?:^|[/_.-])(?:tests?|specs?|__tests__|__mocks__|testdata|testutils?|fixtures|mocks?|mockserver|examples?|samples?|demos?|playground|templates?|scaffold|vendor|third_party|generated|docs?|e2e|bench(?:mark)?s?)(?:[/_.-]|$)/i;
const declarations = /\.d\.[cm]?ts$/;

export const isSource = (path: FilePath): boolean => sourceFile.test(path) && !besideFile.test(path) && !declarations.test(path);

/** Source files beside the product, by top folder: `playground/ (1002 files)`. */
export function besideLines(paths: readonly FilePath[]): readonly string[] {
  const counts = new Map<string, number>();
  for (const path of paths.filter((path) => sourceFile.test(path) && !isSource(path) && path.includes('/'))) {
    const parts = path.split('/');
    const at = parts.findIndex((part) => besideFile.test(part));
    const folder = parts.slice(0, at >= 0 && at < parts.length - 1 ? at + 1 : 1).join('/');
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  const largest = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).slice(0, 8);
  return largest.map(([folder, count]) => `${folder}/ (${count} file${count === 1 ? '' : 's'})`);
}

const startName = /^(?:main|cli|__main__|manage|cmdline)\.\w+$/;
const packageStart = /^(?:index|app|server|extension|lib|main|mod)\.\w+$/;
const command = /(?:^|\/)(?:cmd\/[^/]+\/main\.go|bin\/[^/]+\.\w+|src\/bin\/[^/]+\.rs)$/;

/** Files that by manifest, by place or by name are where things begin; those that a manifest names first, then the shallowest. */
export function entryPoints(paths: readonly FilePath[], manifests: readonly FileView[]): readonly FilePath[] {
  const known = new Set(paths);
  const declared = manifests.flatMap((manifest) => namedIn(manifest, known));
  const homes = new Set(manifests.flatMap(({ path }) => [folderOf(path), `${folderOf(path)}src/`]));
  const starts = paths.filter((path) => isSource(path) && (command.test(path) || startName.test(nameOf(path))));
  const packages = paths.filter(
    (path) => isSource(path) && homes.has(folderOf(path)) && packageStart.test(nameOf(path)) && !path.endsWith('.go'),
  );
  const depth = (path: FilePath) => path.split('/').length - (command.test(path) ? 1 : 0);
  const rest = [...new Set([...starts, ...packages])].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
  return [...new Set([...declared, ...rest])];
}

const nameOf = (path: FilePath): string => path.slice(path.lastIndexOf('/') + 1);
/** With a slash at its end; empty for the root. */
const folderOf = (path: FilePath): string => path.slice(0, path.lastIndexOf('/') + 1);

/** Files in a package's manifest, and modules that a Python project's manifest names as commands. */
function namedIn(manifest: FileView, known: ReadonlySet<FilePath>): readonly FilePath[] {
  const folder = folderOf(manifest.path);
  const files = [...manifest.text.matchAll(/"[^"\n]*"\s*:\s*"\.?\/?([\w./-]+\.[cm]?[jt]sx?)"/g)].map((found) => `${folder}${found[1]}`);
  const modules = /\.(?:toml|cfg)$/.test(manifest.path)
    ? [...manifest.text.matchAll(/^\s*[\w.-]+\s*=\s*["']?([\w.]+):\w+["']?\s*$/gm)].map(
        (found) => `${folder}${found[1]!.replaceAll('.', '/')}.py`,
      )
    : [];
  const sources = [
    ...files.flatMap(sourcesOf),
    ...modules.flatMap((path) => [path, path.replace(/\.py$/, '/__init__.py'), path.replace(folder, `${folder}src/`)]),
  ];
  return sources.filter((path) => known.has(path) && isSource(path));
}

/** A manifest and a launcher name what is built: its source usually has the same name. */
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
export function importEdges(
  files: readonly Required<IndexedFile>[],
  paths: readonly FilePath[],
  modulePrefix?: string,
): readonly ImportEdge[] {
  const known = new Set(paths);
  const folders = goFolders(paths);
  const find = (segments: readonly string[]): FilePath | undefined => {
    const stem = segments.join('/');
    const ending = endings.find((candidate) => known.has(`${stem}${candidate}`));
    if (ending !== undefined) return `${stem}${ending}`;
    if (folders.has(`${stem}/`)) return `${stem}/`;
    return /(?:^|\/)(?:dist|build|out)\//.test(stem) ? sourcesOf(`${stem}.js`).find((path) => known.has(path)) : undefined;
  };
  return files.flatMap((file) =>
    file.modules.flatMap((module) => {
      const inside = modulePrefix !== undefined && module.startsWith(`${modulePrefix}/`) ? module.slice(modulePrefix.length + 1) : module;
      const segments = moduleSegments(inside, file.path);
      const to = find(segments) ?? find(['src', ...segments]);
      return to === undefined || to === file.path || (!to.endsWith('/') && !isSource(to)) ? [] : [{ from: file.path, to }];
    }),
  );
}

/** A Go import names a folder, and stays one: `model/labels/`. */
function goFolders(paths: readonly FilePath[]): ReadonlySet<string> {
  const sources = paths.filter((path) => path.endsWith('.go') && isSource(path));
  return new Set(sources.map(folderOf));
}

/** `src/core -> src/base: 120 imports, such as src/core/a.ts -> src/base/b.ts`, the strongest first. */
export function areaEdgeLines(edges: readonly ImportEdge[], areas: readonly Area[], most: number): readonly string[] {
  const folders = areas.map((area) => area.folder).sort((a, b) => b.length - a.length);
  const areaOf = (path: FilePath) => folders.find((folder) => folder === '' || path.startsWith(`${folder}/`)) ?? '';
  const between = new Map<string, ImportEdge[]>();
  for (const edge of edges) {
    const [from, to] = [areaOf(edge.from), areaOf(edge.to)];
    if (from === to) continue;
    const key = `${from || '.'} -> ${to || '.'}`;
    between.set(key, [...(between.get(key) ?? []), edge]);
  }
  return [...between]
    .sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1))
    .slice(0, most)
    .map(([pair, own]) => `${pair}: ${own.length} import${own.length === 1 ? '' : 's'}, such as ${own[0]!.from} -> ${own[0]!.to}`);
}

/** How many files import each file or folder. */
export function importCounts(edges: readonly ImportEdge[]): ReadonlyMap<FilePath, number> {
  const importers = new Map<FilePath, Set<FilePath>>();
  for (const { from, to } of edges) importers.set(to, (importers.get(to) ?? new Set<FilePath>()).add(from));
  return new Map([...importers].map(([path, own]) => [path, own.size]));
}

/** Files that most others import, with how many do. */
export function mostImported(
  counts: ReadonlyMap<FilePath, number>,
  most: number,
): readonly { readonly path: FilePath; readonly importers: number }[] {
  return [...counts]
    .map(([path, importers]) => ({ path, importers }))
    .sort((a, b) => b.importers - a.importers || (a.path < b.path ? -1 : 1))
    .slice(0, most);
}

const maxSteps = 8;
const maxFurther = 4;
/** What many import and that imports more than this itself is no helper but a hub, and belongs to the flow. */
const maxOfCommon = 12;

/**
 * What an entry point leads to: what it imports, and what those import in turn, those first that have most below them. Things that nearly
 * everything uses say nothing about a flow and are left out of it.
 */
export function flowLines(entry: FilePath, edges: readonly ImportEdge[], counts: ReadonlyMap<FilePath, number>): readonly string[] {
  const outOf = (path: FilePath) => [
    ...new Set(edges.filter(({ from }) => from === path || (path.endsWith('/') && folderOf(from) === path)).map(({ to }) => to)),
  ];
  const files = new Set(edges.map(({ from }) => from)).size;
  const isCommon = (path: FilePath) => {
    const importers = counts.get(path) ?? 0;
    return importers > Math.max(8, files / 8) && outOf(path).length < maxOfCommon;
  };
  const next = (path: FilePath) =>
    outOf(path)
      .filter((to) => to !== path && !isCommon(to))
      .map((to) => ({ to, below: outOf(to).length }))
      .sort((a, b) => b.below - a.below || (a.to < b.to ? -1 : 1))
      .map(({ to }) => to);
  const first = next(entry);
  if (first.length === 0) return [];
  const seen = new Set([entry, ...first]);
  const further = first.slice(0, maxFurther).flatMap((path) => {
    const steps = next(path).filter((to) => !seen.has(to));
    return steps.length === 0 ? [] : [`  ${path} -> ${steps.slice(0, maxSteps).join(', ')}`];
  });
  return [`${entry} -> ${first.slice(0, maxSteps).join(', ')}`, ...further];
}
