// What whole files are about, as vectors of the words they hold, for requests in everyday words: a chunk may be near by chance, a file
// seldom is. Made when first asked for and kept while the file stays as it is.
import type { FileView } from './fileView.ts';
import type { TermBag } from './terms.ts';
import type { WordVectors } from './wordVectors.ts';

interface KnownFile {
  readonly body: TermBag;
  readonly vector: Float32Array;
}

export class FileMeaning {
  private readonly known: (KnownFile | undefined)[] = [];

  constructor(
    private readonly words: WordVectors,
    private readonly files: FileView,
  ) {}

  /** How near the files are to what the words say. */
  nearness(files: readonly number[], wordHashes: readonly number[]): number[] {
    const wanted = this.words.embed(wordHashes);
    return files.map((file) => dot(this.vectorOf(file), wanted));
  }

  /** Comments are part of the body: they count twice, because they speak as people do. */
  private vectorOf(file: number): Float32Array {
    const body = this.files.fields.body.bag(file);
    const known = this.known[file];
    if (known?.body === body) return known.vector;
    const vector = this.words.embedBags([body, this.files.fields.prose.bag(file)]);
    this.known[file] = { body, vector };
    return vector;
  }
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}
