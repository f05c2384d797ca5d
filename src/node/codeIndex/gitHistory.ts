// The repository's past as the code index uses it: when, what for, which files. Every program a repository may name is off.
import type { StoredCommit } from '../../core/ports/chunkStore.ts';
import { type GitPlace, runGit } from '../git/runGit.ts';

const maxCommits = 6000;
const recordStart = '\x01';
const fieldEnd = '\x02';

/** Newest first; empty without a repository. Paths are relative to the folder, those outside of it left out. */
export async function readHistory(place: GitPlace, signal: AbortSignal): Promise<readonly StoredCommit[]> {
  const args = ['log', '--no-merges', '--no-renames', '--no-ext-diff', '--no-textconv', '--relative', '--name-only', '-z'];
  const { output } = await runGit(
    place,
    [...args, `--max-count=${maxCommits}`, `--format=${recordStart}%ct${fieldEnd}%s${fieldEnd}`, 'HEAD'],
    [],
    signal,
  );
  return parseHistory(output?.toString('utf8') ?? '');
}

export function parseHistory(output: string): StoredCommit[] {
  return output
    .split(recordStart)
    .slice(1)
    .flatMap((record) => {
      const [at, subject, names] = record.split(fieldEnd);
      const paths = (names ?? '')
        .split('\0')
        .map((name) => name.replace(/^\n/, ''))
        .filter(Boolean);
      return at && subject !== undefined && paths.length > 0 ? [{ at: Number(at), subject, paths }] : [];
    });
}
