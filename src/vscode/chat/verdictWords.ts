// A rehearsal's report in the words of the chat.
import type { CheckRun, Diagnostic, ValidationReport } from '../../core/model/validation.ts';

/** Compiler's words shown in the progress list; the files show all of them. */
const maxDetails = 4;

export interface VerdictWords {
  readonly text: string;
  readonly detail: readonly string[];
}

export function showVerdict(report: ValidationReport): VerdictWords {
  const problems = report.newProblems.filter((problem) => problem.severity === 'error');
  switch (report.verdict) {
    case 'clean':
      return { text: ['Rehearsed: clean', ...showChecks(report.checks)].join(' · '), detail: [] };
    case 'broken':
      return {
        text: `Rehearsed: ${problems.length === 1 ? '1 new problem' : `${problems.length} new problems`}`,
        detail: showSome(problems),
      };
    case 'unavailable':
      return { text: 'Not validated', detail: [...new Set(report.notChecked.map((entry) => entry.reason))].slice(0, maxDetails) };
  }
}

/** "types 0.2 s"; at least a tenth, so that a fast check does not read as none. */
function showCheck(check: CheckRun): string {
  const seconds = Math.max(0.1, check.durationMs / 1000);
  return `${check.name} ${seconds < 10 ? seconds.toFixed(1) : Math.round(seconds)} s`;
}

/** That the text parses goes without saying where something deeper ran. */
export function showChecks(checks: readonly CheckRun[]): string[] {
  const deeper = checks.filter((check) => check.name !== 'syntax');
  return (deeper.length > 0 ? deeper : checks).map(showCheck);
}

function showSome(problems: readonly Diagnostic[]): string[] {
  const shown = problems.slice(0, maxDetails).map((problem) => `${problem.path}:${problem.range.start.line + 1} ${problem.message}`);
  return problems.length > maxDetails ? [...shown, `and ${problems.length - maxDetails} more`] : shown;
}
