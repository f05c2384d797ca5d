// One text as rows: its terms for the ranker, and its chunks for the store. Every word is taken apart once.
import type { FilePath } from '../model/document.ts';
import type { StoredChunk } from '../ports/chunkStore.ts';
import type { Outline } from '../ports/syntaxParser.ts';
import { type Chunk, chunkLines, comfortableCharacters, markdownOutline } from './chunk.ts';
import { fileKindOf } from './fileKind.ts';
import { type FileTerms, termsOf } from './fileView.ts';
import { definedNames } from './symbols.ts';
import { bagOfHashes } from './terms.ts';
import type { KnownWord, Tokenizer } from './tokens.ts';

export interface TextToIndex {
  readonly path: FilePath;
  readonly text: string;
  readonly modifiedMs: number;
  readonly outline: readonly Outline[] | undefined;
}

export interface IndexedChunk {
  readonly chunk: StoredChunk;
  /** Hashes of its tokens in order, for an embedder of words. */
  readonly hashes: readonly number[];
}

export interface IndexedText {
  readonly terms: FileTerms;
  readonly chunks: readonly IndexedChunk[];
}

/** A text this short is one piece, whatever its outline says: parsing it would give no more than its first name. */
export const isOnePiece = (text: string): boolean => text.length < comfortableCharacters;

export function indexText(file: TextToIndex, tokenizer: Tokenizer): IndexedText {
  const lines = file.text.split('\n');
  const words = lines.map((line) => tokenizer.words(line));
  const defined = definedNames(file.text);
  const outline = file.outline ?? (/\.mdx?$/i.test(file.path) ? markdownOutline(lines) : wholeFile(file.text, lines, defined));
  const names = file.outline ? outline.map((entry) => entry.path.slice(entry.path.lastIndexOf('.') + 1)) : [];
  return {
    terms: termsOf(file.text, bagOfHashes(hashesOf(words)), [...defined, ...names], tokenizer),
    chunks: chunkLines(lines, outline).map((chunk, ordinal) => toIndexed(file, { lines, words, chunk, ordinal }, tokenizer)),
  };
}

/** The first name stands for a text that is too short to be taken apart. */
function wholeFile(text: string, lines: readonly string[], defined: readonly string[]): Outline[] {
  const [first] = defined;
  return first && isOnePiece(text) ? [{ path: first, kind: 'file', range: { startLine: 0, endLine: Math.max(0, lines.length - 1) } }] : [];
}

function hashesOf(words: readonly (readonly KnownWord[])[]): number[] {
  const found: number[] = [];
  for (const line of words) for (const word of line) for (const hash of word.hashes) found.push(hash);
  return found;
}

interface Piece {
  readonly lines: readonly string[];
  readonly words: readonly (readonly KnownWord[])[];
  readonly chunk: Chunk;
  readonly ordinal: number;
}

const newLines = /\r$/gm;

function toIndexed(file: TextToIndex, { lines, words, chunk, ordinal }: Piece, tokenizer: Tokenizer): IndexedChunk {
  const { startLine, endLine } = chunk.range;
  const content = lines.slice(startLine, endLine).join('\n').replace(newLines, '');
  const own = [...words.slice(startLine, endLine), tokenizer.words(chunk.symbol)];
  return {
    chunk: {
      id: chunkId(file.path, ordinal),
      path: file.path,
      ordinal,
      startLine,
      endLine,
      symbol: chunk.symbol,
      kind: fileKindOf(file.path),
      tokens: bagText(own),
      content,
      modifiedMs: file.modifiedMs,
    },
    hashes: hashesOf(own),
  };
}

/** Past this, repetition of a token says nothing more. */
const maxRepetition = 4;

/** Tokens as often as they count. Equal ones stand together, which packs better; nothing asks for their order. */
function bagText(words: readonly (readonly KnownWord[])[]): string {
  const counts = new Map<string, number>();
  for (const line of words) for (const word of line) for (const token of word.tokens) counts.set(token, (counts.get(token) ?? 0) + 1);
  const parts: string[] = [];
  for (const [token, count] of counts) for (let i = Math.min(count, maxRepetition); i > 0; i--) parts.push(token);
  return parts.join(' ');
}

export const chunkId = (path: FilePath, ordinal: number) => `${path}#${ordinal}`;
