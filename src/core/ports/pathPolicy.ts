// Judging a path: the rules are pure, the links are asked for.
import type { FilePath } from '../model/document.ts';
import type { PathVerdict } from '../model/policy.ts';

/** Where a path is to be judged. `readLink` gives the target of the symbolic link at an absolute path, undefined for anything else. */
export interface PathPlace {
  readonly workspaceRoot: string;
  readonly platform: 'linux' | 'darwin' | 'win32';
  readLink(absolute: string): Promise<string | undefined>;
}

/**
 * `path` is workspace-relative with every link resolved, and `absolute` the same place on disk; for `outside` both are the
 * refused place, as far as it was followed. `mayRead` is false for everything outside and for files that hold secrets.
 */
export interface PathJudgement {
  readonly verdict: PathVerdict;
  readonly mayRead: boolean;
  readonly path: FilePath;
  readonly absolute: string;
  readonly why: string;
}

export interface PathPolicy {
  judge(path: string, place: PathPlace): Promise<PathJudgement>;
  /** For a path known to lie inside with no links on the way: true for the files that hold secrets. */
  isSecret(path: FilePath): boolean;
}
