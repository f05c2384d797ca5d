// One text as rows: its terms for the ranker, and its chunks for the store.
import type { FilePath } from '../model/document.ts';
import type { StoredChunk } from '../ports/chunkStore.ts';
import type { Outline } from '../ports/syntaxParser.ts';
import { type Chunk, chunkLines, markdownOutline } from './chunk.ts';
import { fileKindOf } from './fileKind.ts';
import { type FileTerms, termsOf } from './fileView.ts';
import type { Tokenizer } from './tokens.ts';

export interface TextToIndex {
  readonly path: FilePath;
  readonly text: string;
  readonly modifiedMs: number;
  readonly outline: readonly Outline[] | undefined;
}

export interface IndexedText {
  readonly terms: FileTerms;
  readonly chunks: readonly StoredChunk[];
}

export function indexText(file: TextToIndex, tokenizer: Tokenizer): IndexedText {
  const lines = file.text.split('\n');
  const outline = file.outline ?? (/\.mdx?$/i.test(file.path) ? markdownOutline(lines) : []);
  const names = outline.map((entry) => entry.path.slice(entry.path.lastIndexOf('.') + 1));
  return {
    terms: termsOf(file.text, tokenizer, names),
    chunks: chunkLines(lines, outline).map((chunk, ordinal) => toStored(file, lines, { chunk, ordinal }, tokenizer)),
  };
}

const newLines = /\r$/gm;

function toStored(
  file: TextToIndex,
  lines: readonly string[],
  { chunk, ordinal }: { chunk: Chunk; ordinal: number },
  tokenizer: Tokenizer,
): StoredChunk {
  const content = lines.slice(chunk.range.startLine, chunk.range.endLine).join('\n').replace(newLines, '');
  return {
    id: chunkId(file.path, ordinal),
    path: file.path,
    ordinal,
    startLine: chunk.range.startLine,
    endLine: chunk.range.endLine,
    symbol: chunk.symbol,
    kind: fileKindOf(file.path),
    tokens: tokenizer.tokens(`${content} ${chunk.symbol}`).join(' '),
    content,
    modifiedMs: file.modifiedMs,
  };
}

export const chunkId = (path: FilePath, ordinal: number) => `${path}#${ordinal}`;
