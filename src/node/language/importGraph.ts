// Who imports whom, read from the sources by ripgrep: only the specifiers come into our memory, never the texts.
// It says which files may depend on a file. It may name too many, since only their judge decides what is a problem.
import { spawn } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { cancelled } from '../../base/errors.ts';
import type { FilePath } from '../../core/model/document.ts';
import { ripgrepProgram } from '../assets.ts';
import type { ImportRules, Packages } from './importRules.ts';

/** Importers of what goes by a name. */
type Lookup = (name: string) => readonly FilePath[];

export interface ImportGraph {
  /** Files that import one of these, then the importers of those, nearest first, without the files themselves. */
  dependents(of: readonly FilePath[], limit: number): readonly FilePath[];
  /** Files that import one of these themselves. */
  importers(of: readonly FilePath[]): readonly FilePath[];
  /** The same graph with other specifiers for some files. */
  withImports(imports: ReadonlyMap<FilePath, Iterable<string>>): ImportGraph;
  /** The same graph with other texts for some files. */
  withTexts(texts: ReadonlyMap<FilePath, string>): ImportGraph;
}

/** Runs ripgrep in the workspace and passes its lines on as they come, so that a long answer holds nothing up. */
async function ripgrep(
  { root, signal }: Search,
  args: readonly string[],
  places: readonly string[],
  take: (line: string) => void,
): Promise<void> {
  const program = ['--no-config', '--color=never', ...args, '--', ...places];
  const child = spawn(ripgrepProgram(), program, { cwd: root, signal, stdio: ['ignore', 'pipe', 'ignore'], windowsHide: true });
  child.on('error', () => undefined);
  let rest = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== '') take(line);
  }
  if (signal.aborted) throw cancelled();
}

interface Search {
  readonly root: string;
  readonly signal: AbortSignal;
}

/** So many files are named one by one; for more the whole workspace is searched. */
const mostNamed = 300;

/** Those of the files that have one of these words. */
export async function filesMentioning(
  root: string,
  words: readonly string[],
  among: readonly FilePath[],
  signal: AbortSignal,
): Promise<FilePath[]> {
  const patterns = words.flatMap((word) => ['-e', word]);
  const places = among.length <= mostNamed ? among.map((path) => `./${path}`) : ['.'];
  const found = new Set<FilePath>();
  await ripgrep({ root, signal }, ['-l', '-w', '-F', ...patterns], places, (line) => found.add(toPath(line)));
  return among.filter((path) => found.has(path));
}

const toPath = (printed: string): FilePath => printed.replace(/^\.[\\/]/, '').replaceAll('\\', '/');

/** Reads the imports of all files of one language family. */
export async function readImports(root: string, rules: ImportRules, signal: AbortSignal): Promise<ImportGraph> {
  const form = ['--no-heading', '--no-line-number', '--with-filename', '--null', '-o', '-r', '$1'];
  const search = (args: readonly string[], take: (hit: [FilePath, string]) => void) =>
    ripgrep({ root, signal }, [...form, ...args], ['.'], (line) => take(splitHit(line)));
  const found = new Map<FilePath, Set<string>>();
  const names = new Map<string, FilePath>();
  const add = ([path, specifier]: [FilePath, string]) => {
    const known = found.get(path);
    if (known) known.add(specifier);
    else found.set(path, new Set([specifier]));
  };
  const { packages } = rules;
  await Promise.all([
    search([...rules.globs.flatMap((glob) => ['-g', glob]), '-e', rules.pattern], add),
    packages &&
      search(['-g', packages.glob, '-e', packages.pattern], ([path, name]) => names.set(name, path.split('/').slice(0, -1).join('/'))),
  ]);
  return graphOver(await indexCalmly(found, rules, names), rules, names);
}

/** So long the thread may be kept at a time. */
const strideMs = 5;

/** Like `indexImporters`, for many files: others get their turn in between. */
async function indexCalmly(imports: ReadonlyMap<FilePath, Iterable<string>>, rules: ImportRules, packages: Packages): Promise<Lookup> {
  const byTarget = new Map<string, FilePath[]>();
  let until = performance.now() + strideMs;
  for (const [path, specifiers] of imports) {
    addImporter(byTarget, path, specifiers, (specifier) => rules.targets(path, specifier, packages));
    if (performance.now() < until) continue;
    await new Promise<void>((resolve) => setImmediate(resolve));
    until = performance.now() + strideMs;
  }
  return (name) => byTarget.get(name) ?? [];
}

function addImporter(
  byTarget: Map<string, FilePath[]>,
  path: FilePath,
  specifiers: Iterable<string>,
  targetsOf: (specifier: string) => readonly string[],
): void {
  for (const target of new Set([...specifiers].flatMap(targetsOf))) {
    const known = byTarget.get(target);
    if (known) known.push(path);
    else byTarget.set(target, [path]);
  }
}

function splitHit(line: string): [FilePath, string] {
  const cut = line.indexOf('\0');
  return [toPath(line.slice(0, cut)), line.slice(cut + 1)];
}

function indexImporters(imports: ReadonlyMap<FilePath, Iterable<string>>, rules: ImportRules, packages: Packages): Lookup {
  const byTarget = new Map<string, FilePath[]>();
  for (const [path, specifiers] of imports)
    addImporter(byTarget, path, specifiers, (specifier) => rules.targets(path, specifier, packages));
  return (name) => byTarget.get(name) ?? [];
}

function graphOver(lookup: Lookup, rules: ImportRules, packages: Packages): ImportGraph {
  const withImports = (imports: ReadonlyMap<FilePath, Iterable<string>>): ImportGraph => {
    const own = indexImporters(imports, rules, packages);
    return graphOver((name) => [...lookup(name).filter((path) => !imports.has(path)), ...own(name)], rules, packages);
  };
  const importers = (of: readonly FilePath[]) => [...new Set(of.flatMap((path) => rules.names(path)).flatMap(lookup))];
  return {
    importers,
    dependents: (of, limit) => {
      const seen = new Set<FilePath>(of);
      const found: FilePath[] = [];
      for (let level = [...of]; level.length > 0 && found.length < limit; ) {
        level = importers(level).filter((path) => !seen.has(path));
        for (const path of level) seen.add(path);
        found.push(...level);
      }
      return found.slice(0, limit);
    },
    withImports,
    withTexts: (texts) => withImports(new Map([...texts].map(([path, text]) => [path, specifiersIn(text, rules.pattern)]))),
  };
}

export const specifiersIn = (text: string, pattern: string): string[] =>
  [...text.matchAll(new RegExp(pattern, 'gm'))].map((match) => match[1] ?? '');
