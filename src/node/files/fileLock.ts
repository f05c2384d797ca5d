// A lock between processes that is held for milliseconds: a file that only one can create.
import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { AppError } from '../../base/errors.ts';
import { faultCode, orOn } from './durable.ts';

/** A holder that is this late has died, or the machine slept; then the lock is taken over. */
const staleMs = 10_000;
const giveUpMs = 15_000;

/** Runs the task while nobody else does under the same path. The folder must exist. */
export async function withFileLock<T>(path: string, task: () => Promise<T>): Promise<T> {
  const token = await take(path);
  try {
    return await task();
  } finally {
    if ((await orOn(['ENOENT'], readFile(path, 'utf8'), '')) === token) await rm(path, { force: true });
  }
}

async function take(path: string): Promise<string> {
  const token = `${process.pid}.${Math.random().toString(36).slice(2)}`;
  const startedAt = Date.now();
  for (;;) {
    if (await create(path, token)) return token;
    if (Date.now() - startedAt > giveUpMs)
      throw new AppError('storage.locked', `${path} is held by another window or command. Close it, or remove that file.`);
    await removeStale(path, token);
    await new Promise((resolve) => setTimeout(resolve, 3 + Math.random() * 12));
  }
}

async function create(path: string, token: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(token).finally(() => file.close());
    return true;
  } catch (thrown) {
    // Windows says EPERM while the file is being removed.
    if (faultCode(thrown) === 'EEXIST' || (process.platform === 'win32' && faultCode(thrown) === 'EPERM')) return false;
    throw thrown;
  }
}

/** Renaming lets one of several heirs win. */
async function removeStale(path: string, token: string): Promise<void> {
  const found = await orOn(['ENOENT'], stat(path), undefined);
  if (!found || Date.now() - found.mtimeMs < staleMs) return;
  const aside = `${path}.${token}`;
  const moved = await orOn(
    ['ENOENT', 'EPERM'],
    rename(path, aside).then(() => true),
    false,
  );
  if (moved) await rm(aside, { force: true });
}
