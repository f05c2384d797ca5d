// One writer per index: a file that names the process that may write, held as long as that process lives.
import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Lease {
  release(): Promise<void>;
}

const fileName = 'writer.json';

/** Undefined while another living process writes. A dead one's lease is taken over. */
export async function takeLease(folder: string): Promise<Lease | undefined> {
  const path = join(folder, fileName);
  if (await create(path)) return leaseOn(path);
  const holder = await holderOf(path);
  if (holder !== undefined && holder !== process.pid && isAlive(holder)) return undefined;
  const aside = `${path}.${process.pid}`;
  // Renaming lets one of several heirs win: the others find nothing to rename.
  const moved = await rename(path, aside).then(
    () => true,
    () => false,
  );
  if (moved) await rm(aside, { force: true });
  return (await create(path)) ? leaseOn(path) : undefined;
}

function leaseOn(path: string): Lease {
  return {
    release: async () => {
      if ((await holderOf(path)) === process.pid) await rm(path, { force: true });
    },
  };
}

async function create(path: string): Promise<boolean> {
  const file = await open(path, 'wx').catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code === 'EEXIST') return undefined;
    throw thrown;
  });
  if (!file) return false;
  await file.close();
  await writeFile(path, JSON.stringify({ pid: process.pid }));
  return true;
}

async function holderOf(path: string): Promise<number | undefined> {
  const text = await readFile(path, 'utf8').catch(() => '');
  const pid = /"pid":\s*(\d+)/.exec(text)?.[1];
  return pid === undefined ? undefined : Number(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (thrown) {
    return (thrown as NodeJS.ErrnoException).code === 'EPERM';
  }
}
