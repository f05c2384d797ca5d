// A spending ledger that lives in memory.
import type { SpendingBook } from '../../src/core/model/spending.ts';
import type { SpendingLedger } from '../../src/core/ports/spendingLedger.ts';

export function createMemoryLedger(start?: SpendingBook): SpendingLedger {
  let kept = start;
  return {
    async update(change) {
      const { book, result } = change(kept);
      kept = book;
      return result;
    },
  };
}
