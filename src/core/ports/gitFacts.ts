// What git knows of the workspace, read without starting anything that the repository's settings name.
import type { FilePath, LineRange } from '../model/document.ts';

export interface GitHead {
  readonly branch?: string;
  readonly commit?: string;
}

export interface GitFileState {
  readonly path: FilePath;
  readonly state: 'added' | 'modified' | 'deleted' | 'renamed' | 'untracked' | 'conflicted';
}

export interface GitCommit {
  readonly commit: string;
  readonly at: number;
  readonly author: string;
  readonly title: string;
}

/** Lines that one commit wrote last. */
export interface BlamedLines extends GitCommit {
  readonly range: LineRange;
}

/** Undefined or empty where there is no repository, no git, or nothing to tell. Paths are below the workspace; secrets are left out. */
export interface GitFacts {
  head(signal: AbortSignal): Promise<GitHead | undefined>;
  /** Files that differ from the last commit, in path order. */
  changes(signal: AbortSignal): Promise<readonly GitFileState[]>;
  /** The differences of these files to the last commit as a unified diff, cut at `maxCharacters`. */
  diff(paths: readonly FilePath[], maxCharacters: number, signal: AbortSignal): Promise<string>;
  /** Newest first; of one file, or of the workspace. */
  log(path: FilePath | undefined, limit: number, signal: AbortSignal): Promise<readonly GitCommit[]>;
  /** Who wrote some lines of a saved file last, in line order; lines that are not committed are left out. */
  blame(path: FilePath, range: LineRange, signal: AbortSignal): Promise<readonly BlamedLines[]>;
}
