// Remembers across a crash that chunks may have been written whose files were not noted yet.
import { open, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

const fileName = 'unfinished';

/** `found`: the last session ended between the two. */
export interface Unfinished {
  readonly found: boolean;
  begin(): Promise<void>;
  end(): Promise<void>;
}

export async function findUnfinished(folder: string): Promise<Unfinished> {
  const path = join(folder, fileName);
  const found = await stat(path).then(
    () => true,
    () => false,
  );
  let marked = found;
  return {
    found,
    begin: async () => {
      if (marked) return;
      await (await open(path, 'w')).close();
      marked = true;
    },
    end: async () => {
      if (marked) await rm(path, { force: true });
      marked = false;
    },
  };
}
