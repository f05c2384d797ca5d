// The files of one folder and its history, as the code index reads them: nothing ignored, secret, binary, huge or generated.
import { lstat, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { FilePath } from '../../core/model/document.ts';
import type { StoredCommit } from '../../core/ports/chunkStore.ts';
import type { CodeListing, CodeSource, ListedFile } from '../../core/ports/codeSource.ts';
import { listFiles } from '../ripgrep.ts';

export interface FileSourceOptions {
  readonly root: string;
  readonly ripgrep: string;
  readonly isSecret: (path: FilePath) => boolean;
  readonly commits: (signal: AbortSignal) => Promise<readonly StoredCommit[]>;
  /** Globs of the editor's `files.exclude`. */
  readonly exclude?: readonly string[];
}

const maxBytes = 1_000_000;
const maxLineCharacters = 5000;
const binaryProbe = 8000;
/** Names of files that are no use as context whatever is in them. */
const binaryName =
  /\.(png|jpe?g|gif|webp|avif|ico|icns|bmp|tiff?|pdf|zip|gz|tgz|bz2|xz|zst|7z|jar|war|class|o|a|so|dll|dylib|exe|bin|dat|wasm|woff2?|ttf|otf|eot|mp[34]|mov|avi|webm|ogg|wav|flac|psd|sqlite3?|db|pyc|node|lance|parquet|npy)$/i;
const generatedName =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|yarn\.lock|pnpm-lock\.yaml|bun\.lockb?|Cargo\.lock|go\.sum|poetry\.lock|uv\.lock|Pipfile\.lock|composer\.lock|Gemfile\.lock|flake\.lock)$|\.min\.(js|css|mjs)$|\.map$|\.snap$/;

export function createFileSource(options: FileSourceOptions): CodeSource {
  const { root, ripgrep } = options;
  const listing = async (found: readonly FilePath[], signal: AbortSignal): Promise<CodeListing> => {
    const skipped = { ignored: 0, binary: 0, tooLarge: 0, generated: 0, secret: 0 };
    const wanted = found.filter((path) => {
      const reason = options.isSecret(path)
        ? 'secret'
        : binaryName.test(path)
          ? 'binary'
          : generatedName.test(path)
            ? 'generated'
            : undefined;
      if (reason) skipped[reason]++;
      return !reason;
    });
    const files: ListedFile[] = [];
    for (let start = 0; start < wanted.length; start += 256) {
      signal.throwIfAborted();
      const some = await Promise.all(wanted.slice(start, start + 256).map((path) => listOne(root, path)));
      for (const file of some)
        if (file && file.bytes > maxBytes) skipped.tooLarge++;
        else if (file) files.push(file);
    }
    return { files, skipped };
  };
  /** What the last full listing gave, ignored files left out: a known path needs no second one. */
  let listed: ReadonlySet<FilePath> = new Set();
  const listAll = async (signal: AbortSignal) => {
    const ignoreFile = (await exists(join(root, ownIgnoreFile))) ? ownIgnoreFile : undefined;
    const found = await listFiles(
      { program: ripgrep, root, exclude: options.exclude ?? [], ...(ignoreFile ? { ignoreFile } : {}) },
      signal,
    );
    listed = new Set(found);
    return found;
  };
  return {
    list: async (signal) => listing(await listAll(signal), signal),
    listSome: async (paths, signal) => {
      if (paths.some((path) => !listed.has(path))) await listAll(signal);
      return listing(
        paths.filter((path) => listed.has(path)),
        signal,
      );
    },
    read: (path, signal) => readText(join(root, path), signal),
    commits: options.commits,
  };
}

const ownIgnoreFile = '.understudyignore';
const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** Undefined for what is no plain file or has gone. */
async function listOne(root: string, path: FilePath): Promise<ListedFile | undefined> {
  const found = await lstat(join(root, path)).catch(() => undefined);
  return found?.isFile() ? { path, bytes: found.size, modifiedMs: Math.floor(found.mtimeMs) } : undefined;
}

/** The text of a file, or undefined for what is no text, is generated, or went away. */
export async function readText(path: string, signal: AbortSignal): Promise<string | undefined> {
  signal.throwIfAborted();
  const bytes = await readFile(path).catch(() => undefined);
  if (!bytes || bytes.length > maxBytes || bytes.subarray(0, binaryProbe).includes(0)) return undefined;
  const text = bytes.toString('utf8');
  return isMinified(text) ? undefined : text;
}

/** Code that no person wrote in this form: very long lines on the whole. */
function isMinified(text: string): boolean {
  if (text.length < maxLineCharacters) return false;
  const lines = text.split('\n');
  return text.length / lines.length > 500 || lines.some((line) => line.length > 10 * maxLineCharacters);
}
