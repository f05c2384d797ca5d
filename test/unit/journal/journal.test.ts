import assert from 'node:assert/strict';
import type { JournalRecord } from '../../../src/core/model/journal.ts';
import { describeJournal } from '../../contract/journalContract.ts';
import { createMemoryJournal } from '../../fakes/memoryJournal.ts';
import { MemoryRecordStore } from '../../fakes/memoryRecordStore.ts';

let store = new MemoryRecordStore();
beforeEach(() => {
  store = new MemoryRecordStore();
});
describeJournal('in memory', () => createMemoryJournal(undefined, store));

describe('journal chain', () => {
  async function threeRecords() {
    const journal = createMemoryJournal(undefined, store);
    for (const text of ['one', 'two', 'three']) await journal.append('run', { kind: 'event', event: { kind: 'notice', text } });
    return store.files.get('run')!;
  }
  const readAgain = () => createMemoryJournal(undefined, store).read('run');

  it('refuses a record whose content was changed', async () => {
    const lines = await threeRecords();
    lines[1] = lines[1]!.replace('two', 'TWO');
    await assert.rejects(readAgain(), { code: 'journal.broken', message: /record 1 was changed/ });
  });

  it('refuses a chain with a record taken out', async () => {
    (await threeRecords()).splice(1, 1);
    await assert.rejects(readAgain(), { code: 'journal.broken', message: /record 1 is numbered 2/ });
  });

  it('refuses records in another order', async () => {
    (await threeRecords()).reverse();
    await assert.rejects(readAgain(), { code: 'journal.broken' });
  });

  it('refuses the records of another run', async () => {
    const lines = await threeRecords();
    store.files.set('other', lines);
    await assert.rejects(createMemoryJournal(undefined, store).read('other'), { code: 'journal.broken', message: /belongs to run run/ });
  });

  it('refuses to append to a broken chain', async () => {
    (await threeRecords()).splice(0, 1);
    await assert.rejects(createMemoryJournal(undefined, store).append('run', { kind: 'event', event: {} }), { code: 'journal.broken' });
  });

  it('names a newer record format instead of misreading it', async () => {
    const lines = await threeRecords();
    const record = JSON.parse(lines[2]!) as JournalRecord;
    lines[2] = JSON.stringify({ ...record, schema: 99, body: { kind: 'unheardOf' } });
    await assert.rejects(readAgain(), { code: 'journal.newer', message: /format 99/ });
  });

  it('refuses a blob that was changed', async () => {
    const journal = createMemoryJournal(undefined, store);
    const hash = await journal.putBlob('text');
    store.blobs.set(hash, 'other');
    await assert.rejects(journal.getBlob(hash), { code: 'journal.broken' });
  });
});
