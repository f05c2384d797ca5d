// Files and outlines of one request, each read and parsed once however many collectors ask.
import type { FilePath, LineRange } from '../model/document.ts';
import type { Outline, SyntaxParser } from '../ports/syntaxParser.ts';
import type { ReadResult, WorkspaceReader } from '../ports/workspaceReader.ts';
import { splitLines } from '../text/lines.ts';

export interface FileView {
  readonly path: FilePath;
  readonly lines: readonly string[];
  readonly text: string;
}

export interface FileCache {
  read(path: FilePath): Promise<ReadResult>;
  /** Undefined for a file that is missing or cannot be shown. */
  find(path: FilePath): Promise<FileView | undefined>;
  /** Empty where there is no grammar. */
  outline(path: FilePath): Promise<readonly Outline[]>;
}

/** Longer files are not parsed for an outline: it would cost more time than it saves. */
const maxOutlineLength = 1_500_000;

export function createFileCache(ports: { reader: WorkspaceReader; syntax: SyntaxParser }, signal: AbortSignal): FileCache {
  const reads = new Map<FilePath, Promise<ReadResult>>();
  const views = new Map<FilePath, Promise<FileView | undefined>>();
  const outlines = new Map<FilePath, Promise<readonly Outline[]>>();
  const cache: FileCache = {
    read: (path) => remember(reads, path, () => ports.reader.read(path, signal)),
    find: (path) =>
      remember(views, path, async () => {
        const read = await cache.read(path);
        if (read.kind !== 'found') return undefined;
        return { path, text: read.snapshot.text, lines: splitLines(read.snapshot.text) };
      }),
    outline: (path) =>
      remember(outlines, path, async () => {
        const file = await cache.find(path);
        if (!file || file.text.length > maxOutlineLength) return [];
        return (await ports.syntax.outline(path, file.text)) ?? [];
      }),
  };
  return cache;
}

function remember<T>(known: Map<FilePath, Promise<T>>, path: FilePath, ask: () => Promise<T>): Promise<T> {
  const earlier = known.get(path);
  if (earlier !== undefined) return earlier;
  const asked = ask();
  known.set(path, asked);
  return asked;
}

/** The text of some lines, with plain line ends. */
export function textOf(file: FileView, range: LineRange): string {
  return file.lines.slice(range.startLine, range.endLine).join('\n');
}

/** All lines of a file. */
export const wholeRange = (file: FileView): LineRange => ({ startLine: 0, endLine: file.lines.length });
