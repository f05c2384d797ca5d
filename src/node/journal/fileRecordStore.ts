// Journal lines in one file per run, blobs in one file per content. What a line means is core/journal's business.

import { randomUUID } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, utimes } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { AppError } from '../../base/errors.ts';
import type { RecordStore } from '../../core/ports/recordStore.ts';
import { orOn, storageFault, syncFolder, writeNewFile } from '../files/durable.ts';
import { type Frames, frameOf, readFrames } from './frames.ts';

const ending = '.jsonl';
const noFrames: Frames = { lines: [], goodBytes: 0, rest: 'none' };

/** `folder` is created when it is first written to. */
export function createFileRecordStore(folder: string): RecordStore {
  const runs = join(folder, 'runs');
  const blobs = join(folder, 'blobs');
  /** How long each run's file is after our own last append; another length means that someone else wrote. */
  const lengths = new Map<string, number>();

  const runFile = (run: string) => join(runs, checkedName(run) + ending);
  const blobFile = (hash: string, run: string | undefined) =>
    run === undefined ? join(blobs, hash.slice(0, 2), checkedName(hash)) : join(folder, 'private', checkedName(run), checkedName(hash));

  async function load(run: string): Promise<Frames> {
    const bytes = await orOn(['ENOENT'], readFile(runFile(run)), undefined);
    const frames = bytes ? readFrames(bytes) : noFrames;
    if (frames.rest !== 'damaged') return frames;
    throw new AppError(
      'journal.broken',
      `The journal of run ${run} is damaged after record ${frames.lines.length - 1}. It is kept as it is; start a new run.`,
    );
  }

  return {
    async append(run, lines) {
      const path = runFile(run);
      const frame = frameOf(lines);
      const expected = lengths.get(run);
      lengths.delete(run);
      try {
        const start = expected ?? (await prepare(path, (await load(run)).goodBytes));
        await appendFrame(path, frame, start);
        lengths.set(run, start + frame.length);
      } catch (thrown) {
        throw storageFault(thrown, path, 'Writing');
      }
    },
    async lines(run) {
      return (await load(run)).lines;
    },
    async runs() {
      const names = await orOn(['ENOENT'], readdir(runs), []);
      return names
        .filter((name) => name.endsWith(ending))
        .map((name) => name.slice(0, -ending.length))
        .sort();
    },
    async putBlob(hash, text, run) {
      const path = blobFile(hash, run);
      try {
        await putWhole(path, Buffer.from(text, 'utf8'));
      } catch (thrown) {
        throw storageFault(thrown, path, 'Writing');
      }
    },
    getBlob: (hash, run) => orOn(['ENOENT'], readFile(blobFile(hash, run), 'utf8'), undefined),
  };
}

/** The names of runs and blobs become file names, so nothing else may be in them. */
export function checkedName(name: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,120}$/.test(name)) return name;
  throw new AppError('journal.name', `"${name}" is not the name of a run. \`understudy runs\` lists them.`);
}

/** Creates the file or cuts its torn tail; returns its length. */
async function prepare(path: string, goodBytes: number): Promise<number> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, 'a', 0o600);
  try {
    await file.truncate(goodBytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncFolder(dirname(path));
  return goodBytes;
}

async function appendFrame(path: string, frame: Buffer, start: number): Promise<void> {
  const file = await open(path, 'a', 0o600);
  try {
    const { size } = await file.stat();
    if (size !== start)
      throw new AppError('journal.inUse', `Another window or command is working on this run (${path}). Let it finish, or start a new run.`);
    await file.appendFile(frame);
    await file.datasync();
  } finally {
    await file.close();
  }
}

/** A reader sees the whole content or no file. */
async function putWhole(path: string, bytes: Buffer): Promise<void> {
  const folder = dirname(path);
  const made = await mkdir(folder, { recursive: true, mode: 0o700 });
  if (made !== undefined) await syncFolder(dirname(folder));
  else if (
    await orOn(
      ['ENOENT'],
      utimes(path, new Date(), new Date()).then(() => true),
      false,
    )
  )
    return;
  const temporary = `${path}.${randomUUID()}.tmp`;
  await writeNewFile(temporary, bytes, 0o600);
  await rename(temporary, path);
  await syncFolder(folder);
}
