// Which problems a change brings and which it takes away. Moved problems are the same problems: they are told apart by file,
// code, words and enclosing symbol, never by line alone.
import type { FilePath } from '../model/document.ts';
import type { Diagnostic } from '../model/validation.ts';

/** What a comparison needs to know of the change. */
export interface Correspondence {
  /** The present path of a file that the change renames. */
  renamed(path: FilePath): FilePath;
  /** The line of the new text where an untouched line of the old one is now; undefined when it was changed. */
  lineAfter(path: FilePath, line: number): number | undefined;
}

export interface Comparison {
  readonly fresh: readonly Diagnostic[];
  readonly fixed: readonly Diagnostic[];
}

/** A problem at its place in the new text; no line where the old line was changed. */
interface Placed {
  readonly problem: Diagnostic;
  readonly path: FilePath;
  readonly line: number | undefined;
}

/** What makes two problems one, strictest first: a looser rule is tried only on what every stricter one left over. */
const sameness: readonly ((placed: Placed) => readonly unknown[] | undefined)[] = [
  ({ problem, path, line }) => (line === undefined ? undefined : [path, problem.code, problem.message, line]),
  ({ problem, path }) => [path, problem.code, problem.message, problem.symbol],
  // The words name types, and a type elsewhere may have changed: the untouched place and the code still tell.
  ({ problem, path, line }) => (line === undefined ? undefined : [path, problem.code, line, problem.range.start.character]),
];

/** Pairs each problem after with at most one before. What stays alone after is fresh; what stays alone before is fixed. */
export function compareDiagnostics(baseline: readonly Diagnostic[], after: readonly Diagnostic[], how: Correspondence): Comparison {
  let old = baseline.map((problem): Placed => {
    return { problem, path: how.renamed(problem.path), line: how.lineAfter(problem.path, problem.range.start.line) };
  });
  let fresh = after.map((problem): Placed => ({ problem, path: problem.path, line: problem.range.start.line }));
  for (const rule of sameness) {
    const name = (placed: Placed) => {
      const parts = rule(placed);
      return parts && JSON.stringify([placed.problem.source, ...parts]);
    };
    [old, fresh] = pairOff(old, fresh, name);
  }
  return { fresh: fresh.map((placed) => placed.problem), fixed: old.map((placed) => placed.problem) };
}

function pairOff(old: readonly Placed[], fresh: readonly Placed[], name: (placed: Placed) => string | undefined): [Placed[], Placed[]] {
  const waiting = new Map<string, Placed[]>();
  for (const placed of old) {
    const key = name(placed);
    if (key !== undefined) waiting.set(key, [...(waiting.get(key) ?? []), placed]);
  }
  const paired = new Set<Placed>();
  const alone = fresh.filter((placed) => {
    const partner = waiting.get(name(placed) ?? '')?.shift();
    if (partner) paired.add(partner);
    return !partner;
  });
  return [old.filter((placed) => !paired.has(placed)), alone];
}
