// A yardstick for the retrieval bench: whole files in LanceDB's full text as it comes, the way of most tools.
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Table } from '@lancedb/lancedb';
import { ripgrepProgram } from '../../../src/node/assets.ts';
import { listFiles } from '../../../src/node/ripgrep.ts';

export async function index(root: string, { indexDir }: { indexDir: string }): Promise<Table> {
  process.env.LANCE_CPU_THREADS ??= String(Math.max(4, availableParallelism()));
  const { connect, Index } = await import('@lancedb/lancedb');
  const paths = await listFiles({ program: ripgrepProgram(), root }, new AbortController().signal);
  const rows = paths.map((path) => ({ path, text: readFileSync(join(root, path), 'utf8') }));
  const table = await (await connect(indexDir)).createTable('files', rows);
  await table.createIndex('text', { config: Index.fts() });
  return table;
}
export async function search(table: Table, text: string, limit: number) {
  const rows = await table.search(text, 'fts', 'text').select(['path', '_score']).limit(limit).toArray();
  return rows.map((row) => ({ path: String(row.path), score: Number(row._score) }));
}
