// Taking runs out of the journal: their lines, their private texts, and the shared texts that no other run names.
import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { orOn } from '../files/durable.ts';
import { checkedName } from './fileRecordStore.ts';

const ending = '.jsonl';
const blobName = /"\$blob":"([0-9a-f]{64})"/g;

/** Which runs go: by name, or those that nobody wrote to since `before` (milliseconds since 1970). */
export type Forgotten = { readonly runs: readonly string[] } | { readonly before: number };

/** Returns the names of the runs that went. Private texts go first: what is left after a crash names nothing that is secret. */
export async function forgetRuns(folder: string, which: Forgotten): Promise<readonly string[]> {
  const lines = join(folder, 'runs');
  const kept = await orOn(['ENOENT'], readdir(lines), []);
  const all = kept.filter((name) => name.endsWith(ending)).map((name) => name.slice(0, -ending.length));
  const gone = 'runs' in which ? which.runs.map(checkedName).filter((run) => all.includes(run)) : await olderThan(lines, all, which.before);
  for (const run of gone) {
    await rm(join(folder, 'private', run), { recursive: true, force: true });
    await rm(join(lines, run + ending), { force: true });
  }
  if (gone.length > 0)
    await sweepBlobs(
      folder,
      all.filter((run) => !gone.includes(run)),
    );
  return gone;
}

async function olderThan(lines: string, runs: readonly string[], before: number): Promise<string[]> {
  const old: string[] = [];
  for (const run of runs) if ((await stat(join(lines, run + ending))).mtimeMs < before) old.push(run);
  return old;
}

async function sweepBlobs(folder: string, runs: readonly string[]): Promise<void> {
  const named = new Set<string>();
  for (const run of runs) {
    const text = await readFile(join(folder, 'runs', run + ending), 'utf8');
    for (const match of text.matchAll(blobName)) named.add(match[1] ?? '');
  }
  const blobs = join(folder, 'blobs');
  for (const group of await orOn(['ENOENT'], readdir(blobs), [])) {
    for (const name of await readdir(join(blobs, group))) if (!named.has(name)) await removeSettled(join(blobs, group, name));
  }
}

/** A run under way puts its texts before the records that name them. */
const settledAfterMs = 3_600_000;

async function removeSettled(path: string): Promise<void> {
  const found = await orOn(['ENOENT'], stat(path), undefined);
  if (found && Date.now() - found.mtimeMs > settledAfterMs) await rm(path, { force: true });
}
