// The tables' columns, and rows to and from the index's own nouns.
import type { Schema, Table } from 'apache-arrow';
import type { StoredChunk, StoredFile } from '../../core/ports/chunkStore.ts';
import { bytesColumn, type Column, floatColumn, integerColumn, schemaOf, tableOf, textColumn, vectorColumn } from './arrowColumns.ts';

const compressed = new Map([['lance-encoding:compression', 'zstd']]);

/** `dimensions` undefined: no vectors are kept. */
function chunkColumns(chunks: readonly StoredChunk[], dimensions: number | undefined): Column[] {
  const texts = (value: (chunk: StoredChunk) => string) => chunks.map(value);
  const embedding =
    dimensions === undefined
      ? []
      : [
          vectorColumn(
            'embedding',
            chunks.map((chunk) => chunk.embedding),
            dimensions,
          ),
        ];
  return [
    textColumn(
      'id',
      texts(({ id }) => id),
    ),
    textColumn(
      'file_path',
      texts(({ path }) => path),
    ),
    integerColumn(
      'chunk_index',
      chunks.map(({ ordinal }) => ordinal),
    ),
    textColumn(
      'content',
      texts(({ content }) => content),
      compressed,
    ),
    ...embedding,
    floatColumn(
      'last_modified',
      chunks.map(({ modifiedMs }) => modifiedMs),
    ),
    integerColumn(
      'start_line',
      chunks.map(({ startLine }) => startLine),
    ),
    integerColumn(
      'end_line',
      chunks.map(({ endLine }) => endLine),
    ),
    textColumn(
      'symbol',
      texts(({ symbol }) => symbol),
    ),
    textColumn(
      'kind',
      texts(({ kind }) => kind),
    ),
    textColumn(
      'tokens',
      texts(({ tokens }) => tokens),
      compressed,
    ),
  ];
}

function fileColumns(files: readonly StoredFile[]): Column[] {
  return [
    textColumn(
      'path',
      files.map(({ path }) => path),
    ),
    textColumn(
      'hash',
      files.map(({ hash }) => hash),
    ),
    floatColumn(
      'last_modified',
      files.map(({ modifiedMs }) => modifiedMs),
    ),
    integerColumn(
      'bytes',
      files.map(({ bytes }) => bytes),
    ),
    bytesColumn(
      'terms',
      files.map(({ terms }) => terms),
    ),
  ];
}

const commitColumns = (commits: readonly string[]): Column[] => [textColumn('commits', commits, compressed)];

export const chunkTable = (chunks: readonly StoredChunk[], dimensions: number | undefined): Table =>
  tableOf(chunkColumns(chunks, dimensions));
export const fileTable = (files: readonly StoredFile[]): Table => tableOf(fileColumns(files));
export const commitTable = (commits: unknown): Table => tableOf(commitColumns([JSON.stringify(commits)]));

export function createSchemas(dimensions: number | undefined): Readonly<Record<'file_chunks' | 'files' | 'commits', Schema>> {
  return { file_chunks: schemaOf(chunkColumns([], dimensions)), files: schemaOf(fileColumns([])), commits: schemaOf(commitColumns([])) };
}

/** Only what is needed to give rows their vectors. */
export const idsWithVectors = (rows: readonly { readonly id: string; readonly vector: Float32Array }[], dimensions: number): Table =>
  tableOf([
    textColumn(
      'id',
      rows.map(({ id }) => id),
    ),
    vectorColumn(
      'embedding',
      rows.map(({ vector }) => vector),
      dimensions,
    ),
  ]);

/** Columns of a chunk that a reader wants. */
export const readColumns = ['id', 'file_path', 'chunk_index', 'start_line', 'end_line', 'symbol', 'kind', 'content', 'last_modified'];

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

/** The whole table of files, column by column. */
export function toFiles(table: Table): StoredFile[] {
  return table.batches.flatMap((batch) => {
    const column = (name: string) => batch.getChild(name)!;
    const [path, hash, modified, bytes, terms] = ['path', 'hash', 'last_modified', 'bytes', 'terms'].map(column);
    return Array.from({ length: batch.numRows }, (_, i) => ({
      path: String(path!.get(i)),
      hash: String(hash!.get(i)),
      modifiedMs: Number(modified!.get(i)),
      bytes: Number(bytes!.get(i)),
      terms: terms!.get(i) as Uint8Array,
    }));
  });
}
