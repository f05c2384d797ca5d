// What the host sees of the person's work around a request. Everything is empty where there is nothing, as on the command line.
import type { FilePath, LineRange } from '../model/document.ts';

/** `visible` are the lines on the screen. */
export interface OpenFile {
  readonly path: FilePath;
  readonly visible?: LineRange;
}

export interface FailedCommand {
  readonly command: string;
  readonly exitCode: number;
  /** Without control sequences, the end of it where it was long. */
  readonly output: string;
  /** Where it ran, when that is below the workspace's top. */
  readonly folder?: FilePath;
}

export interface TestFailure {
  readonly name: string;
  readonly message: string;
  readonly path?: FilePath;
  /** Zero-based. */
  readonly line?: number;
}

export interface Surroundings {
  /** Open and recently open files, the one in front first. */
  files(signal: AbortSignal): Promise<readonly OpenFile[]>;
  /** The last command of a terminal that failed and was not followed by its success. */
  failedCommand(signal: AbortSignal): Promise<FailedCommand | undefined>;
  testFailures(signal: AbortSignal): Promise<readonly TestFailure[]>;
  /** Files in which errors are reported now, as far as they are known without asking a server. */
  problemFiles(signal: AbortSignal): Promise<readonly FilePath[]>;
}
