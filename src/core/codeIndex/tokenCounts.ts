// Counts the tokens of a part of a scanned text, in whatever form they are kept.
import type { TermBag } from './terms.ts';
import type { TokenScan } from './tokenScan.ts';

/** Past this, repetition of a token in a chunk says nothing more. */
const maxRepetition = 4;

export class TokenCounts {
  private counts = new Int32Array(4096);
  /** Distinct tokens counted, in the order they were met. */
  private readonly met: number[] = [];
  private length = 0;

  constructor(private readonly scan: TokenScan) {}

  /** Counts anew. */
  begin(): this {
    for (const id of this.met) this.counts[id] = 0;
    this.met.length = 0;
    this.length = 0;
    if (this.counts.length < this.scan.names.length) this.counts = new Int32Array(2 * this.scan.names.length);
    return this;
  }

  add(from: number, to: number): this {
    const { ids } = this.scan;
    for (let i = from; i < to; i++) {
      const id = ids[i]!;
      if (this.counts[id]!++ === 0) this.met.push(id);
    }
    this.length += to - from;
    return this;
  }

  bag(): TermBag {
    const size = this.met.length;
    const sorted = new Float64Array(size);
    // Hash and count in one number, so that sorting needs no function of ours.
    for (let i = 0; i < size; i++) sorted[i] = this.scan.hashes[this.met[i]!]! * 256 + Math.min(255, this.counts[this.met[i]!]!);
    sorted.sort();
    const hashes = new Uint32Array(size);
    const counts = new Uint8Array(size);
    let kept = 0;
    for (let i = 0; i < size; i++) {
      const hash = Math.floor(sorted[i]! / 256);
      const count = sorted[i]! % 256;
      if (kept > 0 && hashes[kept - 1] === hash) counts[kept - 1] = Math.min(255, counts[kept - 1]! + count);
      else {
        hashes[kept] = hash;
        counts[kept++] = count;
      }
    }
    return { hashes: hashes.subarray(0, kept), counts: counts.subarray(0, kept), length: this.length };
  }

  /** Tokens as often as they count. Equal ones stand together, which packs better; nothing asks for their order. */
  text(): string {
    const parts: string[] = [];
    for (const id of this.met) for (let i = Math.min(this.counts[id]!, maxRepetition); i > 0; i--) parts.push(this.scan.names[id]!);
    return parts.join(' ');
  }
}
