// The table of files: which paths the store has, and their rows. A saved file's row is written a little later than its chunks,
// together with others; a session that ends in between reads the file again, because its row is still the old one.
import type { Table } from '@lancedb/lancedb';
import type { StoredFile } from '../../core/ports/chunkStore.ts';
import { fileTable, toFiles } from './lanceRows.ts';
import { retried } from './lanceText.ts';
import { deleteRows } from './lanceWrites.ts';
import type { Unfinished } from './unfinished.ts';

/** This many rows at once are worth a write of their own. */
const manyFiles = 50;

export class FileRows {
  /** Paths with chunks in the store, unknown until asked for. */
  private present: Set<string> | undefined;
  private noted = new Set<string>();
  private readonly waiting = new Map<string, StoredFile | undefined>();

  constructor(
    private readonly files: Table,
    private readonly chunks: Table,
    private readonly unfinished: Unfinished,
  ) {}

  async load(): Promise<StoredFile[]> {
    await this.flush();
    const files = toFiles(await this.files.query().toArrow());
    this.noted = new Set(files.map(({ path }) => path));
    return files;
  }

  /** Those of the paths whose chunks must go before new ones come. */
  async begin(paths: readonly string[]): Promise<string[]> {
    this.present ??= await this.findPresent();
    await this.unfinished.begin();
    return paths.filter((path) => this.present?.has(path));
  }

  /** Their chunks are written. */
  async note(files: readonly StoredFile[], removed: readonly string[]): Promise<void> {
    for (const path of removed) this.keep(path, undefined);
    for (const file of files) this.keep(file.path, file);
    if (this.waiting.size >= manyFiles) await this.flush();
  }

  async flush(): Promise<void> {
    if (this.waiting.size === 0) return;
    const rows = [...this.waiting.values()].filter((file) => file !== undefined);
    const stale = [...this.waiting.keys()].filter((path) => this.noted.has(path));
    if (stale.length > 0) await deleteRows(this.files, 'path', stale);
    if (rows.length > 0) await retried(() => this.files.add(fileTable(rows)));
    for (const [path, file] of this.waiting) file ? this.noted.add(path) : this.noted.delete(path);
    this.waiting.clear();
    await this.unfinished.end();
  }

  private keep(path: string, file: StoredFile | undefined): void {
    this.waiting.set(path, file);
    if (file) this.present?.add(path);
    else this.present?.delete(path);
  }

  private async findPresent(): Promise<Set<string>> {
    const read = async (table: Table, column: string) => {
      const found = await table.query().select([column]).toArrow();
      const values = found.getChild(column);
      return Array.from({ length: found.numRows }, (_, i) => String(values?.get(i)));
    };
    this.noted = new Set(await read(this.files, 'path'));
    if (!this.unfinished.found) return new Set(this.noted);
    return new Set([...this.noted, ...(await read(this.chunks, 'file_path'))]);
  }
}
