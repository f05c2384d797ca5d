// Full text over our own tokens in LanceDB: built when many rows have come, searched row by row for the few that came since.
import type * as Lance from '@lancedb/lancedb';
import type { Table } from '@lancedb/lancedb';

const writeAttempts = 4;
/** Rows that full text has not taken in yet are searched one by one; past this many, taking them in is cheaper. */
const maxUnindexedRows = 4000;
const column = 'tokens';

export interface TextMatch {
  readonly id: string;
  readonly path: string;
  readonly score: number;
  readonly row: bigint;
}

export class TextColumn {
  private unindexedRows = 0;
  private indexed: boolean | undefined;

  constructor(
    private readonly lance: typeof Lance,
    private readonly chunks: Table,
  ) {}

  async search(tokens: readonly string[], limit: number): Promise<readonly TextMatch[]> {
    if (!(await this.isReady())) return [];
    const wanted = new this.lance.MatchQuery(tokens.join(' '), column);
    const found = await this.chunks
      .query()
      .fullTextSearch(wanted)
      .withRowId()
      .select(['id', 'file_path', '_score', '_rowid'])
      .limit(limit)
      .toArrow();
    return toMatches(found, '_score', (score) => score);
  }

  /** Says that rows came. */
  added(rows: number): void {
    this.unindexedRows += rows;
  }

  /** Brings full text up to date with the rows, when enough of them wait. */
  async takeIn(): Promise<void> {
    if (!(await this.isReady()) || this.unindexedRows <= maxUnindexedRows) return;
    await this.build();
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

interface FoundTable {
  readonly numRows: number;
  getChild(name: string): { get(place: number): unknown } | null;
}

/** Read by columns: a row object each for hundreds of rows costs more than the search. */
export function toMatches(found: FoundTable, scoreName: string, toScore: (value: number) => number): TextMatch[] {
  const [ids, paths, scores, rows] = ['id', 'file_path', scoreName, '_rowid'].map((name) => found.getChild(name)!);
  return Array.from({ length: found.numRows }, (_, i) => ({
    id: String(ids!.get(i)),
    path: String(paths!.get(i)),
    score: toScore(Number(scores!.get(i))),
    row: rows!.get(i) as bigint,
  }));
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
