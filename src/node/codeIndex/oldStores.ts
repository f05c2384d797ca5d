// Stores of embedders that were used once and are not any more.
import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

const storeFolder = /^lance-[0-9a-f]{12}$/;

/** The store of the built-in vectors stays: it answers when an endpoint does not. */
export async function removeOldStores(folder: string, used: string): Promise<void> {
  const old = (await readdir(folder)).filter((name) => storeFolder.test(name) && name !== used);
  await Promise.all(old.map((name) => rm(join(folder, name), { recursive: true, force: true })));
}
