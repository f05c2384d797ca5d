// Full text over our own tokens in LanceDB: built once, brought up to date, built anew where that fails.
import type * as Lance from '@lancedb/lancedb';
import type { Table } from '@lancedb/lancedb';
import type { ChunkScore } from '../../core/ports/chunkStore.ts';

const writeAttempts = 4;
/** Rows that full text has not taken in yet are searched one by one; past this many, taking them in is cheaper. */
const maxUnindexedRows = 4000;
const column = 'tokens';

export class TextColumn {
  private unindexedRows = 0;
  private indexed: boolean | undefined;

  constructor(
    private readonly lance: typeof Lance,
    private readonly chunks: Table,
  ) {}

  async search(tokens: readonly string[], limit: number): Promise<readonly ChunkScore[]> {
    if (!(await this.isReady())) return [];
    const wanted = new this.lance.MatchQuery(tokens.join(' '), column);
    const rows = await this.chunks.query().fullTextSearch(wanted).select(['id', 'file_path', '_score']).limit(limit).toArray();
    return rows.map((row) => ({ id: String(row.id), path: String(row.file_path), score: Number(row._score) }));
  }

  /** Says that rows came: many of them are taken in at once. */
  async added(rows: number): Promise<void> {
    this.unindexedRows += rows;
    if (this.indexed && this.unindexedRows > maxUnindexedRows) await this.takeIn();
  }

  /** Brings full text up to date with the rows. */
  async takeIn(): Promise<void> {
    if ((await this.chunks.countRows()) === 0) return;
    if (!(await this.isReady())) return;
    try {
      if (this.unindexedRows > 0) await this.chunks.optimize();
    } catch {
      await this.build();
    }
    this.unindexedRows = 0;
  }

  private async isReady(): Promise<boolean> {
    if (this.indexed === undefined) this.indexed = (await this.chunks.listIndices()).some((index) => index.columns.includes(column));
    if (!this.indexed && (await this.chunks.countRows()) > 0) await this.build();
    return this.indexed;
  }

  private async build(): Promise<void> {
    const config = this.lance.Index.fts({
      baseTokenizer: 'whitespace',
      lowercase: false,
      stem: false,
      removeStopWords: false,
      asciiFolding: false,
      withPosition: false,
      maxTokenLength: 100,
    });
    await retried(() => this.chunks.createIndex(column, { config, replace: true }));
    this.indexed = true;
    this.unindexedRows = 0;
  }
}

/** Two versions written at once conflict; the later one tries again on top of the other. */
export async function retried<T>(write: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (thrown) {
      if (attempt === writeAttempts || !/conflict|retry|concurrent/i.test(String(thrown))) throw thrown;
    }
  }
}
