// Files and text as every stage sees them.

/**
 * Workspace-relative path with forward slashes and no leading one.
 * In a workspace of several folders the first segment is the folder's name.
 */
export type FilePath = string;

/** Whole lines: zero-based, `endLine` exclusive. An empty range (start = end) is the place before `startLine`. */
export interface LineRange {
  readonly startLine: number;
  readonly endLine: number;
}

/** Zero-based line and UTF-16 column. */
export interface Position {
  readonly line: number;
  readonly character: number;
}

/** Half-open text range. */
export interface TextRange {
  readonly start: Position;
  readonly end: Position;
}

/**
 * A text at one moment: the open buffer where there is one, else the file.
 * `text` is decoded, without byte order mark, with the file's own line ends.
 * `version` is opaque; writing is refused when it no longer matches.
 */
export interface Snapshot {
  readonly path: FilePath;
  readonly text: string;
  readonly version: string;
}
