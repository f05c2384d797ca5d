// A rehearsal's report in the words of the chat.
import type { CheckRun, Diagnostic, ValidationReport } from '../../core/model/validation.ts';

/** Compiler's words shown in the progress list; the files show all of them. */
const maxDetails = 4;

export interface VerdictWords {
  readonly text: string;
  readonly detail: readonly string[];
}

/** What was found; below it whose compiler judged, what the change fixes, what was not checked, and signs of tampering. */
export function showVerdict(report: ValidationReport): VerdictWords {
  const { text, detail } = showJudgement(report);
  const fixed = report.fixedProblems.length;
  const judges = new Set(report.checks.filter((check) => check.name !== 'syntax').map((check) => `Judged by ${check.judge}`));
  const skipped = report.verdict === 'unavailable' ? [] : report.notChecked.map((entry) => `Not checked: ${entry.reason}`);
  return {
    text: fixed > 0 ? `${text} · fixes ${fixed}` : text,
    detail: [...detail, ...judges, ...new Set(skipped), ...report.tamper.map((flag) => `${flag.path}:${flag.line + 1} ${flag.what}`)],
  };
}

function showJudgement(report: ValidationReport): VerdictWords {
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
