// The chunk store on LanceDB: three tables, full text over our own tokens, vectors beside the text.
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type { Connection, Table } from '@lancedb/lancedb';
import { AppError } from '../../base/errors.ts';
import type { ChunkScore, ChunkStore, StoreBatch, StoredChunk, StoredCommit, StoredFile, StoreQuery } from '../../core/ports/chunkStore.ts';
import { createSchemas, toChunk, toChunkRow, toFile, toFileRow, toVector } from './lanceRows.ts';

type Lance = typeof import('@lancedb/lancedb');

const writeAttempts = 4;
/** Rows that full text has not taken in yet are searched one by one; past this many, taking them in is cheaper. */
const maxUnindexedRows = 4000;
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

async function loadLance(): Promise<Lance> {
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

async function openTables(connection: Connection, dimensions: number | undefined): Promise<Tables> {
  const names = new Set(await connection.tableNames());
  const schemas = createSchemas(dimensions);
  const open = async (name: keyof typeof schemas) => {
    if (!names.has(name)) return connection.createEmptyTable(name, schemas[name]);
    const table = await connection.openTable(name);
    const found = (await table.schema()).fields.map((field) => `${field.name} ${field.type}`).join();
    if (found === schemas[name].fields.map((field) => `${field.name} ${field.type}`).join()) return table;
    return connection.createEmptyTable(name, schemas[name], { mode: 'overwrite' });
  };
  return { chunks: await open('file_chunks'), files: await open('files'), commits: await open('commits') };
}

class LanceStore implements ChunkStore {
  private unindexedRows = 0;
  private hasText: boolean | undefined;

  constructor(
    private readonly lance: Lance,
    private readonly tables: Tables,
    private readonly dimensions: number | undefined,
  ) {}

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
    return query.kind === 'words' ? this.searchWords(query.tokens, limit) : this.searchNear(query.vector, limit);
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
    await this.indexText();
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
    this.unindexedRows += rows.length;
    if (this.hasText && this.unindexedRows > maxUnindexedRows) await this.indexText();
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

  private async searchWords(tokens: readonly string[], limit: number): Promise<readonly ChunkScore[]> {
    if (!(await this.textIsIndexed())) return [];
    const wanted = new this.lance.MatchQuery(tokens.join(' '), 'tokens');
    const rows = await this.tables.chunks.query().fullTextSearch(wanted).select(['id', 'file_path', '_score']).limit(limit).toArray();
    return rows.map((row) => ({ id: String(row.id), path: String(row.file_path), score: Number(row._score) }));
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
    return rows.map((row) => ({ id: String(row.id), path: String(row.file_path), score: 1 - Number(row._distance) / 2 }));
  }

  private async textIsIndexed(): Promise<boolean> {
    if (this.hasText === undefined)
      this.hasText = (await this.tables.chunks.listIndices()).some((index) => index.columns.includes('tokens'));
    if (!this.hasText && (await this.tables.chunks.countRows()) > 0) await this.indexText();
    return this.hasText;
  }

  /** Takes new rows in; where that fails, full text is built anew. */
  private async indexText(): Promise<void> {
    if ((await this.tables.chunks.countRows()) === 0) return;
    try {
      if (this.hasText) await this.tables.chunks.optimize();
      else await this.buildText();
    } catch {
      await this.buildText();
    }
    this.hasText = true;
    this.unindexedRows = 0;
  }

  private buildText(): Promise<void> {
    const config = this.lance.Index.fts({
      baseTokenizer: 'whitespace',
      lowercase: false,
      stem: false,
      removeStopWords: false,
      asciiFolding: false,
      withPosition: false,
      maxTokenLength: 100,
    });
    return retried(() => this.tables.chunks.createIndex('tokens', { config, replace: true }));
  }

  private async indexVectors(): Promise<void> {
    if (this.dimensions === undefined || (await this.tables.chunks.countRows()) < flatVectorRows) return;
    if ((await this.tables.chunks.listIndices()).some((index) => index.columns.includes('embedding'))) return;
    await retried(() => this.tables.chunks.createIndex('embedding', { config: this.lance.Index.ivfPq({ distanceType: 'dot' }) }));
  }
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** Two versions written at once conflict; the later one tries again on top of the other. */
async function retried<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (thrown) {
      if (attempt === writeAttempts || !/conflict|retry|concurrent/i.test(String(thrown))) throw thrown;
    }
  }
}
