// Running the person's programs, each only as it was approved.
import type { FilePath } from '../model/document.ts';

/**
 * A command as it would run. `digest` covers the argument vector, the folder with links resolved, and the environment: what was
 * approved under one digest does not run under another.
 */
export interface PreparedCommand {
  readonly command: string;
  readonly argv: readonly string[];
  /** Workspace-relative; empty for the workspace's root. */
  readonly folder: FilePath;
  readonly digest: string;
}

/** `exitCode` is always known: 128 and the signal's number for a program that a signal ended. `output` is plain text, capped. */
export interface CommandResult {
  readonly exitCode: number;
  readonly output: string;
  readonly omittedCharacters: number;
  readonly durationMs: number;
  readonly endedBy: 'itself' | 'timeout' | 'cancelled';
}

/** `run` refuses with AppError `command.changed` when the digest no longer holds. Ends the whole process group on abort and timeout. */
export interface CommandRunner {
  prepare(command: string, folder: FilePath): Promise<PreparedCommand>;
  run(prepared: PreparedCommand, onOutput: OutputListener, signal: AbortSignal): Promise<CommandResult>;
}

/** `text` is settled; `line` is what stands on the line after it now, a progress bar for one, and is told again when it changes. */
export type OutputListener = (text: string, line: string) => void;
