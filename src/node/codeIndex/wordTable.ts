// Where the table of word vectors lies: in the media folder of the installation or of the checkout.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const name = join('media', 'wordVectors.bin');

/** Undefined where the installation has none: search then goes by words alone. */
export async function readWordVectors(): Promise<Uint8Array | undefined> {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, name)) && dirname(folder) !== folder) folder = dirname(folder);
  const path = join(folder, name);
  return existsSync(path) ? readFile(path) : undefined;
}
