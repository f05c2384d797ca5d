// The verdict on a change set: what its own language's judge says, or else its grammar, of the files and of those that feel it.
// "Clean" needs a judge for every changed file that could have one.
import type { ChangeSet, FileChange } from '../model/change.ts';
import type { FilePath } from '../model/document.ts';
import type { RunLimits } from '../model/settings.ts';
import type { CheckRun, Diagnostic, ValidationReport } from '../model/validation.ts';
import type { RehearsalResult, ShadowWorkspace } from '../ports/shadowWorkspace.ts';
import type { SyntaxParser } from '../ports/syntaxParser.ts';
import { diffLines } from '../text/lineDiff.ts';
import { splitLines } from '../text/lines.ts';
import { type Correspondence, compareDiagnostics } from './compareDiagnostics.ts';
import { nameSymbols } from './nameSymbols.ts';
import { findTampering } from './tamperGuard.ts';

export interface ValidatePorts {
  readonly shadow: ShadowWorkspace;
  readonly syntax: SyntaxParser;
}

/** Throws only when aborted. */
export async function validateChanges(
  changes: ChangeSet,
  limits: RunLimits,
  ports: ValidatePorts,
  signal: AbortSignal,
): Promise<ValidationReport> {
  const [rehearsal, syntax] = await Promise.all([
    ports.shadow.rehearse(changes, limits.validateMs, signal),
    checkSyntax(changes.changes, ports.syntax),
  ]);
  signal.throwIfAborted();
  const judged = new Set(rehearsal.checks.flatMap((check) => check.paths));
  const texts = textsOf(changes.changes);
  const name = (problems: readonly Diagnostic[], side: 'before' | 'after') => nameSymbols(problems, texts[side], ports.syntax);
  const grammarOnly = (problem: Diagnostic) => !judged.has(problem.path);
  const { fresh, fixed } = compareDiagnostics(
    await name([...rehearsal.baseline, ...syntax.baseline.filter(grammarOnly)].filter(isProblem), 'before'),
    await name([...rehearsal.after, ...syntax.after.filter(grammarOnly)].filter(isProblem), 'after'),
    correspondenceOf(changes.changes),
  );
  // A problem that went because its check was weakened is not fixed.
  const tamper = findTampering(changes);
  const tamperedFiles = new Set(tamper.map((flag) => flag.path));
  return {
    verdict: verdictOf(changes.changes, fresh, rehearsal),
    checks: [...syntax.checks, ...rehearsal.checks],
    newProblems: fresh,
    fixedProblems: fixed.filter((problem) => !tamperedFiles.has(problem.path)),
    notChecked: rehearsal.notChecked,
    tamper,
  };
}

const isProblem = (problem: Diagnostic) => problem.severity === 'error' || problem.severity === 'warning';

/** Prose, pictures and plain data, for which no judge exists. */
const needsNoJudge =
  /\.(md|markdown|mdx|txt|rst|adoc|csv|tsv|svg|png|jpe?g|gif|webp|ico|lock|log|snap)$|(^|\/)(LICENSE|NOTICE|CODEOWNERS|\.gitignore|\.npmrc|\.editorconfig|\.gitattributes|\.prettierrc|\.nvmrc)$/i;

function verdictOf(changes: readonly FileChange[], fresh: readonly Diagnostic[], rehearsal: RehearsalResult): ValidationReport['verdict'] {
  if (fresh.some((problem) => problem.severity === 'error')) return 'broken';
  const judged = new Set(rehearsal.checks.flatMap((check) => check.paths));
  const owed = changes.flatMap(pathsLeft).filter((path) => !needsNoJudge.test(path));
  return judged.size > 0 && owed.every((path) => judged.has(path)) ? 'clean' : 'unavailable';
}

const pathsLeft = (change: FileChange): FilePath[] => (change.kind === 'rename' ? [change.to] : [change.path]);

interface SyntaxFindings {
  readonly checks: readonly CheckRun[];
  readonly baseline: readonly Diagnostic[];
  readonly after: readonly Diagnostic[];
}

/** Tier 0. Its errors count only for files that no compiler judged: a grammar may be behind its language. */
async function checkSyntax(changes: readonly FileChange[], syntax: SyntaxParser): Promise<SyntaxFindings> {
  const paths: FilePath[] = [];
  const baseline: Diagnostic[] = [];
  const after: Diagnostic[] = [];
  for (const change of changes) {
    if (change.kind === 'delete') continue;
    const path = change.kind === 'rename' ? change.to : change.path;
    const errors = await syntax.syntaxErrors(path, change.after);
    if (!errors) continue;
    paths.push(path);
    after.push(...errors);
    if (errors.length > 0 && change.kind !== 'create')
      baseline.push(...((await syntax.syntaxErrors(change.path, change.before.text)) ?? []));
  }
  const checks: CheckRun[] = paths.length > 0 ? [{ name: 'syntax', judge: 'grammar', durationMs: 0, paths }] : [];
  return { checks, baseline, after };
}

function textsOf(changes: readonly FileChange[]): { before: ReadonlyMap<FilePath, string>; after: ReadonlyMap<FilePath, string> } {
  const before = new Map<FilePath, string>();
  const after = new Map<FilePath, string>();
  for (const change of changes) {
    if (change.kind !== 'create') before.set(change.path, change.before.text);
    if (change.kind === 'rename') after.set(change.to, change.after);
    else if (change.kind !== 'delete') after.set(change.path, change.after);
  }
  return { before, after };
}

function correspondenceOf(changes: readonly FileChange[]): Correspondence {
  const renames = new Map(changes.flatMap((change) => (change.kind === 'rename' ? [[change.path, change.to]] : [])));
  const lines = new Map<FilePath, ReadonlyMap<number, number> | 'gone'>();
  for (const change of changes) {
    if (change.kind === 'delete') lines.set(change.path, 'gone');
    else if (change.kind !== 'create') lines.set(change.path, keptLines(change.before.text, change.after));
  }
  return {
    renamed: (path) => renames.get(path) ?? path,
    lineAfter: (path, line) => {
      const map = lines.get(path);
      if (map === 'gone') return undefined;
      return map ? map.get(line) : line;
    },
  };
}

/** Where each untouched line went. */
function keptLines(before: string, after: string): ReadonlyMap<number, number> {
  const old = splitLines(before);
  const kept = new Map<number, number>();
  let a = 0;
  let b = 0;
  for (const change of [...diffLines(old, splitLines(after)), { aStart: old.length, aEnd: 0, bStart: 0, bEnd: 0 }]) {
    while (a < change.aStart) kept.set(a++, b++);
    a = change.aEnd;
    b = change.bEnd;
  }
  return kept;
}
