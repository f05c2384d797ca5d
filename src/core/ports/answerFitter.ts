// Fitting an answer to files, wherever it runs: pure work that may be long.
import type { FitResult } from '../model/change.ts';
import type { FilePath, Snapshot } from '../model/document.ts';

/** `answer` is the model's text. `files` are those of the paths it names that could be read, under the names it uses. */
export interface FitRequest {
  readonly answer: string;
  readonly files: ReadonlyMap<FilePath, Snapshot>;
  readonly focusPath?: FilePath;
  /** Ordinals of blocks that are left out. */
  readonly without?: readonly number[];
}

/** Same result as fitting at once. Abort ends the work and rejects. */
export interface AnswerFitter {
  fit(request: FitRequest, signal: AbortSignal): Promise<FitResult>;
}
