// The note of a write that is under way: enough to finish it or to undo it after a crash.
import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod/mini';
import { faultCode, orOn, syncFolder, writeNewFile } from './durable.ts';

const slotNote = z.object({
  path: z.string(),
  absolute: z.string(),
  /** Hashes of what stood there and what shall stand there; missing for nothing. */
  beforeVersion: z.optional(z.string()),
  afterVersion: z.optional(z.string()),
  /** New content beside its place; old content in the folder of the notes. */
  staged: z.optional(z.string()),
  backup: z.optional(z.string()),
  /** What another program was asked to write there, so that half of it is known for what it is. */
  expected: z.optional(z.string()),
  like: z.optional(z.object({ mode: z.number(), uid: z.number(), gid: z.number() })),
});
export type SlotNote = z.infer<typeof slotNote>;

const writeNote = z.object({
  schema: z.literal(1),
  id: z.string(),
  process: z.number(),
  at: z.number(),
  slots: z.array(slotNote),
  /** Folders that are made for new files, outermost first. */
  newFolders: z.array(z.string()),
});
export type WriteNote = z.infer<typeof writeNote>;

/**
 * `staging`: nothing is visible yet, so a crash means undo. `committed`: everything is staged, so a crash means finish.
 * `undoing`: a place had changed, so all go back. `delegated`: another program writes, the editor for one; what it had not
 * finished goes back.
 */
export type WriteState = 'staging' | 'committed' | 'undoing' | 'delegated';
const states: readonly WriteState[] = ['staging', 'committed', 'undoing', 'delegated'];

const nameOf = (folder: string, id: string, state: WriteState) => join(folder, `${id}.${state}`);

/** Durable before it returns, and never seen half-written by another process. */
export async function putNote(folder: string, note: WriteNote): Promise<void> {
  const draft = join(folder, `${note.id}.${note.process}.draft`);
  await writeNewFile(draft, Buffer.from(JSON.stringify(note)), 0o600);
  await rename(draft, nameOf(folder, note.id, 'staging'));
  await syncFolder(folder);
}

export async function moveNote(folder: string, id: string, from: WriteState, to: WriteState): Promise<void> {
  await rename(nameOf(folder, id, from), nameOf(folder, id, to));
  await syncFolder(folder);
}

/** The note goes last of all, so that whatever it names is never forgotten. */
export async function dropNote(folder: string, note: WriteNote, state: WriteState): Promise<void> {
  for (const { backup, expected } of note.slots) for (const file of [backup, expected]) if (file) await rm(file, { force: true });
  await rm(nameOf(folder, note.id, state), { force: true });
  await syncFolder(folder);
}

/** A draft names nothing that exists yet; those of dead processes are removed. */
export async function findNotes(folder: string): Promise<readonly { readonly note: WriteNote; readonly state: WriteState }[]> {
  const names = await orOn(['ENOENT'], readdir(folder), []);
  const found = [];
  for (const name of names.sort()) {
    const state = states.find((candidate) => name.endsWith(`.${candidate}`));
    const note = state && parseNote(await orOn(['ENOENT'], readFile(join(folder, name), 'utf8'), ''));
    if (state && note) found.push({ note, state });
    const drafter = /\.(\d+)\.draft$/.exec(name)?.[1];
    if (drafter !== undefined && !isAnotherLiving(Number(drafter))) await rm(join(folder, name), { force: true });
  }
  return found;
}

/** True for a process other than this one that runs now. */
export function isAnotherLiving(id: number): boolean {
  if (id === process.pid) return false;
  try {
    process.kill(id, 0);
    return true;
  } catch (thrown) {
    return faultCode(thrown) === 'EPERM';
  }
}

function parseNote(text: string): WriteNote | undefined {
  try {
    const parsed = z.safeParse(writeNote, JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
