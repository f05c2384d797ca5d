// Everything the ranker knows about the files, in memory: a few numbers and term bags per file.
import type { FilePath } from '../model/document.ts';
import { FieldIndex } from './fieldIndex.ts';
import { baseNameOf, type FileKind, fileKindOf } from './fileKind.ts';
import { bagOf, noTerms, packBag, type TermBag, unpackBag } from './terms.ts';
import type { Tokenizer } from './tokens.ts';

/** The bags of one file that need its text, and how long the text is. */
export interface FileTerms {
  readonly body: TermBag;
  readonly symbols: TermBag;
  readonly prose: TermBag;
  readonly characters: number;
}

/** One binary value: the text's length, and three bags each after its size. */
export function packTerms(terms: FileTerms): Uint8Array {
  const parts = [terms.body, terms.symbols, terms.prose].map(packBag);
  const bytes = new Uint8Array(4 + parts.reduce((sum, part) => sum + 4 + part.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, terms.characters, true);
  let at = 4;
  for (const part of parts) {
    view.setUint32(at, part.length, true);
    bytes.set(part, at + 4);
    at += 4 + part.length;
  }
  return bytes;
}

/** Undefined when the bytes are damaged. */
export function unpackTerms(bytes: Uint8Array): FileTerms | undefined {
  if (bytes.length < 16) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const bags: TermBag[] = [];
  let at = 4;
  while (bags.length < 3) {
    const size = at + 4 <= bytes.length ? view.getUint32(at, true) : Number.POSITIVE_INFINITY;
    const bag = at + 4 + size <= bytes.length ? unpackBag(bytes.subarray(at + 4, at + 4 + size)) : undefined;
    if (!bag) return undefined;
    bags.push(bag);
    at += 4 + size;
  }
  const [body = noTerms, symbols = noTerms, prose = noTerms] = bags;
  return { body, symbols, prose, characters: view.getUint32(0, true) };
}

const shapes = {
  body: { saturation: 1.2, lengthPenalty: 0.6 },
  path: { saturation: 0.5, lengthPenalty: 0.6 },
  base: { saturation: 0.5, lengthPenalty: 0.6 },
  symbols: { saturation: 1.2, lengthPenalty: 0.5 },
  prose: { saturation: 1.2, lengthPenalty: 0.5 },
  history: { saturation: 1.5, lengthPenalty: 0.4 },
};
export type FieldName = keyof typeof shapes;
export const fieldNames = Object.keys(shapes) as FieldName[];

export class FileView {
  readonly paths: (FilePath | undefined)[] = [];
  readonly kinds: FileKind[] = [];
  readonly sizes: number[] = [];
  readonly fields: Readonly<Record<FieldName, FieldIndex>> = {
    body: new FieldIndex(shapes.body),
    path: new FieldIndex(shapes.path),
    base: new FieldIndex(shapes.base),
    symbols: new FieldIndex(shapes.symbols),
    prose: new FieldIndex(shapes.prose),
    history: new FieldIndex(shapes.history),
  };
  /** Changes whenever a file comes or goes. */
  generation = 0;
  private readonly numbers = new Map<FilePath, number>();
  private readonly free: number[] = [];

  constructor(private readonly tokenizer: Tokenizer) {}

  get fileCount(): number {
    return this.numbers.size;
  }

  numberOf(path: FilePath): number | undefined {
    return this.numbers.get(path);
  }

  set(path: FilePath, terms: FileTerms): void {
    let number = this.numbers.get(path);
    if (number === undefined) {
      number = this.free.pop() ?? this.paths.length;
      this.numbers.set(path, number);
      this.paths[number] = path;
      this.kinds[number] = fileKindOf(path);
      this.fields.path.set(number, bagOf(path.replace(/\.[^./]+$/, ''), this.tokenizer));
      this.fields.base.set(number, bagOf(baseNameOf(path), this.tokenizer));
      this.generation++;
    }
    this.sizes[number] = Math.log(1 + terms.characters / 40);
    this.fields.body.set(number, terms.body);
    this.fields.symbols.set(number, terms.symbols);
    this.fields.prose.set(number, terms.prose);
  }

  remove(path: FilePath): void {
    const number = this.numbers.get(path);
    if (number === undefined) return;
    for (const name of fieldNames) this.fields[name].set(number, noTerms);
    this.numbers.delete(path);
    this.paths[number] = undefined;
    this.free.push(number);
    this.generation++;
  }
}
