// What the rehearsal found.
import type { FilePath, TextRange } from './document.ts';

export type Severity = 'error' | 'warning' | 'info' | 'hint';

export interface Diagnostic {
  readonly path: FilePath;
  readonly range: TextRange;
  readonly severity: Severity;
  readonly message: string;
  readonly code?: string;
  /** Who says so: `ts`, `pyright`, `syntax` … */
  readonly source: string;
  /** Enclosing symbol, where known: keeps a moved problem from looking new. */
  readonly symbol?: string;
}

/** One check that ran. `judge` names whose compiler judged, e.g. "TypeScript 7.0.2 (the project's own)". */
export interface CheckRun {
  readonly name: 'syntax' | 'types' | 'lint' | 'tests' | 'build';
  readonly judge: string;
  readonly durationMs: number;
  readonly paths: readonly FilePath[];
}

/** Something that could not be checked, and why, with what would make it checkable. */
export interface NotChecked {
  readonly paths: readonly FilePath[];
  readonly reason: string;
}

/** A sign that a change defeats its own check: a weakened assertion, a skip, a silenced rule, a loosened type. */
export interface TamperFlag {
  readonly path: FilePath;
  readonly line: number;
  readonly what: string;
}

/**
 * `clean`: checks ran and found nothing new. `broken`: they found new errors. `unavailable`: nothing could judge;
 * never shown as clean. `newProblems` and `fixedProblems` are relative to the baseline.
 */
export interface ValidationReport {
  readonly verdict: 'clean' | 'broken' | 'unavailable';
  readonly checks: readonly CheckRun[];
  readonly newProblems: readonly Diagnostic[];
  readonly fixedProblems: readonly Diagnostic[];
  readonly notChecked: readonly NotChecked[];
  readonly tamper: readonly TamperFlag[];
}
