// Where names are defined, by what the index knows of the files, read from the files as they are now.
import type { FilePath } from '../model/document.ts';
import type { CodeSource } from '../ports/codeSource.ts';
import type { TextHit } from '../ports/workspaceReader.ts';
import type { FileView } from './fileView.ts';
import type { Tokenizer } from './tokens.ts';

/** A name that so many files define says nothing. */
const maxFilesPerName = 200;
const maxFiles = 400;
const maxHitsPerFile = 20;
const maxLineLength = 500;

/** Lines with the names in the files that define them, in path and line order. Rare names come first where there are too many files. */
export async function findNames(
  names: readonly string[],
  index: { readonly files: FileView; readonly tokenizer: Tokenizer; readonly source: Pick<CodeSource, 'read'> },
  signal: AbortSignal,
): Promise<readonly TextHit[]> {
  const namesByPath = filesOf(names, index);
  const paths = [...namesByPath.keys()].slice(0, maxFiles);
  const texts = await Promise.all(paths.map((path) => index.source.read(path, signal)));
  return paths
    .flatMap((path, at) => hitsIn(path, texts[at] ?? '', namesByPath.get(path) ?? []))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : a.line - b.line));
}

function filesOf(names: readonly string[], { files, tokenizer }: { files: FileView; tokenizer: Tokenizer }): Map<FilePath, string[]> {
  const definers = [...new Set(names)].map((name) => {
    const whole = tokenizer.hashes(name).at(-1);
    return { name, documents: (whole === undefined ? undefined : files.fields.symbols.documentsWith(whole, maxFilesPerName)) ?? [] };
  });
  const byPath = new Map<FilePath, string[]>();
  for (const { name, documents } of definers.sort((a, b) => a.documents.length - b.documents.length)) {
    for (const document of documents) {
      const path = files.paths[document];
      if (path === undefined) continue;
      const known = byPath.get(path);
      if (known) known.push(name);
      else byPath.set(path, [name]);
    }
  }
  return byPath;
}

function hitsIn(path: FilePath, text: string, names: readonly string[]): readonly TextHit[] {
  const wanted = names.filter((name) => text.includes(name));
  if (wanted.length === 0) return [];
  const words = new RegExp(`(?<![\\w$])(?:${wanted.map((name) => name.replace(/\$/g, '\\$')).join('|')})(?![\\w$])`);
  const hits: TextHit[] = [];
  const lines = text.split('\n');
  for (let line = 0; line < lines.length && hits.length < maxHitsPerFile * wanted.length; line++) {
    if (words.test(lines[line]!)) hits.push({ path, line, text: lines[line]!.replace(/\r$/, '').slice(0, maxLineLength) });
  }
  return hits;
}
