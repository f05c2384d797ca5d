// The verdict in a few words, as lenses, labels and lists show it.
import type { FilePath } from '../model/document.ts';
import type { ValidationReport } from '../model/validation.ts';

export interface VerdictText {
  readonly mark: '✓' | '✗' | '?';
  /** For instance "types 0.2 s", "2 new errors", "not validated". */
  readonly text: string;
  /** Why nothing could judge, or what is new; one line each. */
  readonly detail: readonly string[];
}

/** What the rehearsal says of one file: its verdict, what went away with the change, and signs that it defeats its own check. */
export function verdictOf(report: ValidationReport, path: FilePath): VerdictText {
  const verdict = judgementOf(report, path);
  const fixed = report.fixedProblems.filter((problem) => problem.path === path);
  const flags = report.tamper.filter((flag) => flag.path === path);
  const warnings = [...new Set(flags.map((flag) => flag.what))];
  return {
    mark: verdict.mark,
    text: [verdict.text, ...(fixed.length > 0 ? [`fixes ${fixed.length}`] : []), ...warnings.map((what) => `⚠ ${what}`)].join(' · '),
    detail: [
      ...verdict.detail,
      ...fixed.map((problem) => `fixed: ${problem.message}`),
      ...flags.map((flag) => `line ${flag.line + 1} ${flag.what}`),
    ],
  };
}

/** A file that nothing judged is never shown as clean. */
function judgementOf(report: ValidationReport, path: FilePath): VerdictText {
  const problems = report.newProblems.filter((problem) => problem.path === path && problem.severity === 'error');
  const notChecked = report.notChecked.filter((entry) => entry.paths.includes(path)).map((entry) => entry.reason);
  const checks = report.checks.filter((check) => check.paths.length === 0 || check.paths.includes(path));
  if (problems.length > 0) {
    const detail = problems.map((problem) => `${problem.range.start.line + 1}: ${problem.message}`);
    return { mark: '✗', text: `${problems.length} new ${problems.length === 1 ? 'error' : 'errors'}`, detail };
  }
  if (report.verdict === 'broken') return { mark: '✗', text: 'breaks other files', detail: elsewhere(report) };
  if (report.verdict === 'unavailable' || checks.length === 0) return { mark: '?', text: 'not validated', detail: notChecked };
  const durations = checks.map((check) => `${check.name} ${seconds(check.durationMs)}`);
  return { mark: '✓', text: durations.join(' · '), detail: [...checks.map((check) => `${check.name}: ${check.judge}`), ...notChecked] };
}

/** `✓ types 0.2 s`. */
export const verdictLine = (verdict: VerdictText): string => `${verdict.mark} ${verdict.text}`;

function elsewhere(report: ValidationReport): string[] {
  return report.newProblems.map((problem) => `${problem.path}:${problem.range.start.line + 1}: ${problem.message}`);
}

/** At least a tenth, so that a fast check does not read as none. */
function seconds(durationMs: number): string {
  return `${Math.max(0.1, durationMs / 1000).toFixed(1)} s`;
}
