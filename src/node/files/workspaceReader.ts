// The person's files on disk, as text. Open buffers are the editor host's business.

import { readdir } from 'node:fs/promises';
import type { FilePath } from '../../core/model/document.ts';
import type { PathPolicy } from '../../core/ports/pathPolicy.ts';
import type { ReadResult, WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import { decodeText } from '../../core/text/encoding.ts';
import { listFiles, searchWords } from '../ripgrep.ts';
import { readDiskFile } from './diskFile.ts';
import { briefly, diskPlace } from './diskPlace.ts';

export const maxReadableBytes = 5 * 1024 * 1024;

export interface ReaderOptions {
  readonly root: string;
  readonly paths: PathPolicy;
  /** Path of the ripgrep program; asked for when first needed. */
  readonly ripgrep: () => Promise<string>;
}

/** Files that hold secrets are neither read nor listed nor searched. */
export function createWorkspaceReader({ root, paths, ripgrep }: ReaderOptions): WorkspaceReader {
  const place = briefly(diskPlace(root));
  return {
    async judgePath(path) {
      const { verdict, path: resolved, why } = await paths.judge(path, place);
      return { verdict, path: resolved, why };
    },
    async read(path, signal) {
      signal.throwIfAborted();
      const judged = await paths.judge(path, place);
      if (judged.verdict === 'outside') return unreadable('outside', judged.why);
      if (!judged.mayRead) return unreadable('denied', `${path} is kept from being read, because files like it hold secrets.`);
      const result = await readText(path, judged.absolute);
      signal.throwIfAborted();
      return result;
    },
    async list(limit, signal) {
      const found = await listFiles({ program: await ripgrep(), root }, signal);
      return found.filter((path) => !paths.isSecret(path)).slice(0, limit);
    },
    async listFolder(path, signal) {
      signal.throwIfAborted();
      const judged = await paths.judge(path, place);
      if (judged.verdict === 'outside') return [];
      const entries = await readdir(judged.absolute, { withFileTypes: true }).catch((fault: NodeJS.ErrnoException) => {
        if (fault.code === 'ENOENT' || fault.code === 'ENOTDIR') return [];
        throw fault;
      });
      const names = entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
      return names.filter((name) => !paths.isSecret(`${path}/${name}`)).sort();
    },
    async searchText(words, limit, signal) {
      if (words.length === 0) return [];
      const hits = await searchWords({ program: await ripgrep(), root }, words, signal);
      return hits.filter((hit) => !paths.isSecret(hit.path)).slice(0, limit);
    },
  };
}

type Unreadable = Extract<ReadResult, { kind: 'unreadable' }>;
const unreadable = (reason: Unreadable['reason'], message: string): Unreadable => ({ kind: 'unreadable', reason, message });

async function readText(path: FilePath, absolute: string): Promise<ReadResult> {
  const file = await readDiskFile(absolute, maxReadableBytes);
  switch (file.kind) {
    case 'missing':
      return { kind: 'missing' };
    case 'notAFile':
      return unreadable('notAFile', `${path} is not a file that can be read as text.`);
    case 'notPermitted':
      return unreadable('denied', `${path} may not be read by this account. Change its permissions, then run it again.`);
    case 'tooLarge':
      return unreadable(
        'tooLarge',
        `${path} is ${megabytes(file.size)} MB; files over ${megabytes(maxReadableBytes)} MB are not read. Name a smaller file.`,
      );
    case 'found':
      return textOf(path, file.bytes, file.version);
  }
}

const megabytes = (bytes: number) => Math.round((bytes / 1024 / 1024) * 10) / 10;

function textOf(path: FilePath, bytes: Buffer, version: string): ReadResult {
  const decoded = decodeText(bytes);
  if (decoded.kind === 'text') return { kind: 'found', snapshot: { path, text: decoded.text, version } };
  return decoded.kind === 'binary'
    ? unreadable('binary', `${path} is a binary file; only text can be read and edited.`)
    : unreadable('encoding', `${path} is neither UTF-8 nor UTF-16 with a byte order mark. Save it as UTF-8, then run it again.`);
}
