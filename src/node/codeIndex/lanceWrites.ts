// Taking rows out of a table by the paths of their files.
import type { Table } from '@lancedb/lancedb';
import { retried } from './lanceText.ts';

const pathsAtOnce = 500;

export async function deleteRows(table: Table, column: string, paths: readonly string[]): Promise<void> {
  for (let start = 0; start < paths.length; start += pathsAtOnce) {
    const some = paths.slice(start, start + pathsAtOnce).map(quoted);
    await retried(() => table.delete(`${column} IN (${some.join(', ')})`));
  }
}

export const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
