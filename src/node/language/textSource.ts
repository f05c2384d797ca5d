// The person's text of a file: the open buffer where a reader knows of one, else the disk.
import { readFile } from 'node:fs/promises';
import type { FilePath } from '../../core/model/document.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import type { Paths } from './paths.ts';

export type TextSource = (path: FilePath, signal: AbortSignal) => Promise<string | undefined>;

export function createTextSource(paths: Paths, reader: WorkspaceReader | undefined): TextSource {
  return async (path, signal) => {
    if (!reader) return readFile(paths.toAbsolute(path), 'utf8').catch(() => undefined);
    const result = await reader.read(path, signal);
    return result.kind === 'found' ? result.snapshot.text : undefined;
  };
}
