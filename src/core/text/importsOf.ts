// Which names a file imports, and from which module, read from its text.
import type { FilePath } from '../model/document.ts';

export interface SourceText {
  readonly path: FilePath;
  readonly text: string;
}

export interface ImportedName {
  readonly name: string;
  /** As written: `./money`, `scrapy.utils.misc`, `github.com/prometheus/prometheus/storage`. */
  readonly module: string;
}

const scriptImport = /\b(?:import|export)\s+(?:type\s+)?([\w$*{},\s]+?)\s+from\s+['"]([^'"\n]+)['"]/g;
const scriptRequire = /\b(?:const|let|var)\s+([\w$*{},:\s]+?)\s*=\s*(?:await\s+)?(?:require|import)\(\s*['"]([^'"\n]+)['"]/g;
const pythonFrom = /^[ \t]*from\s+([.\w]+)\s+import\s+(\([^)]*\)|[^\n]+)/gm;
const pythonImport = /^[ \t]*import\s+([.\w]+)(?:\s+as\s+(\w+))?\s*$/gm;
const goImport = /^\s*(?:import\s+)?(?:([\w.]+)\s+)?"([\w.\-/]+)"\s*$/gm;
const rustUse = /^\s*(?:pub\s+)?use\s+([\w:]+)::(\{[^}]*\}|\w+)/gm;
const bareImport = /\bimport\s*\(?\s*['"](\.[^'"\n]+)['"]/g;
const javaImport = /^import\s+(?:static\s+)?([\w.]+)\.(\w+)\s*;?$/gm;

/** In the order of the text. Good enough to find a neighbour; nothing is resolved. */
export function importsOf(file: SourceText): readonly ImportedName[] {
  const { path, text } = file;
  if (/\.(?:[cm]?[jt]sx?|vue|svelte)$/.test(path)) return [...named(text, scriptImport), ...named(text, scriptRequire)];
  if (/\.pyi?$/.test(path))
    return [
      ...[...text.matchAll(pythonFrom)].flatMap((m) => listed(m[2]!, m[1]!)),
      ...[...text.matchAll(pythonImport)].map((m) => ({ name: m[2] ?? lastOf(m[1]!, '.'), module: m[1]! })),
    ];
  if (/\.go$/.test(path)) return [...text.matchAll(goImport)].map((m) => ({ name: m[1] ?? lastOf(m[2]!, '/'), module: m[2]! }));
  if (/\.rs$/.test(path)) return [...text.matchAll(rustUse)].flatMap((m) => listed(m[2]!, m[1]!));
  return [...text.matchAll(javaImport)].map((m) => ({ name: m[2]!, module: `${m[1]}.${m[2]}` }));
}

/** The modules alone, each once, those among them of which no name is used. */
export function modulesOf(file: SourceText): readonly string[] {
  const bare = [...file.text.matchAll(bareImport)].map((found) => found[1]!);
  return [...new Set([...importsOf(file).map((entry) => entry.module), ...bare])];
}

const named = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].flatMap((match) => listed(match[1]!, match[2]!));

/** `{ a, b as c, type D }`, `* as ns`, `x, { y }`: the names as used in the file. */
function listed(clause: string, module: string): readonly ImportedName[] {
  return clause
    .replace(/#[^\n]*/g, '')
    .split(/[,{}()]/)
    .map(
      (part) =>
        part
          .trim()
          .replace(/^type\s+/, '')
          .split(/\s+as\s+|\s*:\s*/)
          .at(-1)!,
    )
    .filter((name) => /^[\w$]+$/.test(name))
    .map((name) => ({ name, module }));
}

const lastOf = (text: string, separator: string): string => text.split(separator).at(-1)!;
