// The chunk store on LanceDB: three tables, full text over our own tokens, vectors beside the text.
import { mkdir } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import type * as Lance from '@lancedb/lancedb';
import type { Connection, Table } from '@lancedb/lancedb';
import type { Schema } from 'apache-arrow';
import { AppError } from '../../base/errors.ts';
import type {
  ChunkScore,
  ChunkStore,
  StoreBatch,
  StoredChunk,
  StoredCommit,
  StoredFile,
  StoreQuery,
  VectorRows,
} from '../../core/ports/chunkStore.ts';
import { FileRows } from './lanceFiles.ts';
import { chunkTable, commitTable, createSchemas, readColumns, toChunk } from './lanceRows.ts';
import { retried, TextColumn, type TextMatch, toMatches } from './lanceText.ts';
import { createLanceVectors } from './lanceVectors.ts';
import { deleteRows, quoted } from './lanceWrites.ts';
import { findUnfinished, type Unfinished } from './unfinished.ts';

/** Above this many chunks, vectors are found through an index. */
const flatVectorRows = 100_000;
/**
 * Vectors by clusters, whole as they are: seconds to build, and nothing is lost. Packed ones (IVF_PQ) took more than eight minutes for
 * 100,000 half-precision vectors on two cores.
 */
const clusters = { numPartitions: 64, maxIterations: 5, sampleRate: 32 };
/** So many clusters are looked through. */
const clustersSearched = 20;
/** Each save leaves a small piece of each table; past this many they are joined. */
const maxPieces = 40;

/** Throws `index.noDatabase` where the native part cannot load. `dimensions` undefined: no vector column. */
export async function openLanceStore(folder: string, dimensions: number | undefined, flatRows = flatVectorRows): Promise<ChunkStore> {
  const lance = await loadLance();
  try {
    await mkdir(folder, { recursive: true });
    const connection = await lance.connect(folder);
    const tables = await openTables(connection, dimensions);
    return new LanceStore(lance, tables, { dimensions, flatRows, unfinished: await findUnfinished(folder) });
  } catch (thrown) {
    throw new AppError('index.corrupt', `The index in ${folder} cannot be opened. It is built anew.`, { cause: thrown });
  }
}

async function loadLance(): Promise<typeof Lance> {
  // Its thread pool stands still for ever with two threads, when full text is built.
  process.env.LANCE_CPU_THREADS ??= String(Math.max(4, availableParallelism()));
  process.env.RUST_LOG ??= 'error';
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
  const found = await Promise.all(tableNames.map(async (name) => (names.has(name) ? connection.openTable(name) : undefined)));
  const same = await Promise.all(tableNames.map(async (name, place) => formOf(await found[place]?.schema()) === formOf(schemas[name])));
  const open = async (name: TableName) =>
    same.every(Boolean) ? found[tableNames.indexOf(name)]! : connection.createEmptyTable(name, schemas[name], { mode: 'overwrite' });
  return { chunks: await open('file_chunks'), files: await open('files'), commits: await open('commits') };
}

const tableNames = ['file_chunks', 'files', 'commits'] as const;
type TableName = (typeof tableNames)[number];
const formOf = (schema: Schema | undefined) => schema?.fields.map((field) => `${field.name} ${field.type}`).join() ?? '';

interface Keeping {
  readonly dimensions: number | undefined;
  readonly flatRows: number;
  readonly unfinished: Unfinished;
}

class LanceStore implements ChunkStore {
  readonly vectors: VectorRows;
  private readonly text: TextColumn;
  private readonly fileRows: FileRows;
  /** Where the chunks found last stand in their table: reading by place needs no search. */
  private places = new Map<string, bigint>();
  private pieces = 0;

  constructor(
    private readonly lance: typeof Lance,
    private readonly tables: Tables,
    private readonly keeping: Keeping,
  ) {
    this.text = new TextColumn(lance, tables.chunks);
    this.vectors = createLanceVectors(tables.chunks, keeping.dimensions);
    this.fileRows = new FileRows(tables.files, tables.chunks, keeping.unfinished);
  }

  async load(): Promise<{ files: readonly StoredFile[]; commits: readonly StoredCommit[] }> {
    try {
      const [files, [history]] = await Promise.all([this.fileRows.load(), this.tables.commits.query().limit(1).toArray()]);
      return { files, commits: history ? JSON.parse(String(history.commits)) : [] };
    } catch (thrown) {
      throw new AppError('index.corrupt', 'The index cannot be read. It is built anew.', { cause: thrown });
    }
  }

  async write(batch: StoreBatch): Promise<void> {
    const paths = [...batch.files.map((file) => file.path), ...batch.removed];
    if (paths.length > 0) {
      const stale = await this.fileRows.begin(paths);
      if (stale.length > 0) await deleteRows(this.tables.chunks, 'file_path', stale);
      if (batch.chunks.length > 0) await retried(() => this.tables.chunks.add(chunkTable(batch.chunks, this.keeping.dimensions)));
      this.pieces++;
      this.text.added(batch.chunks.length);
      await this.fileRows.note(batch.files, batch.removed);
    }
    const { commits } = batch;
    if (commits) await retried(() => this.tables.commits.add(commitTable(commits), { mode: 'overwrite' }));
  }

  async search(query: StoreQuery, limit: number): Promise<readonly ChunkScore[]> {
    const found = query.kind === 'words' ? await this.text.search(query.tokens, limit) : await this.searchNear(query.vector, limit);
    if (this.places.size > 4 * limit) this.places = new Map();
    for (const { id, row } of found) this.places.set(id, row);
    return found;
  }

  async read(ids: readonly string[]): Promise<readonly StoredChunk[]> {
    const rows = ids.flatMap((id) => this.places.get(id) ?? []);
    const quick = rows.length > 0 ? await this.readPlaces(rows) : [];
    const found = new Map(quick.map((chunk) => [chunk.id, chunk]));
    const missing = ids.filter((id) => !found.has(id));
    if (missing.length === 0) return quick.filter((chunk) => ids.includes(chunk.id));
    const among = `id IN (${missing.map(quoted).join(', ')})`;
    const slow = await this.tables.chunks.query().where(among).select(readColumns).toArray();
    return [...quick.filter((chunk) => ids.includes(chunk.id)), ...slow.map(toChunk)];
  }

  async settle(): Promise<void> {
    await this.fileRows.flush();
    await this.text.takeIn();
    await this.indexVectors();
  }

  async maintain(): Promise<void> {
    await this.settle();
    if (this.pieces <= maxPieces) return;
    this.pieces = 0;
    this.places = new Map();
    // What joining leaves behind goes with the round after it.
    for (let round = 0; round < 2; round++)
      for (const table of Object.values(this.tables) as Table[])
        await retried(() => table.optimize({ cleanupOlderThan: new Date(), deleteUnverified: false }));
  }

  dispose(): void {
    for (const table of Object.values(this.tables) as Table[]) table.close();
  }

  /** Rows may have moved since they were found; then there is nothing at their places, or something else. */
  private async readPlaces(rows: readonly bigint[]): Promise<StoredChunk[]> {
    try {
      return (
        await this.tables.chunks
          .takeRowIds([...rows])
          .select(readColumns)
          .toArray()
      ).map(toChunk);
    } catch {
      this.places = new Map();
      return [];
    }
  }

  private async searchNear(vector: Float32Array, limit: number): Promise<readonly TextMatch[]> {
    if (this.keeping.dimensions !== vector.length) return [];
    const found = await this.tables.chunks
      .query()
      .nearestTo(Array.from(vector))
      .distanceType('dot')
      .nprobes(clustersSearched)
      .withRowId()
      .select(['id', 'file_path', '_distance', '_rowid'])
      .limit(limit)
      .toArrow();
    return toMatches(found, '_distance', (distance) => 1 - distance);
  }

  private async indexVectors(): Promise<void> {
    if (this.keeping.dimensions === undefined || (await this.tables.chunks.countRows()) < this.keeping.flatRows) return;
    if ((await this.tables.chunks.listIndices()).some((index) => index.columns.includes('embedding'))) return;
    const config = this.lance.Index.ivfFlat({ distanceType: 'dot', ...clusters });
    await retried(() => this.tables.chunks.createIndex('embedding', { config }));
  }
}
