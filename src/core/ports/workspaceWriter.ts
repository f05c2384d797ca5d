// Writing what was accepted.
import type { FileChange } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';

export type WriteResult =
  | { readonly kind: 'written' }
  | {
      readonly kind: 'refused';
      readonly path: FilePath;
      readonly reason: 'stale' | 'readOnly' | 'exists' | 'missing' | 'outside' | 'protected' | 'encoding';
      readonly message: string;
    };

/**
 * Writes all changes or none. Compare-and-swap: each `before.version` must still hold. Encoding, byte order mark, line ends,
 * final newline and file mode are kept. Paths are judged again with links resolved.
 */
export interface WorkspaceWriter {
  /** Refuses protected files. */
  write(changes: readonly FileChange[], signal: AbortSignal): Promise<WriteResult>;
  /** Also writes those protected files that the person confirmed, each by the name of the file it resolves to. */
  writeConfirmed(changes: readonly FileChange[], confirmed: ReadonlySet<FilePath>, signal: AbortSignal): Promise<WriteResult>;
}
