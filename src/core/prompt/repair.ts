// The prompt that asks a model to repair its own change set: what the compiler said, on which real lines, and what did not fit.
import type { ChangeSet, FileChange, Misfit } from '../model/change.ts';
import type { ModelRequest } from '../model/chat.ts';
import type { FilePath, LineRange } from '../model/document.ts';
import type { Diagnostic, ValidationReport } from '../model/validation.ts';
import { fenceFor, fenceLanguage } from '../text/contextText.ts';
import { splitLines } from '../text/lines.ts';
import { problemCode } from '../text/problemCode.ts';
import { misfitAdvice } from './misfitAdvice.ts';

/** What became of an answer. `texts` are files outside of the change set that have problems now. */
export interface Findings {
  /** The draft so far: every block that fitted, of this answer and the ones before. */
  readonly changes: ChangeSet;
  readonly report: ValidationReport;
  readonly misfits: readonly Misfit[];
  readonly texts?: ReadonlyMap<FilePath, string>;
  /** The other blocks of files with a refused block are in the draft. */
  readonly hasRest?: boolean;
}

const opening = '# What became of your edit';
const maxProblems = 15;
const linesAround = 6;

/**
 * The conversation so far, the answer, and what to do about it. Earlier answers and findings stay in the conversation, and a problem
 * that was reported before is marked, so that the same repair is not tried twice.
 */
export function renderRepairPrompt(previous: ModelRequest, answer: string, findings: Findings): ModelRequest {
  const told = previous.messages.at(-1);
  const before = told?.role === 'user' && told.text.startsWith(opening) ? told.text : '';
  const sections = [opening, draftSection(findings), problemSection(findings, before), misfitSection(findings), whatToDo(findings, before)];
  const text = `${sections.filter((section) => section !== '').join('\n\n')}\n`;
  return { ...previous, messages: [...previous.messages, { role: 'assistant', text: answer }, { role: 'user', text }] };
}

function draftSection({ changes }: Findings): string {
  if (changes.changes.length === 0) return 'No block was applied: all files are as they were shown to you.';
  const paths = changes.changes.map((change) => `- ${describeChange(change)}`);
  return `Your blocks that fitted are applied to a draft. The person has not seen it. The draft now:\n${paths.join('\n')}`;
}

function describeChange(change: FileChange): string {
  const words = { create: 'created', modify: 'changed', delete: 'deleted', rename: 'renamed' } as const;
  return `${change.path}: ${words[change.kind]}${change.kind === 'rename' ? ` to ${change.to}` : ''}`;
}

function problemSection({ report, changes, texts }: Findings, before: string): string {
  if (report.newProblems.length === 0) return '';
  const errorsFirst = [...report.newProblems].sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
  const shown = errorsFirst.slice(0, maxProblems);
  const judges = [...new Set(report.checks.map((check) => check.judge))].join(', ');
  const list = shown.map(
    (problem) =>
      `- ${describeProblem(problem)}${before.includes(whatIsWrong(problem)) ? '\n  This was there before your last answer, which did not fix it.' : ''}`,
  );
  if (errorsFirst.length > shown.length) list.push(`- and ${errorsFirst.length - shown.length} more`);
  const excerpts = excerptsOf(shown, textsOf(changes, texts));
  return [`## Problems that the draft causes${judges === '' ? '' : `, found by ${judges}`}`, list.join('\n'), ...excerpts].join('\n\n');
}

const describeProblem = (problem: Diagnostic) =>
  `${problem.path}:${problem.range.start.line + 1}:${problem.range.start.character + 1} ${problem.severity} ${whatIsWrong(problem)}`;

/** The same wherever the problem moves to. */
const whatIsWrong = ({ source, code, message }: Diagnostic) => `${code === undefined ? source : problemCode(source, code)}: ${message}`;

function textsOf(changes: ChangeSet, others: ReadonlyMap<FilePath, string> | undefined): ReadonlyMap<FilePath, string> {
  const texts = new Map(others);
  for (const change of changes.changes)
    if (change.kind !== 'delete') texts.set(change.kind === 'rename' ? change.to : change.path, change.after);
  return texts;
}

/** The draft's lines round the problems, without line numbers in the text so that they can be quoted. */
function excerptsOf(problems: readonly Diagnostic[], texts: ReadonlyMap<FilePath, string>): readonly string[] {
  return [...new Set(problems.map((problem) => problem.path))].flatMap((path) => {
    const text = texts.get(path);
    if (text === undefined) return [];
    const lines = splitLines(text);
    const places = problems.filter((problem) => problem.path === path).map((problem) => problem.range);
    return windowsRound(
      places.map((range) => ({ startLine: range.start.line, endLine: range.end.line + 1 })),
      lines.length,
    ).map((window) => {
      const body = lines.slice(window.startLine, window.endLine).join('\n');
      const fence = fenceFor(body);
      return `The draft of ${path}, lines ${window.startLine + 1}-${window.endLine} of ${lines.length}:\n${fence}${fenceLanguage(path)}\n${body}\n${fence}`;
    });
  });
}

function windowsRound(ranges: readonly LineRange[], totalLines: number): readonly LineRange[] {
  const windows: LineRange[] = [];
  for (const range of [...ranges].sort((a, b) => a.startLine - b.startLine)) {
    const startLine = Math.max(0, range.startLine - linesAround);
    const endLine = Math.min(totalLines, Math.min(range.endLine, range.startLine + linesAround) + linesAround);
    const last = windows.at(-1);
    if (last && startLine <= last.endLine)
      windows[windows.length - 1] = { startLine: last.startLine, endLine: Math.max(last.endLine, endLine) };
    else windows.push({ startLine, endLine });
  }
  return windows;
}

function misfitSection({ misfits, changes, hasRest = false }: Findings): string {
  const draft = { fitted: changes.changes.length, hasRest };
  return misfits.length === 0 ? '' : `## Blocks that were refused\n\n${misfitAdvice(misfits, draft)}`;
}

function whatToDo({ report, misfits, hasRest }: Findings, before: string): string {
  const steps = [
    'Answer with the further edit blocks that put this right, in the same form as before. They are fitted to the draft as it is now: quote the lines above where they differ from what you were shown first, and do not repeat a block that was applied.',
    ...(misfits.length > 0
      ? [
          hasRest
            ? 'Write only the refused blocks again, with SEARCH lines that really stand in the draft.'
            : 'A file with a refused block was left alone as a whole: write all of its blocks again, with SEARCH lines that really stand in it.',
        ]
      : []),
    ...(report.newProblems.length > 0
      ? ['Fix the cause. Do not silence a check, loosen a type, delete a test or add a cast only to make the message go away.']
      : []),
    ...(before === '' ? [] : ['Your last repair was not enough: think about why, and take another way than before.']),
  ];
  return `## What to do\n\n${steps.map((step) => `- ${step}`).join('\n')}`;
}
