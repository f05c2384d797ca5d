// Who imports whom, read from the sources by ripgrep: only the specifiers come into our memory, never the texts.
// It says which files may depend on a file. It may name too many, since only their judge decides what is a problem.
import { execFile } from 'node:child_process';
import { isAbort } from '../../base/errors.ts';
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
  /** The same graph with other texts for some files. */
  withTexts(texts: ReadonlyMap<FilePath, string>): ImportGraph;
}

interface Importer {
  readonly path: FilePath;
  readonly specifiers: Iterable<string>;
}

/** Runs ripgrep in the workspace. No match is an empty list. */
function ripgrep(root: string, args: readonly string[], signal: AbortSignal, places: readonly string[] = ['.']): Promise<string[]> {
  const options = { cwd: root, signal, maxBuffer: 256 * 1024 * 1024, windowsHide: true };
  return new Promise((resolve, reject) => {
    execFile(ripgrepProgram(), ['--no-config', '--color=never', ...args, '--', ...places], options, (error, stdout) => {
      if (error && isAbort(error)) reject(error);
      else resolve(stdout.split('\n').filter((line) => line !== ''));
    });
  });
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
  const found = new Set((await ripgrep(root, ['-l', '-w', '-F', ...patterns], signal, places)).map(toPath));
  return among.filter((path) => found.has(path));
}

const toPath = (printed: string): FilePath => printed.replace(/^\.[\\/]/, '').replaceAll('\\', '/');

/** Reads the imports of all files of one language family. */
export async function readImports(root: string, rules: ImportRules, signal: AbortSignal): Promise<ImportGraph> {
  const search = (args: readonly string[]) =>
    ripgrep(root, ['--no-heading', '--no-line-number', '--with-filename', '--null', '-o', ...args], signal);
  const [hits, packages] = await Promise.all([
    search([...rules.globs.flatMap((glob) => ['-g', glob]), '-r', '$1', '-e', rules.pattern]),
    rules.packages ? search(['-g', rules.packages.glob, '-r', '$1', '-e', rules.packages.pattern]) : [],
  ]);
  const found = new Map<FilePath, Set<string>>();
  for (const [path, specifier] of hits.map(splitHit)) found.set(path, (found.get(path) ?? new Set()).add(specifier));
  const names: Packages = new Map(packages.map(splitHit).map(([path, name]) => [name, path.split('/').slice(0, -1).join('/')]));
  const lookup = indexImporters(
    [...found].map(([path, specifiers]) => ({ path, specifiers })),
    rules,
    names,
  );
  return graphOver(lookup, rules, names);
}

function splitHit(line: string): [FilePath, string] {
  const cut = line.indexOf('\0');
  return [toPath(line.slice(0, cut)), line.slice(cut + 1)];
}

function indexImporters(importers: readonly Importer[], rules: ImportRules, packages: Packages): Lookup {
  const byTarget = new Map<string, FilePath[]>();
  for (const importer of importers) {
    const targets = [...importer.specifiers].flatMap((specifier) => rules.targets(importer.path, specifier, packages));
    for (const target of new Set(targets)) {
      const known = byTarget.get(target);
      if (known) known.push(importer.path);
      else byTarget.set(target, [importer.path]);
    }
  }
  return (name) => byTarget.get(name) ?? [];
}

function graphOver(lookup: Lookup, rules: ImportRules, packages: Packages): ImportGraph {
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
    withTexts: (texts) => {
      const replaced = [...texts].map(([path, text]) => ({ path, specifiers: specifiersIn(text, rules.pattern) }));
      const own = indexImporters(replaced, rules, packages);
      return graphOver((name) => [...lookup(name).filter((path) => !texts.has(path)), ...own(name)], rules, packages);
    },
  };
}

const specifiersIn = (text: string, pattern: string): string[] =>
  [...text.matchAll(new RegExp(pattern, 'gm'))].map((match) => match[1] ?? '');
