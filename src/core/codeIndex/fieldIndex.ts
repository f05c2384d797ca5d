// One searchable field over all documents: term bags by document number, and postings built from them when they are asked for.
// Documents that changed since the postings were built are scored from their bags, so a change is found at once.
import { countIn, noTerms, type TermBag } from './terms.ts';

/** One token of a query and what it counts. */
export interface QueryTerm {
  readonly hash: number;
  readonly weight: number;
}

/** BM25's two knobs: how soon repetition stops counting, and how much long documents pay. */
export interface FieldShape {
  readonly saturation: number;
  readonly lengthPenalty: number;
}

interface Postings {
  /** Open addressing: hash to slot, slot to a range of `documents` and `counts`. */
  readonly keys: Uint32Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly documents: Uint32Array;
  readonly counts: Uint8Array;
}

/** So often a token recurs in code at least, over many files: a first guess that seldom has to be raised. */
const termsPerToken = 5;
const maxChangedShare = 0.02;
const minChanged = 200;

export class FieldIndex {
  private readonly bags: TermBag[] = [];
  /** Documents set since the postings were built, with the bag that the postings have of them. */
  private readonly changed = new Map<number, TermBag>();
  private postings: Postings | undefined;
  private totalLength = 0;
  private filled = 0;

  constructor(private readonly shape: FieldShape) {}

  /** Sets or replaces one document. An empty bag removes it. */
  set(document: number, bag: TermBag): void {
    const before = this.bags[document] ?? noTerms;
    while (this.bags.length <= document) this.bags.push(noTerms);
    this.totalLength += bag.length - before.length;
    this.filled += Number(bag.length > 0) - Number(before.length > 0);
    this.bags[document] = bag;
    if (this.postings && !this.changed.has(document)) this.changed.set(document, before);
  }

  bag(document: number): TermBag {
    return this.bags[document] ?? noTerms;
  }

  /** How rare a token is among the documents that have this field: 0 for unknown tokens. */
  rarity(hash: number): number {
    const found = this.documentCount(hash);
    return found === 0 ? 0 : Math.log(1 + (this.filled - found + 0.5) / (found + 0.5));
  }

  documentCount(hash: number): number {
    const postings = this.current();
    const slot = slotOf(postings.keys, hash);
    let count = postings.keys[slot] === hash ? postings.ends[slot]! - postings.starts[slot]! : 0;
    for (const [document, before] of this.changed)
      count += Number(countIn(this.bag(document), hash) > 0) - Number(countIn(before, hash) > 0);
    return count;
  }

  /** The documents that have a token, in no order; undefined for more than `most`. */
  documentsWith(hash: number, most: number): readonly number[] | undefined {
    if (this.documentCount(hash) > most) return undefined;
    const postings = this.current();
    const slot = slotOf(postings.keys, hash);
    const found: number[] = [];
    for (let i = postings.starts[slot]!; postings.keys[slot] === hash && i < postings.ends[slot]!; i++) {
      const document = postings.documents[i]!;
      if (!this.changed.has(document)) found.push(document);
    }
    for (const document of this.changed.keys()) if (countIn(this.bag(document), hash) > 0) found.push(document);
    return found;
  }

  /** Adds each document's BM25 score for the query to `scores`, and calls `touched` for every document that has a term. */
  addScores(terms: readonly QueryTerm[], scores: Float32Array): void {
    const postings = this.current();
    const average = this.totalLength / Math.max(1, this.filled);
    for (const { hash, weight } of terms) {
      const gain = weight * this.rarity(hash);
      if (gain === 0) continue;
      const slot = slotOf(postings.keys, hash);
      const end = postings.keys[slot] === hash ? postings.ends[slot]! : 0;
      for (let i = end === 0 ? 0 : postings.starts[slot]!; i < end; i++) {
        const document = postings.documents[i]!;
        if (this.changed.size > 0 && this.changed.has(document)) continue;
        scores[document]! += gain * this.saturated(postings.counts[i]!, this.bags[document]!.length, average);
      }
      for (const document of this.changed.keys()) {
        const count = countIn(this.bag(document), hash);
        if (count > 0) scores[document]! += gain * this.saturated(count, this.bag(document).length, average);
      }
    }
  }

  private saturated(count: number, length: number, average: number): number {
    const { saturation, lengthPenalty } = this.shape;
    return (count * (saturation + 1)) / (count + saturation * (1 - lengthPenalty + (lengthPenalty * length) / average));
  }

  private current(): Postings {
    if (this.postings && this.changed.size <= Math.max(minChanged, this.bags.length * maxChangedShare)) return this.postings;
    this.changed.clear();
    this.postings = buildPostings(this.bags);
    return this.postings;
  }
}

function slotOf(keys: Uint32Array, hash: number): number {
  const mask = keys.length - 1;
  let slot = hash & mask;
  while (keys[slot] !== 0 && keys[slot] !== hash) slot = (slot + 1) & mask;
  return slot;
}

function buildPostings(bags: readonly TermBag[]): Postings {
  let total = 0;
  for (const bag of bags) total += bag.hashes.length;
  const counted = countSlots(bags, total);
  const { keys, sizes } = counted;
  const starts = new Uint32Array(keys.length);
  const ends = new Uint32Array(keys.length);
  let next = 0;
  for (let slot = 0; slot < keys.length; slot++) {
    starts[slot] = next;
    ends[slot] = next;
    next += sizes[slot]!;
  }
  const documents = new Uint32Array(total);
  const counts = new Uint8Array(total);
  let position = 0;
  bags.forEach((bag, document) => {
    for (let i = 0; i < bag.hashes.length; i++) {
      const slot = counted.slots[position++]!;
      const place = ends[slot]!++;
      documents[place] = document;
      counts[place] = bag.counts[i]!;
    }
  });
  return { keys, starts, ends, documents, counts };
}

/** The slot of every term of every bag in order, and how many documents each slot has. Grows the table when it is half full. */
function countSlots(bags: readonly TermBag[], total: number): { keys: Uint32Array; sizes: Uint32Array; slots: Uint32Array } {
  let capacity = 1 << Math.max(12, Math.ceil(Math.log2(1 + total / termsPerToken)));
  for (;;) {
    const keys = new Uint32Array(capacity);
    const sizes = new Uint32Array(capacity);
    const slots = new Uint32Array(total);
    if (fillSlots(bags, { keys, sizes, slots })) return { keys, sizes, slots };
    capacity *= 4;
  }
}

function fillSlots(bags: readonly TermBag[], into: { keys: Uint32Array; sizes: Uint32Array; slots: Uint32Array }): boolean {
  const { keys, sizes, slots } = into;
  let free = keys.length >> 1;
  let position = 0;
  for (const bag of bags) {
    for (const hash of bag.hashes) {
      const slot = slotOf(keys, hash);
      free -= Number(keys[slot] === 0);
      if (free < 0) return false;
      keys[slot] = hash;
      sizes[slot]!++;
      slots[position++] = slot;
    }
  }
  return true;
}
