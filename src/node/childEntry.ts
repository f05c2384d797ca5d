// Child processes of our own: where their built or unbuilt entry lies, and the little of the environment that they are given.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The product's own folder: `dist` when built, `src` in a checkout. */
function findProductFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'processes')) && dirname(folder) !== folder) folder = dirname(folder);
  return folder;
}

/** The file to start for one entry of src/processes. Node runs the unbuilt form as it is. */
export function childEntry(name: string): string {
  const folder = join(findProductFolder(), 'processes');
  const built = join(folder, `${name}.mjs`);
  return existsSync(built) ? built : join(folder, `${name}.ts`);
}

const passedOn = ['PATH', 'HOME', 'USERPROFILE', 'TMPDIR', 'TEMP', 'TMP', 'SYSTEMROOT', 'LANG', 'LC_ALL', 'TZ'];

/** An allow-list, so that no key in our environment reaches a child. The editor's own program runs as Node. */
export function childEnvironment(): Record<string, string> {
  const known = passedOn.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]));
  return { ...Object.fromEntries(known), ELECTRON_RUN_AS_NODE: '1' };
}
