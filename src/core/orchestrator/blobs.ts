// Long texts in journal records are kept once, by content: a record holds `{ $blob: hash }` in their place.
import type { Journal } from '../ports/journal.ts';

const inlineLimit = 1_024;

interface BlobReference {
  readonly $blob: string;
}

const isReference = (value: object): value is BlobReference => '$blob' in value && Object.keys(value).length === 1;

/** The value with every string above 1,024 characters moved into a blob. Resolves when the blobs are durable. */
export async function packBlobs(value: unknown, journal: Pick<Journal, 'putBlob'>): Promise<unknown> {
  if (typeof value === 'string') return value.length <= inlineLimit ? value : { $blob: await journal.putBlob(value) };
  return mapChildren(value, (child) => packBlobs(child, journal));
}

/** Undoes `packBlobs`. Throws `journal.blob` when a blob is missing. */
export async function unpackBlobs(value: unknown, journal: Pick<Journal, 'getBlob'>): Promise<unknown> {
  if (typeof value === 'object' && value !== null && isReference(value)) return journal.getBlob(value.$blob);
  return mapChildren(value, (child) => unpackBlobs(child, journal));
}

async function mapChildren(value: unknown, map: (child: unknown) => Promise<unknown>): Promise<unknown> {
  if (Array.isArray(value)) return Promise.all(value.map(map));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, child]) => child !== undefined);
  return Object.fromEntries(await Promise.all(entries.map(async ([key, child]) => [key, await map(child)])));
}
