// The disk, as the path judge asks about it.
import { readlink } from 'node:fs/promises';
import type { PathPlace } from '../../core/ports/pathPolicy.ts';
import { orOn } from './durable.ts';

/** No link, no file, or a folder we may not look into: in each case opening the path ends here too. */
const notALink = ['EINVAL', 'ENOENT', 'ENOTDIR', 'ENAMETOOLONG', 'EACCES', 'UNKNOWN'];

export function diskPlace(workspaceRoot: string): PathPlace {
  const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  return { workspaceRoot, platform, readLink: (absolute) => orOn(notALink, readlink(absolute), undefined) };
}
