// The tables' columns, and rows to and from the index's own nouns.
import { Binary, Field, FixedSizeList, Float32, Float64, Int32, Schema, Utf8 } from 'apache-arrow';
import type { StoredChunk, StoredFile } from '../../core/ports/chunkStore.ts';

const compressed = new Map([['lance-encoding:compression', 'zstd']]);
const text = (name: string) => new Field(name, new Utf8(), false);
const longText = (name: string) => new Field(name, new Utf8(), false, compressed);
const number = (name: string) => new Field(name, new Int32(), false);

/** `dimensions` undefined: no vectors are kept. */
export function createSchemas(dimensions: number | undefined) {
  const embedding =
    dimensions === undefined ? [] : [new Field('embedding', new FixedSizeList(dimensions, new Field('item', new Float32(), true)), true)];
  const lastModified = new Field('last_modified', new Float64(), false);
  return {
    file_chunks: new Schema([
      text('id'),
      text('file_path'),
      number('chunk_index'),
      longText('content'),
      ...embedding,
      lastModified,
      number('start_line'),
      number('end_line'),
      text('symbol'),
      text('kind'),
      longText('tokens'),
    ]),
    files: new Schema([text('path'), text('hash'), lastModified, number('bytes'), new Field('terms', new Binary(), false)]),
    commits: new Schema([longText('commits')]),
  };
}

export function toChunkRow(chunk: StoredChunk, dimensions: number | undefined): Record<string, unknown> {
  return {
    id: chunk.id,
    file_path: chunk.path,
    chunk_index: chunk.ordinal,
    content: chunk.content,
    ...(dimensions === undefined ? {} : { embedding: chunk.embedding ? toVector(chunk.embedding) : null }),
    last_modified: chunk.modifiedMs,
    start_line: chunk.startLine,
    end_line: chunk.endLine,
    symbol: chunk.symbol,
    kind: chunk.kind,
    tokens: chunk.tokens,
  };
}

export function toFileRow(file: StoredFile): Record<string, unknown> {
  return { path: file.path, hash: file.hash, last_modified: file.modifiedMs, bytes: file.bytes, terms: file.terms };
}

/** Rows as the database gives them; columns that were not selected are missing. */
export function toChunk(row: Record<string, unknown>): StoredChunk {
  return {
    id: String(row.id),
    path: String(row.file_path),
    ordinal: Number(row.chunk_index),
    startLine: Number(row.start_line),
    endLine: Number(row.end_line),
    symbol: String(row.symbol),
    kind: String(row.kind),
    tokens: '',
    content: String(row.content),
    modifiedMs: Number(row.last_modified),
  };
}

export function toFile(row: Record<string, unknown>): StoredFile {
  return {
    path: String(row.path),
    hash: String(row.hash),
    modifiedMs: Number(row.last_modified),
    bytes: Number(row.bytes),
    terms: row.terms as Uint8Array,
  };
}

/** The database takes plain arrays only. */
export const toVector = (vector: Float32Array): number[] => Array.from(vector);
