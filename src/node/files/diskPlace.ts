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

const believedMs = 100;
const mostBelieved = 2_000;

/** For reading only: what was found out about a link a moment ago still counts, since the files of one request lie in the same folders. */
export function briefly(place: PathPlace): PathPlace {
  const known = new Map<string, { readonly at: number; readonly link: Promise<string | undefined> }>();
  return {
    ...place,
    readLink: (absolute) => {
      const now = performance.now();
      const before = known.get(absolute);
      if (before && now - before.at < believedMs) return before.link;
      if (known.size >= mostBelieved) known.clear();
      const link = place.readLink(absolute);
      known.set(absolute, { at: now, link });
      return link;
    },
  };
}
