// Bytes and names that survive a crash once the call has returned.
import { open } from 'node:fs/promises';
import { AppError } from '../../base/errors.ts';

/** Permissions and owner of one file, to be kept by the file that takes its place. */
export interface FileLikeness {
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** Creates the file and waits until its bytes are on disk. Fails if it exists. `mode` is cut by the account's mask, `like` is not. */
export async function writeNewFile(path: string, bytes: Uint8Array, mode: number, like?: FileLikeness): Promise<void> {
  const file = await open(path, 'wx', mode);
  try {
    await file.writeFile(bytes);
    if (like && (like.uid !== process.getuid?.() || like.gid !== process.getgid?.())) {
      await orOn(['EPERM', 'ENOSYS'], file.chown(like.uid, like.gid), undefined);
    }
    if (like) await file.chmod(like.mode & 0o7777);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes created, renamed and removed names of a folder durable. Windows has no such call and needs none. */
export async function syncFolder(path: string): Promise<void> {
  if (process.platform === 'win32') return;
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

/** The system's name of a fault, e.g. ENOENT. */
export function faultCode(thrown: unknown): string | undefined {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : undefined;
}

/** What `task` gives, or `otherwise` if it fails with one of the system's named faults. */
export async function orOn<T, U>(codes: readonly string[], task: Promise<T>, otherwise: U): Promise<T | U> {
  try {
    return await task;
  } catch (thrown) {
    const code = faultCode(thrown);
    if (code !== undefined && codes.includes(code)) return otherwise;
    throw thrown;
  }
}

/** A system fault on one of our own files, as the person reads it. */
export function storageFault(thrown: unknown, path: string, doing: string): AppError {
  if (thrown instanceof AppError) return thrown;
  const code = faultCode(thrown);
  const next = code === 'ENOSPC' ? 'Free some disk space and run it again.' : 'Check that the folder exists and may be written.';
  return new AppError('storage.failed', `${doing} ${path} failed (${code ?? String(thrown)}). ${next}`, { cause: thrown });
}
