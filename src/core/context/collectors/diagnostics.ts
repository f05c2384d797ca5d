// Problems that the language server reports for the files the person points at.
import type { FilePath, LineRange } from '../../model/document.ts';
import type { Diagnostic } from '../../model/validation.ts';
import { problemCode } from '../../text/problemCode.ts';
import { type Collector, idOf } from '../gathering.ts';

const maxProblems = 20;
const rank = { error: 0, warning: 1, info: 2, hint: 3 } as const;

export const collectDiagnostics: Collector = {
  source: 'diagnostics',
  async collect({ request, ports }, sink, signal) {
    for (const { path, lines } of request.focus) {
      const problems = (await ports.features.diagnostics(path, signal)).filter((problem) => problem.severity !== 'hint');
      if (problems.length === 0) continue;
      sink.offer({
        id: idOf('diagnostics', path),
        source: 'diagnostics',
        path,
        title: problems.length === 1 ? '1 problem reported now' : `${problems.length} problems reported now`,
        text: describeProblems(problems, path, lines),
        score: problems.some((problem) => problem.severity === 'error') ? 1 : 0.5,
        reason: 'reported by the language server for this file',
      });
    }
  },
};

/** Errors first, those nearest to the selection before the others; a long list ends with how many more there are. */
export function describeProblems(problems: readonly Diagnostic[], path: FilePath, near?: LineRange): string {
  const distance = (problem: Diagnostic) =>
    near ? Math.max(0, near.startLine - problem.range.start.line, problem.range.start.line - near.endLine + 1) : problem.range.start.line;
  const ordered = [...problems].sort((a, b) => rank[a.severity] - rank[b.severity] || distance(a) - distance(b));
  const lines = ordered.slice(0, maxProblems).map((problem) => describeProblem(problem, path));
  if (ordered.length > maxProblems) lines.push(`and ${ordered.length - maxProblems} more`);
  return lines.join('\n');
}

function describeProblem(problem: Diagnostic, path: FilePath): string {
  const place = `${path}:${problem.range.start.line + 1}:${problem.range.start.character + 1}`;
  const code = problem.code === undefined ? '' : ` ${problemCode(problem.source, problem.code)}`;
  return `${place} ${problem.severity}${code}: ${problem.message.replace(/\n/g, '\n  ')}`;
}
