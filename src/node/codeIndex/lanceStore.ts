// The chunk store on LanceDB: three tables, full text over our own tokens, vectors beside the text.
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type * as Lance from '@lancedb/lancedb';
import type { Connection, Table } from '@lancedb/lancedb';
import type { Schema } from 'apache-arrow';
import { AppError } from '../../base/errors.ts';
import type { ChunkScore, ChunkStore, StoreBatch, StoredChunk, StoredCommit, StoredFile, StoreQuery } from '../../core/ports/chunkStore.ts';
import { createSchemas, toChunk, toChunkRow, toFile, toFileRow, toVector } from './lanceRows.ts';
import { retried, TextColumn } from './lanceText.ts';

/** Above this many chunks, vectors are found through an index. */
const flatVectorRows = 100_000;

/** Throws `index.noDatabase` where the native part cannot load. `dimensions` undefined: no vector column. */
export async function openLanceStore(folder: string, dimensions: number | undefined): Promise<ChunkStore> {
  const lance = await loadLance();
  try {
    await mkdir(folder, { recursive: true });
    const connection = await lance.connect(folder);
    return new LanceStore(lance, await openTables(connection, dimensions), dimensions);
  } catch (thrown) {
    throw new AppError('index.corrupt', `The index in ${folder} cannot be opened. It is built anew.`, { cause: thrown });
  }
}

async function loadLance(): Promise<typeof Lance> {
  // Its thread pool stands still for ever with two threads, when full text is built.
  process.env.LANCE_CPU_THREADS ??= String(Math.max(4, availableParallelism()));
  try {
    return await import('@lancedb/lancedb');
  } catch (thrown) {
    throw new AppError('index.noDatabase', 'The search database cannot be loaded on this machine. Search works in memory instead.', {
      cause: thrown,
    });
  }
}

interface Tables {
  readonly chunks: Table;
  readonly files: Table;
  readonly commits: Table;
}

/** Tables of another form, as an earlier version or another embedder left them, are of no use: all start empty. */
async function openTables(connection: Connection, dimensions: number | undefined): Promise<Tables> {
  const schemas = createSchemas(dimensions);
  const names = new Set(await connection.tableNames());
  const usable = await Promise.all(
    tableNames.map(async (name) => names.has(name) && formOf(await (await connection.openTable(name)).schema()) === formOf(schemas[name])),
  );
  const open = (name: TableName) =>
    usable.every(Boolean) ? connection.openTable(name) : connection.createEmptyTable(name, schemas[name], { mode: 'overwrite' });
  return { chunks: await open('file_chunks'), files: await open('files'), commits: await open('commits') };
}

const tableNames = ['file_chunks', 'files', 'commits'] as const;
type TableName = (typeof tableNames)[number];
const formOf = (schema: Schema) => schema.fields.map((field) => `${field.name} ${field.type}`).join();

class LanceStore implements ChunkStore {
  private readonly text: TextColumn;

  constructor(
    private readonly lance: typeof Lance,
    private readonly tables: Tables,
    private readonly dimensions: number | undefined,
  ) {
    this.text = new TextColumn(lance, tables.chunks);
  }

  async load(): Promise<{ files: readonly StoredFile[]; commits: readonly StoredCommit[] }> {
    try {
      const files = await this.tables.files.query().toArrow();
      const [history] = await this.tables.commits.query().limit(1).toArray();
      return { files: [...files].map(toFile), commits: history ? JSON.parse(String(history.commits)) : [] };
    } catch (thrown) {
      throw new AppError('index.corrupt', 'The index cannot be read. It is built anew.', { cause: thrown });
    }
  }

  async write(batch: StoreBatch): Promise<void> {
    const paths = [...batch.files.map((file) => file.path), ...batch.removed];
    if (paths.length > 0) {
      await this.writeChunks(batch, paths);
      await retried(() => this.replace(this.tables.files, { key: 'path', paths, rows: batch.files.map(toFileRow) }));
    }
    if (batch.commits) await retried(() => this.tables.commits.add([{ commits: JSON.stringify(batch.commits) }], { mode: 'overwrite' }));
  }

  async search(query: StoreQuery, limit: number): Promise<readonly ChunkScore[]> {
    return query.kind === 'words' ? this.text.search(query.tokens, limit) : this.searchNear(query.vector, limit);
  }

  async read(ids: readonly string[]): Promise<readonly StoredChunk[]> {
    if (ids.length === 0) return [];
    const rows = await this.tables.chunks
      .query()
      .where(`id IN (${ids.map(quoted).join(', ')})`)
      .select(['id', 'file_path', 'chunk_index', 'start_line', 'end_line', 'symbol', 'kind', 'content', 'last_modified'])
      .toArray();
    return rows.map(toChunk);
  }

  async maintain(): Promise<void> {
    await this.text.takeIn();
    await this.indexVectors();
    const old = new Date();
    for (const table of Object.values(this.tables) as Table[])
      await retried(() => table.optimize({ cleanupOlderThan: old, deleteUnverified: false }));
  }

  dispose(): void {
    for (const table of Object.values(this.tables) as Table[]) table.close();
  }

  private async writeChunks(batch: StoreBatch, paths: readonly string[]): Promise<void> {
    const rows = batch.chunks.map((chunk) => toChunkRow(chunk, this.dimensions));
    await retried(() => this.replace(this.tables.chunks, { key: 'file_path', paths, rows }));
    await this.text.added(rows.length);
  }

  /** Rows of these paths go, the new ones come, in one version where there is something to replace. */
  private async replace(table: Table, change: { key: string; paths: readonly string[]; rows: Record<string, unknown>[] }): Promise<void> {
    const { key, paths, rows } = change;
    const among = `${key} IN (${paths.map(quoted).join(', ')})`;
    const id = key === 'path' ? 'path' : 'id';
    if ((await table.countRows()) === 0 || (await table.countRows(among)) === 0) {
      if (rows.length > 0) await table.add(rows);
    } else if (rows.length === 0) {
      await table.delete(among);
    } else {
      await table
        .mergeInsert(id)
        .whenMatchedUpdateAll()
        .whenNotMatchedInsertAll()
        .whenNotMatchedBySourceDelete({ where: among })
        .execute(rows);
    }
  }

  private async searchNear(vector: Float32Array, limit: number): Promise<readonly ChunkScore[]> {
    if (this.dimensions !== vector.length) return [];
    const rows = await this.tables.chunks
      .query()
      .nearestTo(toVector(vector))
      .distanceType('dot')
      .select(['id', 'file_path', '_distance'])
      .limit(limit)
      .toArray();
    return rows.map((row) => ({ id: String(row.id), path: String(row.file_path), score: 1 - Number(row._distance) }));
  }

  private async indexVectors(): Promise<void> {
    if (this.dimensions === undefined || (await this.tables.chunks.countRows()) < flatVectorRows) return;
    if ((await this.tables.chunks.listIndices()).some((index) => index.columns.includes('embedding'))) return;
    await retried(() => this.tables.chunks.createIndex('embedding', { config: this.lance.Index.ivfPq({ distanceType: 'dot' }) }));
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
