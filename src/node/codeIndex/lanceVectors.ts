// Vectors that are filled in after their chunks were written: only the vector column of the rows is given.
import type { Table } from '@lancedb/lancedb';
import type { VectorRows } from '../../core/ports/chunkStore.ts';
import { idsWithVectors } from './lanceRows.ts';
import { retried } from './lanceText.ts';

export function createLanceVectors(chunks: Table, dimensions: number | undefined): VectorRows {
  return {
    async missing(limit) {
      if (dimensions === undefined) return [];
      const without = chunks.query().where("embedding IS NULL AND kind = 'source'");
      const rows = await without.select(['id', 'symbol', 'content']).limit(limit).toArray();
      return rows.map((row) => ({ id: String(row.id), text: `${row.symbol}\n${row.content}` }));
    },
    async set(rows) {
      if (rows.length === 0 || dimensions === undefined) return;
      await retried(() => chunks.mergeInsert('id').whenMatchedUpdateAll().execute(idsWithVectors(rows, dimensions)));
    },
  };
}
