// Failing tests, wherever they are known from: the host says, or the last failed command printed them.
import type { FilePath } from '../model/document.ts';
import type { Surroundings, TestFailure } from '../ports/surroundings.ts';
import type { FileCache } from './fileCache.ts';
import { failuresIn } from './testOutput.ts';

/** Paths are those of workspace files, or left out. */
export async function findTestFailures(
  surroundings: Surroundings | undefined,
  files: FileCache,
  signal: AbortSignal,
): Promise<readonly TestFailure[]> {
  const told = (await surroundings?.testFailures(signal)) ?? [];
  if (told.length > 0) return told;
  const failed = await surroundings?.failedCommand(signal);
  const printed = failed ? failuresIn(failed.output) : [];
  return Promise.all(printed.map((failure) => withFile(failure, failed?.folder, files)));
}

async function withFile({ path, line, ...failure }: TestFailure, folder: FilePath | undefined, files: FileCache): Promise<TestFailure> {
  const file = path === undefined ? undefined : await findPrinted(path, folder, files);
  if (file === undefined) return failure;
  return { ...failure, path: file, ...(line === undefined ? {} : { line }) };
}

/** Runners print paths from where they run, absolute ones, or what a package is called: the longest end of it that is a file of the workspace. */
export async function findPrinted(path: string, folder: FilePath | undefined, files: FileCache): Promise<FilePath | undefined> {
  const parts = path
    .replaceAll('\\', '/')
    .split('/')
    .filter((part) => part !== '' && part !== '.' && !part.endsWith(':'));
  const ends = parts.map((_, at) => parts.slice(at).join('/'));
  const candidates = [...(folder ? ends.map((end) => `${folder}/${end}`) : []), ...ends].filter((end) => !end.includes('../'));
  for (const candidate of candidates) if (await files.find(candidate)) return candidate;
  return undefined;
}
