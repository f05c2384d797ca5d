// Gives each problem the symbol it lies in, so that a problem that moved with its function is known again.
import type { FilePath } from '../model/document.ts';
import type { Diagnostic } from '../model/validation.ts';
import type { SyntaxParser } from '../ports/syntaxParser.ts';

/** Problems of files whose text is not in `texts` keep what they had. */
export async function nameSymbols(
  problems: readonly Diagnostic[],
  texts: ReadonlyMap<FilePath, string>,
  syntax: SyntaxParser,
): Promise<Diagnostic[]> {
  const named = new Map<Diagnostic, string>();
  for (const path of new Set(problems.map((problem) => problem.path))) {
    const text = texts.get(path);
    const outline = text === undefined ? undefined : await syntax.outline(path, text);
    for (const problem of outline ? problems.filter((candidate) => candidate.path === path) : []) {
      const { line } = problem.range.start;
      const around = outline?.filter(({ range }) => range.startLine <= line && line < range.endLine) ?? [];
      const inner = around.sort((a, b) => a.range.endLine - a.range.startLine - (b.range.endLine - b.range.startLine))[0];
      if (inner) named.set(problem, inner.path);
    }
  }
  return problems.map((problem) => {
    const symbol = problem.symbol ?? named.get(problem);
    return symbol === undefined ? problem : { ...problem, symbol };
  });
}
