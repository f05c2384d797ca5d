// A process that writes with the product's own adapters and dies as told: by its own hand at the n-th disk operation, or by its parent's.
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import { createJournal } from '../../src/core/journal/createJournal.ts';
import type { FileChange } from '../../src/core/model/change.ts';
import type { FilePath } from '../../src/core/model/document.ts';
import { pathPolicy } from '../../src/core/policy/paths.ts';
import { systemClock } from '../../src/node/clock.ts';
import { createWriteGuard } from '../../src/node/files/guardedWrite.ts';
import { createWorkspaceReader } from '../../src/node/files/workspaceReader.ts';
import { createWorkspaceWriter } from '../../src/node/files/workspaceWriter.ts';
import { sha256 } from '../../src/node/hash.ts';
import { createIds, freshSalt } from '../../src/node/ids.ts';
import { createFileRecordStore } from '../../src/node/journal/fileRecordStore.ts';

type Operation = (...args: unknown[]) => Promise<unknown>;
type Operations = Record<string, Operation>;

/** `dieAt` counts operations that change the disk, from 1; 0 lives on. */
interface Order {
  readonly task: 'writeOnce' | 'editorWrites' | 'editorFails' | 'writeForever' | 'recover' | 'append';
  readonly root: string;
  readonly notes: string;
  readonly dieAt: number;
}

const order = JSON.parse(process.argv[2]!) as Order;
const signal = new AbortController().signal;
let operations = 0;

/** A write that is hit is half done: its first bytes reach the file. */
async function dieInTime(operate: () => Promise<unknown>, half?: () => Promise<unknown>): Promise<unknown> {
  operations++;
  if (operations !== order.dieAt) return operate();
  await half?.();
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
}

async function armDisk(): Promise<void> {
  const disk = fsPromises as unknown as Operations;
  const handle = await fsPromises.open(process.argv[1]!, 'r');
  const onHandles = Object.getPrototypeOf(handle) as Operations;
  await handle.close();
  const rawWrite = onHandles.write!;
  for (const name of ['rename', 'link', 'unlink', 'mkdir', 'rmdir', 'rm']) arm(disk, name);
  for (const name of ['sync', 'datasync', 'chmod', 'truncate']) arm(onHandles, name);
  for (const name of ['writeFile', 'appendFile']) {
    arm(onHandles, name, (target, data) => {
      const bytes = Buffer.from(data as Uint8Array);
      return rawWrite.call(target, bytes.subarray(0, Math.ceil(bytes.length / 2)));
    });
  }
  syncBuiltinESMExports();
}

function arm(owner: Operations, name: string, half?: (target: unknown, data: unknown) => Promise<unknown>): void {
  const original = owner[name]!;
  owner[name] = function (this: unknown, ...args: unknown[]) {
    return dieInTime(() => original.apply(this, args), half && (() => half(this, args[0])));
  };
}

const newWriter = () => createWorkspaceWriter({ root: order.root, paths: pathPolicy, notes: order.notes, ids: createIds(systemClock) });

async function before(path: FilePath) {
  const reader = createWorkspaceReader({ root: order.root, paths: pathPolicy, ripgrep: async () => 'rg' });
  const result = await reader.read(path, signal);
  if (result.kind !== 'found') throw new Error(`${path}: ${result.kind}`);
  return result.snapshot;
}

async function someChanges(): Promise<FileChange[]> {
  return [
    { kind: 'modify', path: 'a.txt', before: await before('a.txt'), after: 'A new\n' },
    { kind: 'rename', path: 'b.txt', to: 'moved/deep/b.txt', before: await before('b.txt'), after: 'B new\n' },
    { kind: 'delete', path: 'c.txt', before: await before('c.txt') },
    { kind: 'create', path: 'fresh/d.txt', after: 'D new\n' },
    { kind: 'modify', path: 'e.txt', before: await before('e.txt'), after: 'E new\n' },
  ];
}

async function writeOnce(): Promise<void> {
  const result = await newWriter().write(await someChanges(), signal);
  if (result.kind !== 'written') throw new Error(result.message);
}

/** As an editor writes: files come, go and move first, then texts are written over the old ones, one after the other. */
async function writeAsEditor(): Promise<void> {
  const at = (path: string) => join(order.root, path);
  const overwrite = async (path: string, text: string) => {
    const file = await fsPromises.open(at(path), 'w');
    await file.writeFile(Buffer.from(text));
    await file.close();
  };
  await fsPromises.mkdir(at('moved/deep'), { recursive: true });
  await fsPromises.rename(at('b.txt'), at('moved/deep/b.txt'));
  await fsPromises.rm(at('c.txt'));
  await fsPromises.mkdir(at('fresh'), { recursive: true });
  await overwrite('fresh/d.txt', 'D new\n');
  for (const [path, text] of [
    ['a.txt', 'A new\n'],
    ['moved/deep/b.txt', 'B new\n'],
    ['e.txt', 'E new\n'],
  ] as const)
    await overwrite(path, text);
}

async function editorWrites(isWhole: boolean): Promise<void> {
  const guard = createWriteGuard({ root: order.root, paths: pathPolicy, notes: order.notes, ids: createIds(systemClock) });
  const result = await guard.run(await someChanges(), new Set(), async () => {
    await writeAsEditor();
    return isWhole;
  });
  if ((result.kind === 'written') !== isWhole) throw new Error(JSON.stringify(result));
}

async function writeForever(): Promise<void> {
  const writer = newWriter();
  for (let round = 1; ; round++) {
    const changes: FileChange[] = [];
    for (const path of ['a.txt', 'b.txt', 'c.txt', 'e.txt']) {
      changes.push({ kind: 'modify', path, before: await before(path), after: `${round}\n`.repeat(500) });
    }
    await writer.write(changes, signal);
  }
}

async function append(): Promise<void> {
  const journal = createJournal(createFileRecordStore(order.root), { hash: sha256, clock: systemClock, salt: freshSalt });
  for (let count = 0; ; count++) {
    const blob = await journal.putBlob(`text ${count} `.repeat(300));
    const record = await journal.append('run', { kind: 'event', event: { kind: 'notice', text: blob } });
    process.stdout.write(`${record.seq}\n`);
    if (order.dieAt > 0 && count === 4) break;
  }
}

const tasks = {
  writeOnce,
  editorWrites: () => editorWrites(true),
  editorFails: () => editorWrites(false),
  writeForever,
  append,
  recover: async () => void (await newWriter().recover()),
};
if (order.task === 'writeForever') process.stdout.write('started\n');
await armDisk();
await tasks[order.task]();
process.stdout.write(`operations ${operations}\n`);
