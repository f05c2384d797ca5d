// Many places on disk changed as one: all or none, also when the process is killed at any point.
import { link, lstat, mkdir, readFile, rename, rm, rmdir, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { messageOf } from '../../base/errors.ts';
import { sha256OfBytes } from '../hash.ts';
import { readDiskFile } from './diskFile.ts';
import { faultCode, orOn, syncFolder, writeNewFile } from './durable.ts';
import type { Slot } from './writePlan.ts';
import { dropNote, findNotes, isAnotherLiving, moveNote, putNote, type SlotNote, type WriteNote, type WriteState } from './writeRecord.ts';

/** `undone` names the place that was found changed. */
export type Settled = { readonly kind: 'completed' } | { readonly kind: 'undone'; readonly path: string };

/** `stuck`: the disk refuses; the note stays and is tried again at the next start. */
export type Recovery = Settled | { readonly kind: 'stuck'; readonly message: string };

export interface RecoveredWrite {
  readonly settled: Recovery;
  readonly paths: readonly string[];
  /** What the write would have made of each path; files that were to go are left out. */
  readonly versions: ReadonlyMap<string, string>;
}

/** Stages everything, then commits. `notes` is the folder of the notes; `id` is fresh. */
export async function runTransaction(slots: readonly Slot[], notes: string, id: string): Promise<Settled> {
  await mkdir(notes, { recursive: true, mode: 0o700 });
  const note = await noteFor(slots, notes, id);
  await putNote(notes, note);
  try {
    await stage(slots, note);
  } catch (thrown) {
    await abandon(note, notes);
    throw thrown;
  }
  const changed = await firstChanged(note);
  if (changed) {
    await abandon(note, notes);
    return { kind: 'undone', path: changed.path };
  }
  await moveNote(notes, id, 'staging', 'committed');
  try {
    return await finish(note, notes);
  } catch (thrown) {
    await moveNote(notes, id, 'committed', 'undoing');
    await undo(note, notes, '');
    throw thrown;
  }
}

/**
 * Keeps what stands at the slots while another program writes them. False, or a throw, from `work` puts it back at once;
 * if this process dies, the next start does, unless everything had arrived.
 */
export async function guardTransaction(
  slots: readonly Slot[],
  guard: { notes: string; id: string },
  work: () => Promise<boolean>,
): Promise<Settled> {
  const { notes, id } = guard;
  await mkdir(notes, { recursive: true, mode: 0o700 });
  const note = await guardNote(slots, notes, id);
  await putNote(notes, note);
  await keepAside(slots, note);
  await moveNote(notes, id, 'staging', 'delegated');
  const goBack = async (path: string) => {
    await moveNote(notes, id, 'delegated', 'undoing');
    return undo(note, notes, path);
  };
  try {
    if (!(await work())) return await goBack(note.slots[0]?.path ?? '');
  } catch (thrown) {
    await goBack('');
    throw thrown;
  }
  await dropNote(notes, note, 'delegated');
  return { kind: 'completed' };
}

const batch = 32;

/** Side by side: each file waits for the disk. */
async function keepAside(slots: readonly Slot[], note: WriteNote): Promise<void> {
  const keep = async (slot: Slot, index: number) => {
    const { backup, expected } = note.slots[index]!;
    if (slot.before && backup) await writeNewFile(backup, slot.before.bytes, 0o600);
    if (slot.after && expected) await writeNewFile(expected, slot.after, 0o600);
  };
  for (let start = 0; start < slots.length; start += batch)
    await Promise.all(slots.slice(start, start + batch).map((slot, offset) => keep(slot, start + offset)));
}

/** `staged` is only a name for putting old content back through; whatever lies there after a crash is swept away. */
async function guardNote(slots: readonly Slot[], notes: string, id: string): Promise<WriteNote> {
  const note = await noteFor(slots, notes, id);
  const guarded = note.slots.map((slot, index) => ({
    ...slot,
    staged: join(dirname(slot.absolute), `.understudy-${id}-${index}.tmp`),
    ...(slot.afterVersion === undefined ? {} : { expected: join(notes, `${id}.${index}.after`) }),
  }));
  return { ...note, slots: guarded };
}

/** Finishes or undoes what a killed process left. A write that a living process is at work on is left to it. */
export async function recoverTransactions(notes: string): Promise<readonly RecoveredWrite[]> {
  const recovered: RecoveredWrite[] = [];
  for (const { note, state } of await findNotes(notes)) {
    if (isUnderWay(note) || (state === 'delegated' && isOwn(note))) continue;
    const versions = new Map(note.slots.flatMap(({ path, afterVersion }) => (afterVersion === undefined ? [] : [[path, afterVersion]])));
    recovered.push({ settled: await trySettle(note, state, notes), paths: note.slots.map((slot) => slot.path), versions });
  }
  return recovered;
}

/** This very process waits for the other program. */
const isOwn = (note: WriteNote) => note.process === process.pid && note.at >= performance.timeOrigin;

async function trySettle(note: WriteNote, state: WriteState, notes: string): Promise<Recovery> {
  try {
    return await settle(note, state, notes);
  } catch (thrown) {
    return { kind: 'stuck', message: messageOf(thrown) };
  }
}

async function settle(note: WriteNote, state: WriteState, notes: string): Promise<Settled> {
  if (state === 'committed') return finish(note, notes);
  if (state === 'delegated') return settleDelegated(note, notes);
  if (state === 'undoing') return undo(note, notes, note.slots[0]?.path ?? '');
  await abandon(note, notes);
  return { kind: 'undone', path: note.slots[0]?.path ?? '' };
}

async function settleDelegated(note: WriteNote, notes: string): Promise<Settled> {
  for (const slot of note.slots)
    if ((await versionAt(slot.absolute)) !== slot.afterVersion) {
      await moveNote(notes, note.id, 'delegated', 'undoing');
      return undo(note, notes, slot.path);
    }
  await dropNote(notes, note, 'delegated');
  return { kind: 'completed' };
}

const longestWriteMs = 10 * 60 * 1000;

/** Process numbers are used again, so an old note counts as left behind. */
const isUnderWay = (note: WriteNote) => Date.now() - note.at <= longestWriteMs && isAnotherLiving(note.process);

async function noteFor(slots: readonly Slot[], notes: string, id: string): Promise<WriteNote> {
  const newFolders = new Set<string>();
  for (const slot of slots) if (slot.after) for (const folder of await missingFolders(dirname(slot.absolute))) newFolders.add(folder);
  return {
    schema: 1,
    id,
    process: process.pid,
    at: Date.now(),
    newFolders: [...newFolders].sort((left, right) => left.length - right.length),
    slots: slots.map((slot, index) => ({
      path: slot.path,
      absolute: slot.absolute,
      ...(slot.before ? { beforeVersion: slot.before.version, backup: join(notes, `${id}.${index}.before`) } : {}),
      ...(slot.after
        ? { afterVersion: sha256OfBytes(slot.after), staged: join(dirname(slot.absolute), `.understudy-${id}-${index}.tmp`) }
        : {}),
      ...(slot.like ? { like: slot.like } : {}),
    })),
  };
}

async function missingFolders(folder: string): Promise<readonly string[]> {
  if (await orOn(['ENOENT', 'ENOTDIR'], lstat(folder), undefined)) return [];
  return [...(await missingFolders(dirname(folder))), folder];
}

async function stage(slots: readonly Slot[], note: WriteNote): Promise<void> {
  for (const folder of note.newFolders) {
    await mkdir(folder, { recursive: true });
    await syncFolder(dirname(folder));
  }
  const folders = new Set<string>();
  for (const [index, slot] of slots.entries()) {
    const { staged, backup } = note.slots[index]!;
    if (slot.before && backup) await writeNewFile(backup, slot.before.bytes, 0o600);
    if (slot.after && staged) await writeNewFile(staged, slot.after, slot.like ? 0o600 : 0o666, slot.like);
    for (const file of [staged, backup]) if (file) folders.add(dirname(file));
  }
  for (const folder of folders) await syncFolder(folder);
}

/** The version of what stands at a place; undefined for nothing, `other` for what is no file. */
async function versionAt(absolute: string): Promise<string | undefined> {
  const file = await readDiskFile(absolute);
  if (file.kind === 'found') return file.version;
  return file.kind === 'missing' ? undefined : 'other';
}

async function firstChanged(note: WriteNote): Promise<SlotNote | undefined> {
  for (const slot of note.slots) if ((await versionAt(slot.absolute)) !== slot.beforeVersion) return slot;
  return undefined;
}

/** Arrivals first, so that a renamed file is never nowhere. May be repeated after a crash. */
async function finish(note: WriteNote, notes: string): Promise<Settled> {
  const inOrder = [...note.slots.filter((slot) => slot.staged), ...note.slots.filter((slot) => !slot.staged)];
  for (const slot of inOrder) {
    const placed = await orOn(['EEXIST', 'ENOENT', 'ENOTDIR', 'EISDIR'], place(slot), false);
    if (placed) continue;
    await moveNote(notes, note.id, 'committed', 'undoing');
    return undo(note, notes, slot.path);
  }
  await sweep(note);
  await dropNote(notes, note, 'committed');
  return { kind: 'completed' };
}

/** False when the place no longer holds what was there before. */
async function place(slot: SlotNote): Promise<boolean> {
  const now = await versionAt(slot.absolute);
  if (now === slot.afterVersion) return true;
  if (now !== slot.beforeVersion) return false;
  if (!slot.staged) await unlink(slot.absolute);
  else if (slot.beforeVersion === undefined) await placeNew(slot.staged, slot.absolute);
  else await renameOver(slot.staged, slot.absolute);
  return true;
}

/** Fails with EEXIST instead of overwriting, where the file system can link. */
async function placeNew(staged: string, absolute: string): Promise<void> {
  const linked = await orOn(
    ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'],
    link(staged, absolute).then(() => true),
    false,
  );
  if (linked) await unlink(staged);
  else await renameOver(staged, absolute);
}

const busyTries = 5;

/** Windows refuses for a moment while a scanner or an editor has the file open. */
async function renameOver(from: string, to: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await rename(from, to);
    } catch (thrown) {
      const busy = process.platform === 'win32' && ['EPERM', 'EBUSY', 'EACCES'].includes(faultCode(thrown) ?? '');
      if (!busy || tries === busyTries) throw thrown;
      await new Promise((resolve) => setTimeout(resolve, 20 * tries));
    }
  }
}

/** Puts back what was there before, except where someone else has written meanwhile. May be repeated after a crash. */
async function undo(note: WriteNote, notes: string, changedPath: string): Promise<Settled> {
  for (const slot of note.slots) {
    if (slot.afterVersion === slot.beforeVersion || !(await isOurs(slot, note))) continue;
    if (slot.backup === undefined) await rm(slot.absolute, { force: true });
    else await restore(slot, slot.backup);
  }
  await sweep(note);
  await removeEmptyFolders(note);
  await dropNote(notes, note, 'undoing');
  return { kind: 'undone', path: changedPath };
}

/** Also what another program had written only half, or had moved here but not yet changed. */
async function isOurs(slot: SlotNote, note: WriteNote): Promise<boolean> {
  const file = await readDiskFile(slot.absolute);
  const version = file.kind === 'missing' ? undefined : file.kind === 'found' ? file.version : 'other';
  if (version === slot.afterVersion) return true;
  if (file.kind !== 'found' || slot.expected === undefined || version === slot.beforeVersion) return false;
  if (slot.beforeVersion === undefined && note.slots.some((other) => other.beforeVersion === version)) return true;
  const expected = await readFile(slot.expected);
  return expected.subarray(0, file.bytes.length).equals(file.bytes);
}

async function restore(slot: SlotNote, backup: string): Promise<void> {
  const bytes = await readFile(backup);
  const temporary = slot.staged ?? join(dirname(slot.absolute), `.understudy-${sha256OfBytes(Buffer.from(backup)).slice(0, 16)}.tmp`);
  await rm(temporary, { force: true });
  await writeNewFile(temporary, bytes, 0o600, slot.like);
  if (slot.afterVersion === undefined) await placeNew(temporary, slot.absolute);
  else await renameOver(temporary, slot.absolute);
}

/** Nothing was visible yet. */
async function abandon(note: WriteNote, notes: string): Promise<void> {
  await sweep(note);
  await removeEmptyFolders(note);
  await dropNote(notes, note, 'staging');
}

/** Removes staged files that were not placed, and makes names durable. */
async function sweep(note: WriteNote): Promise<void> {
  const folders = new Set<string>();
  for (const slot of note.slots) {
    if (slot.staged) await rm(slot.staged, { force: true });
    folders.add(dirname(slot.absolute));
  }
  for (const folder of folders) await orOn(['ENOENT', 'ENOTDIR'], syncFolder(folder), undefined);
}

async function removeEmptyFolders(note: WriteNote): Promise<void> {
  for (const folder of [...note.newFolders].reverse()) await orOn(['ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR'], rmdir(folder), undefined);
}
