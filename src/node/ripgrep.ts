// Listing and searching files with ripgrep, which knows what is ignored.
import { spawn } from 'node:child_process';
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, join } from 'node:path';
import { AppError, cancelled } from '../base/errors.ts';
import type { FilePath } from '../core/model/document.ts';
import type { TextHit } from '../core/ports/workspaceReader.ts';
import { orOn } from './files/durable.ts';

export interface SearchPlace {
  readonly program: string;
  readonly root: string;
  /** Globs to leave out, as the editor's settings name them, and a further ignore file of the folder. */
  readonly exclude?: readonly string[];
  readonly ignoreFile?: string;
}

const programName = process.platform === 'win32' ? 'rg.exe' : 'rg';
const platformPackage = `@vscode/ripgrep-${process.platform}-${process.arch}`;

/** Our own copy, then the editor's (`editorRoot` is its application folder), then one on the search path. */
export async function findRipgrep(editorRoot: string | undefined, env: Readonly<Record<string, string | undefined>>): Promise<string> {
  const inEditor = ['node_modules', 'node_modules.asar.unpacked'].flatMap((modules) =>
    [platformPackage, '@vscode/ripgrep'].map((name) => join(modules, name, 'bin', programName)),
  );
  const candidates = [
    ownCopy(),
    ...inEditor.map((path) => (editorRoot ? join(editorRoot, path) : undefined)),
    ...(env.PATH ?? '').split(delimiter).map((folder) => (folder ? join(folder, programName) : undefined)),
  ];
  for (const path of candidates) if (path !== undefined && (await isProgram(path))) return path;
  throw new AppError(
    'search.noRipgrep',
    'ripgrep was not found, so files cannot be searched. Install it (the program is called rg) and start again.',
  );
}

function ownCopy(): string | undefined {
  try {
    return createRequire(import.meta.url).resolve(`${platformPackage}/bin/${programName}`);
  } catch {
    return undefined;
  }
}

const isProgram = (path: string) =>
  orOn(
    ['ENOENT', 'EACCES', 'ENOTDIR'],
    access(path, constants.X_OK).then(() => true),
    false,
  );

const nul = '\0';
/** No settings of the machine: the same workspace gives the same files everywhere. */
const common = [
  '--no-config',
  '--no-messages',
  '--no-require-git',
  '--no-ignore-global',
  '--hidden',
  '--glob',
  '!**/.git',
  '--null',
  '--color',
  'never',
];
const maxOutputBytes = 64 * 1024 * 1024;
const maxHitsPerFile = 100;
const maxLineLength = 500;

function leftOut({ exclude = [], ignoreFile }: SearchPlace): string[] {
  const globs = exclude.flatMap((glob) => ['--glob', `!${glob}`]);
  return ignoreFile === undefined ? globs : [...globs, '--ignore-file', ignoreFile];
}

/** Every file that is not ignored, in path order. */
export async function listFiles(place: SearchPlace, signal: AbortSignal): Promise<FilePath[]> {
  const output = await runRipgrep(place, ['--files', ...leftOut(place)], signal);
  return output
    .split(nul)
    .filter((path) => path !== '')
    .map(toFilePath)
    .sort();
}

/**
 * Whole-word hits, letter case ignored. A file's first hit of each word comes before its further ones, so that a limit takes
 * from many files; within that, in path and line order.
 */
export async function searchWords(place: SearchPlace, words: readonly string[], signal: AbortSignal): Promise<TextHit[]> {
  const patterns = words.flatMap((word) => ['-e', word]);
  const args = ['--fixed-strings', '--word-regexp', '--ignore-case', '--line-number', '--no-heading', '--with-filename'];
  const limits = ['--max-count', String(maxHitsPerFile), '--max-filesize', '1M'];
  const output = await runRipgrep(place, [...args, ...limits, ...patterns, '--', '.'], signal);
  const hits = output
    .split('\n')
    .map(toHit)
    .filter((hit) => hit !== undefined);
  return firstHitsFirst(hits, words);
}

function toHit(line: string): TextHit | undefined {
  const found = /^([^\0]+)\0(\d+):(.*)$/s.exec(line);
  if (!found) return undefined;
  return { path: toFilePath(found[1]!), line: Number(found[2]) - 1, text: found[3]!.replace(/\r$/, '').slice(0, maxLineLength) };
}

function toFilePath(path: string): FilePath {
  const forward = process.platform === 'win32' ? path.replaceAll('\\', '/') : path;
  return forward.startsWith('./') ? forward.slice(2) : forward;
}

function firstHitsFirst(hits: readonly TextHit[], words: readonly string[]): TextHit[] {
  const lowerWords = words.map((word) => word.toLowerCase());
  const seen = new Set<string>();
  const isFirst = (hit: TextHit) => {
    const text = hit.text.toLowerCase();
    const fresh = lowerWords.filter((word) => text.includes(word) && !seen.has(hit.path + nul + word));
    for (const word of fresh) seen.add(hit.path + nul + word);
    return fresh.length > 0;
  };
  const inOrder = [...hits].sort((left, right) => compareText(left.path, right.path) || left.line - right.line);
  const ranked = inOrder.map((hit) => ({ hit, rank: isFirst(hit) ? 0 : 1 }));
  return ranked.sort((left, right) => left.rank - right.rank).map(({ hit }) => hit);
}

const compareText = (left: string, right: string) => (left < right ? -1 : left > right ? 1 : 0);

/** Exit 1 means no match; 2 with output means that some files could not be read, which is no reason to give up the others. */
function runRipgrep({ program, root }: SearchPlace, args: readonly string[], signal: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(cancelled());
    const env = process.env.SystemRoot ? { SystemRoot: process.env.SystemRoot } : {};
    const child = spawn(program, [...common, ...args], { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'], windowsHide: true });
    const chunks: Buffer[] = [];
    let bytes = 0;
    let complaint = '';
    const stop = () => void child.kill('SIGKILL');
    signal.addEventListener('abort', stop, { once: true });
    child.stdout.on('data', (chunk: Buffer) => {
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > maxOutputBytes) stop();
    });
    child.stderr.on('data', (chunk: Buffer) => {
      complaint += complaint.length < 2000 ? chunk.toString('utf8') : '';
    });
    child.on('error', (cause) => reject(searchFault(cause.message, cause)));
    child.on('close', (code) => {
      signal.removeEventListener('abort', stop);
      if (signal.aborted) reject(cancelled());
      else if (code === 2 && bytes === 0) reject(searchFault(complaint.trim()));
      else resolve(Buffer.concat(chunks).toString('utf8'));
    });
  });
}

function searchFault(why: string, cause?: unknown): AppError {
  return new AppError('search.failed', `Searching the workspace failed: ${why}. Check that the folder can be read, then run it again.`, {
    cause,
  });
}
