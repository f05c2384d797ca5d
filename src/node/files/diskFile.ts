// One file's bytes, read without following a last link and without waiting on pipes and devices.
import { constants, type Stats } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import { sha256OfBytes } from '../hash.ts';
import { faultCode, orOn } from './durable.ts';

export type DiskFile =
  | { readonly kind: 'found'; readonly bytes: Buffer; readonly version: string; readonly stats: Stats }
  | { readonly kind: 'missing' }
  | { readonly kind: 'notAFile' }
  | { readonly kind: 'notPermitted' }
  | { readonly kind: 'tooLarge'; readonly size: number };

const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
const kindOfFault: Readonly<Record<string, 'missing' | 'notAFile' | 'notPermitted'>> = {
  ENOENT: 'missing',
  ENOTDIR: 'missing',
  ENAMETOOLONG: 'missing',
  ELOOP: 'notAFile',
  EISDIR: 'notAFile',
  ENXIO: 'notAFile',
  EACCES: 'notPermitted',
  EPERM: 'notPermitted',
};

/** `version` is the hash of the bytes. */
export async function readDiskFile(absolute: string, maxBytes = Number.POSITIVE_INFINITY): Promise<DiskFile> {
  try {
    return await readOpened(absolute, maxBytes);
  } catch (thrown) {
    const kind = kindOfFault[faultCode(thrown) ?? ''];
    if (kind) return { kind };
    throw thrown;
  }
}

async function readOpened(absolute: string, maxBytes: number): Promise<DiskFile> {
  const file = await open(absolute, flags);
  try {
    const stats = await file.stat();
    if (!stats.isFile()) return { kind: 'notAFile' };
    if (stats.size > maxBytes) return { kind: 'tooLarge', size: stats.size };
    const bytes = await file.readFile();
    return { kind: 'found', bytes, version: sha256OfBytes(bytes), stats };
  } finally {
    await file.close();
  }
}

/** The mode bits count even for an account that may write everything: the person meant something by them. */
export const isLocked = (stats: Stats): boolean => (stats.mode & 0o222) === 0;

export const isWritable = (absolute: string): Promise<boolean> =>
  orOn(
    ['EACCES', 'EPERM', 'EROFS'],
    access(absolute, constants.W_OK).then(() => true),
    false,
  );

/** False for a file that is not there. */
export async function isReadOnlyFile(absolute: string): Promise<boolean> {
  const stats = await orOn(['ENOENT', 'ENOTDIR'], stat(absolute), undefined);
  return stats !== undefined && (isLocked(stats) || !(await isWritable(absolute)));
}
