// One text as rows: its terms for the ranker, and its chunks for the store. Every word is taken apart once.
import type { FilePath } from '../model/document.ts';
import type { StoredChunk } from '../ports/chunkStore.ts';
import type { Outline } from '../ports/syntaxParser.ts';
import { type Chunk, chunkLines, comfortableCharacters, markdownOutline } from './chunk.ts';
import { fileKindOf } from './fileKind.ts';
import type { FileTerms } from './fileView.ts';
import { definedNames, proseOf } from './symbols.ts';
import type { TermBag } from './terms.ts';
import { TokenCounts } from './tokenCounts.ts';
import { TokenScan } from './tokenScan.ts';
import type { WordVectors } from './wordVectors.ts';

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

/** What taking apart needs again for every file. `words` gives source chunks their vectors: tests and docs are found by their words. */
export class TextIndexer {
  private readonly scan: TokenScan;
  private readonly counts: TokenCounts;

  constructor(
    wordsRemembered: number,
    private readonly words: WordVectors | undefined,
  ) {
    this.scan = new TokenScan(wordsRemembered);
    this.counts = new TokenCounts(this.scan);
  }

  index(file: TextToIndex): IndexedText {
    const lines = file.text.split('\n');
    this.scan.begin();
    const starts = this.scan.scan(file.text);
    const body = this.counts.begin().add(0, this.scan.count).bag();
    const defined = definedNames(file.text);
    const outline = file.outline ?? (/\.mdx?$/i.test(file.path) ? markdownOutline(lines) : wholeFile(file.text, lines, defined));
    const names = file.outline ? outline.map((entry) => entry.path.slice(entry.path.lastIndexOf('.') + 1)) : [];
    const symbols = this.bagOf([...defined, ...names].join(' '));
    const terms = { body, symbols, prose: this.bagOf(proseOf(file.text)), characters: file.text.length };
    return { terms, chunks: chunkLines(lines, outline).map((chunk, ordinal) => this.toStored(file, { lines, starts, chunk, ordinal })) };
  }

  private bagOf(text: string): TermBag {
    const before = this.scan.count;
    this.scan.scan(text);
    return this.counts.begin().add(before, this.scan.count).bag();
  }

  private toStored(file: TextToIndex, { lines, starts, chunk, ordinal }: Piece): StoredChunk {
    const { startLine, endLine } = chunk.range;
    const content = lines.slice(startLine, endLine).join('\n').replace(newLines, '');
    const before = this.scan.count;
    if (chunk.symbol !== '') this.scan.scan(chunk.symbol);
    const counted = this.counts.begin().add(starts[startLine]!, starts[endLine]!).add(before, this.scan.count);
    const kind = fileKindOf(file.path);
    return {
      id: chunkId(file.path, ordinal),
      path: file.path,
      ordinal,
      startLine,
      endLine,
      symbol: chunk.symbol,
      kind,
      tokens: counted.text(),
      content,
      modifiedMs: file.modifiedMs,
      ...(this.words && kind === 'source' ? { embedding: this.words.embedBag(counted.bag()) } : {}),
    };
  }
}

/** A text this short is one piece, whatever its outline says: parsing it would give no more than its first name. */
export const isOnePiece = (text: string): boolean => text.length < comfortableCharacters;

/** The first name stands for a text that is too short to be taken apart. */
function wholeFile(text: string, lines: readonly string[], defined: readonly string[]): Outline[] {
  const [first] = defined;
  return first && isOnePiece(text) ? [{ path: first, kind: 'file', range: { startLine: 0, endLine: Math.max(0, lines.length - 1) } }] : [];
}

interface Piece {
  readonly lines: readonly string[];
  /** Tokens before each line. */
  readonly starts: readonly number[];
  readonly chunk: Chunk;
  readonly ordinal: number;
}

const newLines = /\r$/gm;

export const chunkId = (path: FilePath, ordinal: number) => `${path}#${ordinal}`;
