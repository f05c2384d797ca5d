// How many files are taken in at once.
import type { ListedFile } from '../ports/codeSource.ts';

/** The first batch is small, so that favoured files are searchable soon; each one written costs a fixed price. */
const firstBatch = { files: 200, bytes: 1_000_000 };
const nextBatches = { files: 500, bytes: 1_000_000 };

export function* batchesOf(files: readonly ListedFile[]): Generator<readonly ListedFile[]> {
  let most = firstBatch;
  let batch: ListedFile[] = [];
  let bytes = 0;
  for (const file of files) {
    batch.push(file);
    bytes += file.bytes;
    if (batch.length < most.files && bytes < most.bytes) continue;
    yield batch;
    batch = [];
    bytes = 0;
    most = nextBatches;
  }
  if (batch.length > 0) yield batch;
}
