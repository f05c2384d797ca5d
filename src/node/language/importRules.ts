// How each language family names what it imports. A specifier has targets and a file has names; where they meet, the file
// may be what is imported. Rules may match too much: a file judged in vain costs milliseconds, a missed one a wrong verdict.
import { posix } from 'node:path';
import type { FilePath } from '../../core/model/document.ts';

/** Folders of the workspace's own packages, by name. */
export type Packages = ReadonlyMap<string, FilePath>;

export interface ImportRules {
  readonly globs: readonly string[];
  /** Finds one specifier as its first group; understood by ripgrep and by us. */
  readonly pattern: string;
  /** Where the workspace's own packages say their names. */
  readonly packages?: { readonly glob: string; readonly pattern: string };
  targets(importer: FilePath, specifier: string, packages: Packages): readonly string[];
  names(path: FilePath): readonly string[];
}

const withoutExtension = (path: string) => path.replace(/(\.d)?\.[a-z]+$/i, '');

/** A path without extension and without `/index`, so that `./cart`, `./cart.js` and `./cart/index.ts` meet. */
const stem = (path: string): string => withoutExtension(path).replace(/(^|\/)(index|\.)$/, '');

/** Specifiers keep dots that are no extension: './user.service'. Both readings are targets. */
const stems = (path: string): string[] => [...new Set([stem(path), path.replace(/(^|\/)(index|\.)$/, '')])];

/** `a/b/c` as `c`, `b/c`, `a/b/c`, marked as read from the right. */
const tails = (path: string): string[] => path.split('/').map((_, index, parts) => `*/${parts.slice(index).join('/')}`);

function packageTargets(specifier: string, packages: Packages): string[] {
  const parts = specifier.split('/');
  const length = specifier.startsWith('@') ? 2 : 1;
  const folder = packages.get(parts.slice(0, length).join('/'));
  if (folder === undefined) return [];
  const rest = parts.slice(length).join('/');
  return [folder, posix.join(folder, 'src')].flatMap((base) => (rest ? stems(posix.join(base, rest)) : [base]));
}

export const scriptImports: ImportRules = {
  globs: ['*.ts', '*.tsx', '*.mts', '*.cts', '*.js', '*.jsx', '*.mjs', '*.cjs'],
  pattern: `(?:\\bfrom|\\bimport|\\brequire)\\s*\\(?\\s*["']([^"']+)["']`,
  packages: { glob: 'package.json', pattern: '^\\s*"name"\\s*:\\s*"([^"]+)"' },
  targets: (importer, specifier, packages) => {
    if (specifier.startsWith('.')) return stems(posix.join(posix.dirname(importer), specifier));
    const aliased = specifier.split('/').slice(1).join('/');
    const byTail = aliased ? stems(aliased).map((path) => `*/${path}`) : [];
    return [...packageTargets(specifier, packages), ...byTail, ...stems(specifier)];
  },
  names: (path) => stems(path).flatMap((name) => [name, ...tails(name)]),
};

const pythonModule = (path: FilePath): string => path.replace(/\.pyi?$/, '').replace(/(^|\/)__init__$/, '');

export const pythonImports: ImportRules = {
  globs: ['*.py', '*.pyi'],
  pattern: `^[ \\t]*(?:from|import)[ \\t]+([^#\\n]+)`,
  targets: (importer, statement) =>
    pythonModules(importer, statement)
      .filter((path) => path !== '')
      .map((path) => `*/${path}`),
  names: (path) => tails(pythonModule(path)),
};

const namesIn = (list: string): string[] =>
  list
    .replace(/[()\\]/g, ' ')
    .split(',')
    .map((name) => name.trim().split(/\s+/)[0] ?? '')
    .filter((name) => name !== '');

/** `pkg.mod import a, b` names the module and, perhaps, modules a and b inside it; `a.b as c, d` names two. */
function pythonModules(importer: FilePath, statement: string): string[] {
  const from = /^(\.*)([\w.]*)\s+import\b(.*)$/.exec(statement);
  if (!from) return namesIn(statement).map((name) => name.replaceAll('.', '/'));
  const [, dots = '', dotted = '', names = ''] = from;
  const folders = dotted.replaceAll('.', '/');
  const base = dots ? posix.join(posix.dirname(importer), '../'.repeat(dots.length - 1), folders) : folders;
  return [base, ...namesIn(names).map((name) => posix.join(base, name))];
}

/** A Go file uses its whole folder without importing it: the package line stands for that. */
export const goImports: ImportRules = {
  globs: ['*.go'],
  pattern: `^(?:package[ \\t]+|import[ \\t]+(?:[\\w.]+[ \\t]+)?"|[ \\t]+(?:[\\w.]+[ \\t]+)?")([^"\\s]+)"?[ \\t]*$`,
  packages: { glob: 'go.mod', pattern: '^module[ \\t]+(\\S+)' },
  targets: (importer, specifier, packages) => {
    const module = packages.get(specifier);
    return [`*/${posix.dirname(importer)}`, ...tails(specifier), ...(module === undefined ? [] : [`*/${module === '' ? '.' : module}`])];
  },
  names: (path) => [`*/${posix.dirname(path)}`],
};

/** A Rust file names a module by a segment of a path, `cart::total`, or declares it, `mod cart;`. */
export const rustImports: ImportRules = {
  globs: ['*.rs'],
  pattern: `(?:\\bmod[ \\t]+|\\b)(\\w+)(?:::|;)`,
  targets: (_importer, segment) => [`*/${segment}`],
  names: (path) => {
    const parts = path.replace(/\.rs$/, '').split('/');
    const last = parts.at(-1) ?? '';
    return last === 'lib' || last === 'main' ? ['*/crate'] : [`*/${last === 'mod' ? (parts.at(-2) ?? '') : last}`];
  },
};
