// kill -9 at every disk operation and at random moments: the next start finds all or nothing, and cleans up.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { build } from 'esbuild';
import { createJournal } from '../../src/core/journal/createJournal.ts';
import { pathPolicy } from '../../src/core/policy/paths.ts';
import { systemClock } from '../../src/node/clock.ts';
import { createWorkspaceWriter } from '../../src/node/files/workspaceWriter.ts';
import { sha256 } from '../../src/node/hash.ts';
import { createIds, freshSalt } from '../../src/node/ids.ts';
import { createFileRecordStore } from '../../src/node/journal/fileRecordStore.ts';

const scratch = mkdtempSync(join(tmpdir(), 'understudy-crash-'));
const childFile = join(scratch, 'child.mjs');
const root = join(scratch, 'ws');
const notes = join(scratch, 'notes');

const oldFiles = { 'a.txt': 'A old\n', 'b.txt': 'B old\n', 'c.txt': 'C old\n', 'e.txt': 'E old\n' };
const newFiles = { 'a.txt': 'A new\n', 'e.txt': 'E new\n', 'fresh/d.txt': 'D new\n', 'moved/deep/b.txt': 'B new\n' };

before(async () => {
  await build({
    entryPoints: [join(import.meta.dirname, 'crashChild.ts')],
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile: childFile,
  });
});
after(() => rmSync(scratch, { recursive: true, force: true }));
beforeEach(resetFiles);

function resetFiles(): void {
  for (const folder of [root, notes]) rmSync(folder, { recursive: true, force: true });
  mkdirSync(root);
  for (const [path, text] of Object.entries(oldFiles)) writeFileSync(join(root, path), text);
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? filesBelow(join(folder, entry.name)) : [join(folder, entry.name)],
  );
}
const filesNow = () => Object.fromEntries(filesBelow(root).map((file) => [relative(root, file), readFileSync(file, 'utf8')]));
const recover = () => createWorkspaceWriter({ root, paths: pathPolicy, notes, ids: createIds(systemClock) }).recover();

interface Ended {
  readonly killed: boolean;
  readonly output: string;
}

function start(task: string, dieAt: number): { child: ChildProcess; ended: Promise<Ended>; spoke: Promise<void> } {
  const child = spawn(process.execPath, [childFile, JSON.stringify({ task, root, notes, dieAt })], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let complaint = '';
  let speak: () => void = () => undefined;
  const spoke = new Promise<void>((resolve) => {
    speak = resolve;
  });
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    speak();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    complaint += chunk.toString();
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('close', (code, signal) =>
      code === 0 || signal === 'SIGKILL' ? resolve({ killed: signal === 'SIGKILL', output }) : reject(new Error(complaint)),
    );
  });
  return { child, ended, spoke };
}

/** No file is half-written at any moment, recovered or not. */
function assertWholeFiles(): void {
  const texts: ReadonlySet<string> = new Set([...Object.values(oldFiles), ...Object.values(newFiles)]);
  for (const [path, text] of Object.entries(filesNow())) if (!path.includes('.understudy-')) assert.ok(texts.has(text), `${path}: ${text}`);
}

function assertAllOrNothing(moment: string): 'old' | 'new' {
  const now = filesNow();
  assert.deepEqual(now, 'fresh/d.txt' in now ? newFiles : oldFiles, moment);
  assert.deepEqual(
    readdirSync(root).sort(),
    'fresh/d.txt' in now ? ['a.txt', 'e.txt', 'fresh', 'moved'] : ['a.txt', 'b.txt', 'c.txt', 'e.txt'],
    moment,
  );
  assert.deepEqual(existsSync(notes) ? readdirSync(notes) : [], [], moment);
  return 'fresh/d.txt' in now ? 'new' : 'old';
}

describe('a write of several files that is killed', () => {
  it('is whole or not there, whichever of its disk operations was the last', async () => {
    const { output } = await start('writeOnce', 0).ended;
    const operations = Number(/operations (\d+)/.exec(output)?.[1]);
    assert.ok(operations > 30, output);
    assert.equal(assertAllOrNothing('not killed'), 'new');
    const ends: string[] = [];
    for (let dieAt = 1; dieAt <= operations; dieAt++) {
      resetFiles();
      assert.ok((await start('writeOnce', dieAt).ended).killed);
      assertWholeFiles();
      await recover();
      ends.push(assertAllOrNothing(`killed at operation ${dieAt} of ${operations}`));
    }
    assert.match(ends.join(' '), /^old( old)* new( new)*$/, 'once committed, it is finished');
  });

  /** Dies at the operation after which one file is new and another is still old. */
  async function dieHalfway(known?: number): Promise<number> {
    for (let dieAt = known ?? 20; ; dieAt++) {
      resetFiles();
      await start('writeOnce', dieAt).ended;
      const now = filesNow();
      if (now['a.txt'] === 'A new\n' && now['e.txt'] === 'E old\n') return dieAt;
    }
  }

  it('is recovered also when recovery is killed, again and again', async () => {
    const halfway = await dieHalfway();
    for (let dieAt = 1; ; dieAt++) {
      await dieHalfway(halfway);
      const { killed } = await start('recover', dieAt).ended;
      assertWholeFiles();
      await recover();
      assert.equal(assertAllOrNothing(`recovery killed at ${dieAt}`), 'new');
      if (!killed) return;
    }
  });

  it('goes back as a whole when the person has written into it meanwhile, also when that is killed', async () => {
    const halfway = await dieHalfway();
    for (let dieAt = 1; ; dieAt++) {
      await dieHalfway(halfway);
      writeFileSync(join(root, 'e.txt'), 'by the person\n');
      const { killed } = await start('recover', dieAt).ended;
      await recover();
      assert.deepEqual(filesNow(), { ...oldFiles, 'e.txt': 'by the person\n' });
      assert.deepEqual(readdirSync(notes), []);
      if (!killed) return;
    }
  });

  it('leaves one round of a row of rounds when killed at random', async () => {
    for (let round = 0; round < 12; round++) {
      resetFiles();
      const { child, ended, spoke } = start('writeForever', 0);
      await spoke;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 150));
      child.kill('SIGKILL');
      await ended;
      await recover();
      const texts = Object.values(filesNow());
      assert.equal(texts.length, 4);
      assert.ok(new Set(texts).size === 1 || texts.every((text) => text.endsWith('old\n')), 'files of two rounds');
      assert.deepEqual(existsSync(notes) ? readdirSync(notes) : [], []);
    }
  });

  it('is left alone while the process that writes it lives', async () => {
    const { child, ended, spoke } = start('writeForever', 0);
    await spoke;
    for (let look = 0; look < 20; look++) {
      assert.deepEqual(await recover(), []);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    child.kill('SIGKILL');
    await ended;
    await recover();
  });
});

describe('a write by the editor that is killed', () => {
  for (const task of ['editorWrites', 'editorFails']) {
    it(`is whole or undone, at every third disk operation (${task})`, async () => {
      const { output } = await start(task, 0).ended;
      const operations = Number(/operations (\d+)/.exec(output)?.[1]);
      assert.ok(operations > 15, output);
      assert.equal(assertAllOrNothing('not killed'), task === 'editorWrites' ? 'new' : 'old');
      for (let dieAt = task === 'editorWrites' ? 1 : 2; dieAt <= operations; dieAt += 3) {
        resetFiles();
        assert.ok((await start(task, dieAt).ended).killed);
        await recover();
        assertAllOrNothing(`killed at operation ${dieAt} of ${operations}`);
      }
    });
  }
});

describe('a journal whose process is killed', () => {
  const open = () => createJournal(createFileRecordStore(root), { hash: sha256, clock: systemClock, salt: freshSalt });

  async function assertNothingLost(output: string): Promise<void> {
    const told = output.split('\n').filter((line) => /^\d+$/.test(line)).length;
    const records = await open().read('run');
    assert.ok(records.length === told || records.length === told + 1, `${told} told, ${records.length} kept`);
    for (const record of records) await open().getBlob((record.body as { event: { text: string } }).event.text);
    await open().append('run', { kind: 'event', event: { kind: 'notice', text: 'next' } });
    assert.equal((await open().read('run')).length, records.length + 1);
  }

  it('keeps every record it has answered for, whichever disk operation was the last', async () => {
    for (let dieAt = 1; ; dieAt++) {
      resetFiles();
      const { killed, output } = await start('append', dieAt).ended;
      await assertNothingLost(output);
      if (!killed) return assert.ok(dieAt > 20);
    }
  });

  it('keeps every record it has answered for when killed at random', async () => {
    for (let round = 0; round < 12; round++) {
      resetFiles();
      const { child, ended, spoke } = start('append', 0);
      await spoke;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 120));
      child.kill('SIGKILL');
      await assertNothingLost((await ended).output);
    }
  });
});
