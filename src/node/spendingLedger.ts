// The book of a workspace's spending in one file, which windows and commands change one after the other.
import { readFile, rename, writeFile } from 'node:fs/promises';
import { z } from 'zod/mini';
import { Sequencer } from '../base/sequencer.ts';
import type { SpendingBook } from '../core/model/spending.ts';
import type { SpendingLedger } from '../core/ports/spendingLedger.ts';
import { orOn, storageFault } from './files/durable.ts';
import { withFileLock } from './files/fileLock.ts';

const spending = z.object({ dollars: z.optional(z.number()), tokens: z.number(), minutes: z.number() });
const outlay = z.object({ run: z.string(), day: z.string(), workspace: z.string(), most: spending, until: z.number() });
const bookSchema = z.object({ totals: z.record(z.string(), spending), underWay: z.record(z.string(), outlay) });

/** `path` lies in a folder that exists. Not synced to disk: after a crash the journals tell again what was spent. */
export function createFileLedger(path: string): SpendingLedger {
  const queue = new Sequencer();
  const exchange = async <T>(change: Parameters<SpendingLedger['update']>[0]): Promise<T> => {
    const before = parseBook(await orOn(['ENOENT'], readFile(path, 'utf8'), ''));
    const { book, result } = change(before);
    if (book && book !== before) {
      await writeFile(`${path}.tmp`, JSON.stringify(book), { mode: 0o600 });
      await rename(`${path}.tmp`, path);
    }
    return result as T;
  };
  return {
    update: (change) =>
      queue.run(async () => {
        try {
          return await withFileLock(`${path}.lock`, () => exchange(change));
        } catch (thrown) {
          throw storageFault(thrown, path, 'Writing');
        }
      }),
  };
}

function parseBook(text: string): SpendingBook | undefined {
  try {
    const parsed = z.safeParse(bookSchema, JSON.parse(text));
    return parsed.success ? (parsed.data as SpendingBook) : undefined;
  } catch {
    return undefined;
  }
}
