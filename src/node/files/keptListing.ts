// The list of a workspace's files, kept from request to request: making it starts a program, which stops the host for a moment.
import { cancelled } from '../../base/errors.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';

export interface KeptListing {
  readonly reader: WorkspaceReader;
  /** A file came or went, or what is ignored has changed. */
  forget(): void;
}

const longest = 50_000;
/** Changes that nobody told of are noticed after this long. */
const maxAgeMs = 60_000;
const { signal: never } = new AbortController();

/** A list that is being made while a file comes or goes is not kept. */
export function keepListing(reader: WorkspaceReader, now: () => number = () => performance.now()): KeptListing {
  let kept: { readonly paths: Promise<readonly FilePath[]>; readonly at: number } | undefined;
  const listed = (): Promise<readonly FilePath[]> => {
    if (kept && now() - kept.at < maxAgeMs) return kept.paths;
    const made = { paths: reader.list(longest, never), at: now() };
    kept = made;
    made.paths.catch(() => {
      if (kept === made) kept = undefined;
    });
    return made.paths;
  };
  return {
    reader: {
      ...reader,
      list: async (limit, signal) => {
        if (limit > longest) return reader.list(limit, signal);
        const paths = await unlessAborted(listed(), signal);
        return paths.slice(0, limit);
      },
    },
    forget: () => {
      kept = undefined;
    },
  };
}

function unlessAborted<T>(answer: Promise<T>, signal: AbortSignal): Promise<T> {
  if (signal.aborted) return Promise.reject(cancelled());
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(cancelled());
    signal.addEventListener('abort', onAbort, { once: true });
    answer.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
