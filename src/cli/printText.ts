// Events as a person reads them in a terminal.
import type { TimedEvent } from '../core/journal/fold/runSummary.ts';
import { spendingOf } from '../core/journal/fold/spending.ts';
import type { FileChange, Hunk } from '../core/model/change.ts';
import { cacheHitRate, showCost } from '../core/model/cost.ts';
import type { RunEvent } from '../core/model/run.ts';
import type { Diagnostic, ValidationReport } from '../core/model/validation.ts';

type Colour = 'red' | 'green' | 'yellow' | 'cyan' | 'dim' | 'bold';
const codes: Record<Colour, number> = { red: 31, green: 32, yellow: 33, cyan: 36, dim: 2, bold: 1 };

/** Colours only where they are wanted: a terminal without NO_COLOR. */
export interface Palette {
  paint(colour: Colour, text: string): string;
}

export const createPalette = (coloured: boolean): Palette => ({
  paint: (colour, text) => (coloured ? `\u001b[${codes[colour]}m${text}\u001b[0m` : text),
});

/** One line of progress, or nothing where an event says nothing new to a person. */
export function progressLine(event: RunEvent, palette: Palette): string | undefined {
  switch (event.kind) {
    case 'contextReady': {
      const sent = event.ledger.filter((entry) => entry.form !== 'dropped').length;
      return palette.paint('dim', `context: ${sent} pieces, ${event.tokens} of ${event.budgetTokens} tokens`);
    }
    case 'modelAsked':
      return palette.paint('dim', event.repairs === 0 ? `asking ${event.model} …` : `asking ${event.model} to repair (${event.repairs}) …`);
    case 'validated':
      return verdictLine(event.report, palette);
    case 'toolCalled':
      return palette.paint('dim', `→ ${event.shown}`);
    case 'toolAnswered':
      return event.outcome === 'done' ? undefined : palette.paint('yellow', `  ${event.text.split('\n')[0]}`);
    case 'writeRefused':
      return palette.paint('red', event.reason);
    case 'notice':
      return palette.paint('yellow', event.text);
    default:
      return undefined;
  }
}

/** "1,234 tokens in (80 % cached), 56 out; $0.0042", for the end of a run. */
export function costLine(events: readonly TimedEvent[]): string {
  const { usage, dollars } = spendingOf(events);
  if (usage.input + usage.output === 0) return 'the model told no token counts';
  const hits = cacheHitRate(usage);
  const rate = hits ? ` (${Math.round(100 * hits)} % cached)` : '';
  const count = (tokens: number) => tokens.toLocaleString('en-US');
  return `${count(usage.input)} tokens in${rate}, ${count(usage.output)} out; ${showCost(dollars)}`;
}

/**
 * "✓ types 0.2 s (TypeScript 7.0.2, the project's own)", "✗ 2 new problems", or "not validated: why"; below it what the change
 * fixes, and signs that it defeats its own check.
 */
export function verdictLine(report: ValidationReport, palette: Palette): string {
  const { fixedProblems: fixed, tamper } = report;
  return [
    judgementLine(report, palette),
    ...(fixed.length > 0 ? [palette.paint('green', `  fixes ${plural(fixed.length, 'problem')} that stood before`)] : []),
    ...tamper.map((flag) => palette.paint('yellow', `  ⚠ ${flag.path}:${flag.line + 1} ${flag.what}`)),
  ].join('\n');
}

function judgementLine(report: ValidationReport, palette: Palette): string {
  const checks = report.checks.map((check) => `${check.name} ${(check.durationMs / 1000).toFixed(1)} s, ${check.judge}`).join('; ');
  const skipped = report.notChecked.map((entry) => `${namedFiles(entry.paths)}: ${entry.reason}`).join('; ');
  const rest = skipped === '' ? '' : palette.paint('yellow', ` (not checked: ${skipped})`);
  switch (report.verdict) {
    case 'clean':
      return palette.paint('green', `✓ rehearsed: ${checks}`) + rest;
    case 'broken':
      return [
        palette.paint('red', `✗ ${plural(report.newProblems.length, 'new problem')}: ${checks}`) + rest,
        ...report.newProblems.map((problem) => `  ${problemLine(problem)}`),
      ].join('\n');
    case 'unavailable':
      return palette.paint('yellow', `not validated: ${skipped === '' ? 'no tool can judge these files' : skipped}`);
  }
}

const namedFiles = (paths: readonly string[]): string =>
  paths.length > 3 ? `${paths.slice(0, 2).join(', ')} and ${paths.length - 2} more files` : paths.join(', ');

/** `src/a.ts:3:7 error TS2322 Type …`, counted from 1 as editors do. */
export const problemLine = (problem: Diagnostic): string =>
  `${problem.path}:${problem.range.start.line + 1}:${problem.range.start.character + 1} ${problem.severity}${problem.code ? ` ${problem.code}` : ''} ${problem.message}`;

/** The hunk as a small diff under the name of its file. */
export function hunkText(hunk: Hunk, change: FileChange, palette: Palette): string {
  const effect = { create: 'new file', delete: 'delete', modify: '', rename: change.kind === 'rename' ? `rename to ${change.to}` : '' }[
    change.kind
  ];
  const head = palette.paint('bold', `${hunk.path}:${hunk.before.startLine + 1}${effect === '' ? '' : ` (${effect})`}`);
  const removed = hunk.removed.map((line) => palette.paint('red', `- ${line}`));
  const added = hunk.added.map((line) => palette.paint('green', `+ ${line}`));
  return [head, ...removed, ...added].join('\n');
}

export const plural = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;
