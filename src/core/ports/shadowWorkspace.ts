// The rehearsal: what the project's own tools would say of a change set, with nothing on disk.
import type { ChangeSet } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import type { CheckRun, Diagnostic, NotChecked } from '../model/validation.ts';

/** Problems before and after, for the changed files and their dependents. Both lists come from the same judge. */
export interface RehearsalResult {
  readonly checks: readonly CheckRun[];
  readonly baseline: readonly Diagnostic[];
  readonly after: readonly Diagnostic[];
  readonly notChecked: readonly NotChecked[];
}

/**
 * Never says less than it knows: a file no tool judged is in `notChecked`. `changedLines` lets a baseline follow moved lines.
 * Late answers past `budgetMs` become `notChecked`.
 */
export interface ShadowWorkspace {
  rehearse(changes: ChangeSet, budgetMs: number, signal: AbortSignal): Promise<RehearsalResult>;
  /** Starts what a rehearsal of these files will need, so that the first one is warm. */
  warm(paths: readonly FilePath[]): void;
}
