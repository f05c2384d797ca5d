// Bags of tokens as sorted hashes and counts: small enough to keep for every file, and exact enough to rank by.
import type { Tokenizer } from './tokens.ts';

/** Distinct tokens of one text. `hashes` ascending; `counts` beside them, at most 255; `length` counts all tokens. */
export interface TermBag {
  readonly hashes: Uint32Array;
  readonly counts: Uint8Array;
  readonly length: number;
}

export const noTerms: TermBag = { hashes: new Uint32Array(0), counts: new Uint8Array(0), length: 0 };

/** The bag of a text's tokens. */
export function bagOf(text: string, tokenizer: Tokenizer): TermBag {
  return bagOfHashes(tokenizer.hashes(text));
}

/** The bag of token hashes in any order. */
export function bagOfHashes(found: readonly number[]): TermBag {
  const sorted = Uint32Array.from(found).sort();
  const hashes = new Uint32Array(sorted.length);
  const counts = new Uint8Array(sorted.length);
  let size = 0;
  for (const hash of sorted) {
    if (size > 0 && hashes[size - 1] === hash) {
      if (counts[size - 1]! < 255) counts[size - 1]!++;
    } else {
      hashes[size] = hash;
      counts[size++] = 1;
    }
  }
  return { hashes: hashes.slice(0, size), counts: counts.slice(0, size), length: sorted.length };
}

/** How often a token stands in the bag. */
export function countIn(bag: TermBag, hash: number): number {
  let low = 0;
  let high = bag.hashes.length - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const found = bag.hashes[middle]!;
    if (found === hash) return bag.counts[middle]!;
    if (found < hash) low = middle + 1;
    else high = middle - 1;
  }
  return 0;
}

/** Bytes of a bag for a store: length, then hashes, then counts. */
export function packBag(bag: TermBag): Uint8Array {
  const size = bag.hashes.length;
  const bytes = new Uint8Array(4 + size * 5);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, bag.length, true);
  for (let i = 0; i < size; i++) view.setUint32(4 + i * 4, bag.hashes[i]!, true);
  bytes.set(bag.counts, 4 + size * 4);
  return bytes;
}

/** Undefined when the bytes are no bag. */
export function unpackBag(bytes: Uint8Array): TermBag | undefined {
  if (bytes.length < 4 || (bytes.length - 4) % 5 !== 0) return undefined;
  const size = (bytes.length - 4) / 5;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const own = new Uint8Array(bytes.subarray(4));
  return { hashes: new Uint32Array(own.buffer, 0, size), counts: own.subarray(size * 4, size * 5), length: view.getUint32(0, true) };
}
