// A process of its own that makes 25 calls of 10 tokens against a shared ledger, several at once.
import { createBudget } from '../../src/core/routing/budget.ts';
import { systemClock } from '../../src/node/clock.ts';
import { createIds } from '../../src/node/ids.ts';
import { createFileLedger } from '../../src/node/spendingLedger.ts';

const [path = '', limit = '0'] = process.argv.slice(2);
const budget = createBudget(() => ({ day: { tokens: Number(limit) } }), {
  ledger: createFileLedger(path),
  clock: systemClock,
  ids: createIds(systemClock),
});

async function call(at: number): Promise<number> {
  const account = { run: `${process.pid}-${at}`, day: '2026-11-21', workspace: 'w' };
  for (;;) {
    const reserved = await budget.reserve(account, { tokens: 10, minutes: 0 });
    if (reserved.kind === 'reserved') {
      await reserved.settle({ tokens: 10, minutes: 0 });
      return 1;
    }
    if (!reserved.passes) return 0;
  }
}

const granted = await Promise.all(Array.from({ length: 25 }, (_, at) => call(at)));
process.send?.(granted.reduce((sum, each) => sum + each, 0));
