// A static table of word vectors: what a word means without any model at run time. How it is made: test/bench/embeddings.
import type { Embedder } from '../ports/embedder.ts';
import type { QueryTerm } from './fieldIndex.ts';
import { bagOfHashes, type TermBag } from './terms.ts';
import { hashOf } from './tokenHash.ts';
import { emptyWords, stem, type Tokenizer } from './tokens.ts';

const headerBytes = 256;
const braceCode = 123;
/** Neighbours below this cosine are chance. */
const minNearness = 0.4;
const neighboursUsed = 8;

interface Header {
  readonly version: number;
  readonly dimensions: number;
  readonly stems: number;
  readonly neighbours: number;
  readonly scale: number;
  readonly nameBytes: number;
}

export class WordVectors {
  readonly dimensions: number;
  private readonly places = new Map<number, number>();
  private readonly hashes: Uint32Array;
  private readonly empty = new Set<number>([...emptyWords].map((word) => hashOf(stem(word))));

  private constructor(
    private readonly header: Header,
    names: readonly string[],
    private readonly rarities: Float32Array,
    private readonly tables: { readonly near: Uint16Array; readonly nearness: Uint8Array; readonly vectors: Int8Array },
  ) {
    this.dimensions = header.dimensions;
    this.hashes = Uint32Array.from(names, hashOf);
    for (const [place, hash] of this.hashes.entries()) this.places.set(hash, place);
  }

  /** Undefined when the bytes are no table of this version. */
  static parse(bytes: Uint8Array): WordVectors | undefined {
    const text = new TextDecoder();
    if (bytes.length < headerBytes || bytes[0] !== braceCode) return undefined;
    const header = JSON.parse(text.decode(bytes.subarray(0, headerBytes))) as Header;
    const { version, dimensions, stems, neighbours, nameBytes } = header;
    const padded = nameBytes + ((4 - (nameBytes % 4)) % 4);
    const sizes = [stems * 4, stems * neighbours * 2, stems * neighbours, stems * dimensions];
    if (version !== 1 || bytes.length !== headerBytes + padded + sizes.reduce((sum, size) => sum + size, 0)) return undefined;
    const names = text.decode(bytes.subarray(headerBytes, headerBytes + nameBytes)).split('\n');
    // A copy of its own: a Buffer's `slice` would be a view into something larger.
    const own = new Uint8Array(bytes.subarray(headerBytes + padded));
    const at = sizes.map((_, part) => sizes.slice(0, part).reduce((sum, size) => sum + size, 0));
    return new WordVectors(header, names, new Float32Array(own.buffer, at[0], stems), {
      near: new Uint16Array(own.buffer, at[1], stems * neighbours),
      nearness: new Uint8Array(own.buffer, at[2], stems * neighbours),
      vectors: new Int8Array(own.buffer, at[3], stems * dimensions),
    });
  }

  /** Unit-length sum of the tokens' vectors, rare ones weighted up, repetition down. All zeros when no token is known. */
  embed(tokenHashes: readonly number[]): Float32Array {
    return this.embedBag(bagOfHashes(tokenHashes));
  }

  embedBag(bag: TermBag): Float32Array {
    return this.embedBags([bag]);
  }

  /** The same of texts that are bags already, taken together. */
  embedBags(bags: readonly TermBag[]): Float32Array {
    const sum = new Float32Array(this.dimensions);
    for (const bag of bags) this.addBag(bag, sum);
    let length = 0;
    for (const value of sum) length += value * value;
    if (length > 0) for (let d = 0; d < sum.length; d++) sum[d]! /= Math.sqrt(length);
    return sum;
  }

  private addBag(bag: TermBag, sum: Float32Array): void {
    for (let i = 0; i < bag.hashes.length; i++) {
      const place = this.places.get(bag.hashes[i]!);
      if (place === undefined || this.empty.has(bag.hashes[i]!)) continue;
      const weight = Math.log1p(bag.counts[i]!) * this.rarities[place]!;
      const from = place * this.dimensions;
      for (let d = 0; d < sum.length; d++) sum[d]! += weight * this.tables.vectors[from + d]!;
    }
  }

  /** Words of like meaning that occur (`isPresent`), each weighted by its nearness to the word of the query. */
  neighboursOf(terms: readonly QueryTerm[], isPresent: (hash: number) => boolean): QueryTerm[] {
    return terms.flatMap(({ hash, weight }) => {
      const place = this.places.get(hash);
      if (place === undefined) return [];
      const found: QueryTerm[] = [];
      for (let i = place * this.header.neighbours; i < (place + 1) * this.header.neighbours && found.length < neighboursUsed; i++) {
        const nearness = this.tables.nearness[i]! / 255;
        const other = this.hashes[this.tables.near[i]!]!;
        if (nearness > minNearness && isPresent(other)) found.push({ hash: other, weight: weight * nearness ** 2 });
      }
      return found;
    });
  }
}

/** The table as an embedder of texts. */
export function createStaticEmbedder(words: WordVectors, tokenizer: Tokenizer): Embedder {
  return {
    id: 'understudy-words-2',
    dimensions: words.dimensions,
    embed: async (texts) => texts.map((text) => words.embed(tokenizer.hashes(text))),
  };
}
