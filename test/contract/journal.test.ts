import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createJournal } from '../../src/core/journal/createJournal.ts';
import { systemClock } from '../../src/node/clock.ts';
import { sha256 } from '../../src/node/hash.ts';
import { freshSalt } from '../../src/node/ids.ts';
import { createFileRecordStore } from '../../src/node/journal/fileRecordStore.ts';
import { describeJournal } from './journalContract.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'understudy-journal-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () => createJournal(createFileRecordStore(folder), { hash: sha256, clock: systemClock, salt: freshSalt });
describeJournal('in files', open);

describe('journal files', () => {
  const runFile = () => join(folder, 'runs', 'run.jsonl');
  const event = (text: string) => ({ kind: 'event' as const, event: { kind: 'notice', text } });
  async function fill(): Promise<Buffer> {
    const journal = open();
    for (const text of ['one', 'two', 'three']) await journal.append('run', event(text));
    return readFileSync(runFile());
  }
  const texts = async () => (await open().read('run')).map((record) => (record.body as { event: { text: string } }).event.text);

  it('reads the whole records of a file cut at any byte, and goes on from there', async () => {
    const bytes = await fill();
    const lineEnds = [...bytes.entries()].filter(([, byte]) => byte === 0x0a).map(([index]) => index + 1);
    for (let length = 0; length <= bytes.length; length++) {
      writeFileSync(runFile(), bytes.subarray(0, length));
      const whole = lineEnds.filter((end) => end <= length).length;
      assert.deepEqual(await texts(), ['one', 'two', 'three'].slice(0, whole), `cut at ${length}`);
      if (length % 17 !== 0) continue;
      await open().append('run', event('after the crash'));
      assert.deepEqual(await texts(), [...['one', 'two', 'three'].slice(0, whole), 'after the crash']);
    }
  });

  it('writes what waits together at once, and reads all of it or nothing', async () => {
    const journal = open();
    await journal.append('run', event('first'));
    const together = ['a', 'b \n \u001e', 'c'].map((text) => journal.append('run', event(text)));
    await Promise.all(together);
    const bytes = readFileSync(runFile());
    assert.equal(bytes.toString('utf8').split('\n').length - 1, 2);
    assert.deepEqual(await texts(), ['first', 'a', 'b \n \u001e', 'c']);
    writeFileSync(runFile(), bytes.subarray(0, bytes.length - 2));
    assert.deepEqual(await texts(), ['first']);
  });

  it('cuts a tail whose blocks never reached the disk', async () => {
    const bytes = await fill();
    const lastLine = bytes.lastIndexOf(0x0a, bytes.length - 2) + 1;
    writeFileSync(runFile(), Buffer.concat([bytes.subarray(0, lastLine), Buffer.alloc(bytes.length - lastLine - 1), Buffer.from('\n')]));
    assert.deepEqual(await texts(), ['one', 'two']);
    writeFileSync(runFile(), Buffer.concat([bytes.subarray(0, lastLine), Buffer.alloc(4096)]));
    assert.deepEqual(await texts(), ['one', 'two']);
  });

  it('refuses a byte that was changed anywhere, also in the last record, and leaves the file alone', async () => {
    const bytes = await fill();
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes);
      changed[at] = changed[at] === 0x41 ? 0x42 : 0x41;
      if (bytes[at] === 0x0a && at === bytes.length - 1) continue;
      writeFileSync(runFile(), changed);
      await assert.rejects(open().read('run'), { code: 'journal.broken' }, `byte ${at}`);
      await assert.rejects(open().append('run', event('more')), { code: 'journal.broken' });
      assert.deepEqual(readFileSync(runFile()), changed);
    }
  });

  it('refuses to go on with a run that another process is writing', async () => {
    const mine = open();
    await mine.append('run', event('mine'));
    await open().append('run', event('theirs'));
    await assert.rejects(mine.append('run', event('mine again')), { code: 'journal.inUse' });
    assert.deepEqual(await texts(), ['mine', 'theirs']);
  });

  it('takes no name that could leave its folder', async () => {
    for (const name of ['../x', 'a/b', '', '.hidden', 'a\0b'])
      await assert.rejects(open().append(name, event('x')), { code: 'journal.name' });
  });

  it('is readable by its owner alone', async () => {
    await fill();
    await open().putBlob('secret');
    assert.equal(statSync(runFile()).mode & 0o077, 0);
    assert.equal(statSync(join(folder, 'runs')).mode & 0o077, 0);
  });

  it('leaves no temporary file beside a blob', async () => {
    const hash = await open().putBlob('text');
    assert.deepEqual(readdirSync(join(folder, 'blobs', hash.slice(0, 2))), [hash]);
  });

  it('reports a run file that grew by a stranger as broken', async () => {
    await fill();
    appendFileSync(runFile(), 'hello\n');
    await assert.rejects(open().read('run'), { code: 'journal.broken' });
  });
});
