// What every journal promises, whatever it is stored in.
import assert from 'node:assert/strict';
import { verifyChain } from '../../src/core/journal/hashChain.ts';
import type { JournalBody } from '../../src/core/model/journal.ts';
import type { Journal } from '../../src/core/ports/journal.ts';
import { sha256 } from '../../src/node/hash.ts';

const notice = (text: string): JournalBody => ({ kind: 'event', event: { kind: 'notice', text } });

/** `open` gives a journal over the same storage each time it is called within one test. */
export function describeJournal(name: string, open: () => Journal): void {
  describe(`journal: ${name}`, () => {
    it('reads back what was appended, in order, chained', async () => {
      const journal = open();
      const written = [];
      for (const text of ['one', 'two', 'drei ü \u2028 \n "', '']) written.push(await journal.append('run1', notice(text)));
      const records = await open().read('run1');
      assert.deepEqual(records, written);
      assert.deepEqual(
        records.map((record) => record.seq),
        [0, 1, 2, 3],
      );
      assert.deepEqual(verifyChain('run1', records, sha256), { kind: 'intact', records: 4 });
    });

    it('goes on with the chain when it is opened again', async () => {
      await open().append('run1', notice('before'));
      await open().append('run1', notice('after'));
      const records = await open().read('run1');
      assert.equal(records[1]?.prev, records[0]?.hash);
    });

    it('keeps the order of appends that were not awaited', async () => {
      const journal = open();
      await Promise.all(Array.from({ length: 50 }, (_, index) => journal.append('run1', notice(String(index)))));
      const texts = (await open().read('run1')).map((record) => (record.body as { event: { text: string } }).event.text);
      assert.deepEqual(
        texts,
        Array.from({ length: 50 }, (_, index) => String(index)),
      );
    });

    it('carries calls whose answer is nothing', async () => {
      await open().append('run1', { kind: 'call', port: 'clock', args: '', result: undefined });
      assert.equal((await open().read('run1')).length, 1);
    });

    it('keeps runs apart and lists them with their start and length', async () => {
      const journal = open();
      await journal.append('runB', notice('b'));
      await journal.append('runA', notice('a'));
      await journal.append('runA', notice('a2'));
      const list = await open().list();
      assert.deepEqual(
        list.map(({ run, records }) => ({ run, records })),
        [
          { run: 'runA', records: 2 },
          { run: 'runB', records: 1 },
        ],
      );
      assert.equal(list[0]?.startedAt, (await open().read('runA'))[0]?.at);
    });

    it('has no records of a run it does not know', async () => {
      assert.deepEqual(await open().read('unknown'), []);
    });

    it('keeps blobs by their content', async () => {
      const text = 'long text ü\n'.repeat(10_000);
      const hash = await open().putBlob(text);
      assert.equal(hash, sha256(text));
      assert.equal(await open().putBlob(text), hash);
      assert.equal(await open().getBlob(hash), text);
    });

    it('says so when a blob is missing', async () => {
      await assert.rejects(open().getBlob(sha256('never put')), { code: 'journal.blobMissing' });
    });
  });
}
