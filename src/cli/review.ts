// Deciding in a terminal: each hunk with its verdict, yes or no, then one write of what was accepted.
import type { FileChange, Hunk, Misfit } from '../core/model/change.ts';
import type { RunEvent } from '../core/model/run.ts';
import { acceptedChanges, applyReviewed, type HunkDecision } from '../core/orchestrator/applyReviewed.ts';
import { defaultPolicy } from '../core/policy/policy.ts';
import type { Options } from './args.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import type { CliHost } from './host.ts';
import { jsonLine } from './printJsonLines.ts';
import { hunkText, plural, problemLine, progressLine, verdictLine } from './printText.ts';
import type { Terminal } from './terminal.ts';

export interface Waiting {
  readonly run: string;
  readonly proposed: Extract<RunEvent, { kind: 'proposed' }>;
  readonly options: Options;
}

/** Shows a proposal, takes the decisions and writes what was accepted. Without a person and without --yes everything stays waiting. */
export async function reviewProposal(waiting: Waiting, host: CliHost, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { proposed, options } = waiting;
  if (!options.json) showVerdict(proposed, terminal);
  if (options.json && !options.yes) return exitCodes.done;
  const decisions = options.yes ? acceptSound(proposed) : await askEach(proposed, terminal, signal);
  const written = await writeDecided(waiting, decisions, host, terminal);
  if (written !== exitCodes.done) return written;
  const accepted = decisions.filter((entry) => entry.decision === 'accept').length;
  const isWhole = accepted === proposed.hunks.length && proposed.misfits.length === 0;
  if (!options.json) terminal.print(summary(waiting, accepted, decisions.length));
  return isWhole ? exitCodes.done : exitCodes.notAccepted;
}

function summary({ run, proposed }: Waiting, accepted: number, decided: number): string {
  const open = proposed.hunks.length - decided;
  const rest = open > 0 ? ` ${plural(open, 'hunk')} still waiting: understudy resume ${run}` : '';
  return `${accepted} of ${plural(proposed.hunks.length, 'hunk')} accepted.${rest}`;
}

async function writeDecided(waiting: Waiting, decisions: readonly HunkDecision[], host: CliHost, terminal: Terminal): Promise<ExitCode> {
  const reviewed = {
    run: waiting.run,
    accepted: acceptedChanges(waiting.proposed.changes, decisions),
    decisions,
    rules: { policy: defaultPolicy, trust: 'trusted' as const },
  };
  const writing = applyReviewed(reviewed, { ...host.ports, writer: host.writer, journal: host.journal }, new AbortController().signal);
  for (;;) {
    const next = await writing.next();
    if (next.done) return next.value.kind === 'written' ? exitCodes.done : exitCodes.writeRefused;
    const line = waiting.options.json ? jsonLine(waiting.run, next.value) : progressLine(next.value, terminal.palette);
    if (line !== undefined) terminal.print(line);
  }
}

function showVerdict({ report, misfits }: Waiting['proposed'], terminal: Terminal): void {
  for (const misfit of misfits) terminal.print(misfitText(misfit, terminal));
  if (report.verdict === 'broken')
    terminal.print(terminal.palette.paint('red', 'After all repairs the proposal still breaks something. It is shown as it is:'));
}

function misfitText(misfit: Misfit, terminal: Terminal): string {
  const nearest = misfit.nearest
    .slice(0, 1)
    .flatMap((near) => [
      terminal.palette.paint('dim', `  nearest, line ${near.startLine + 1}:`),
      ...near.lines.slice(0, 12).map((line) => terminal.palette.paint('dim', `  | ${line}`)),
    ]);
  return [
    terminal.palette.paint('yellow', `refused${misfit.path === undefined ? '' : ` in ${misfit.path}`}: ${misfit.explanation}`),
    ...nearest,
  ].join('\n');
}

/** --yes takes whatever the rehearsal did not find broken: a broken set is not taken in parts either. */
function acceptSound({ hunks, report }: Waiting['proposed']): HunkDecision[] {
  return report.verdict === 'broken' ? [] : hunks.map((hunk) => ({ hunkId: hunk.id, decision: 'accept' }));
}

async function askEach(proposed: Waiting['proposed'], terminal: Terminal, signal: AbortSignal): Promise<HunkDecision[]> {
  const decisions: HunkDecision[] = [];
  let rest: 'accept' | 'reject' | undefined;
  for (const [at, hunk] of proposed.hunks.entries()) {
    const change = proposed.changes.changes.find((candidate) => candidate.path === hunk.path);
    if (!change) continue;
    terminal.print(`\n${hunkText(hunk, change, terminal.palette)}`);
    terminal.print(hunkVerdict(hunk, change, proposed, terminal));
    const answer = rest ?? (await askOne(at + 1, proposed.hunks.length, terminal, signal));
    if (answer === 'later' || signal.aborted) break;
    if (answer === 'acceptRest') rest = 'accept';
    decisions.push({ hunkId: hunk.id, decision: answer === 'reject' ? 'reject' : 'accept' });
  }
  return decisions;
}

function hunkVerdict(hunk: Hunk, change: FileChange, { report }: Waiting['proposed'], terminal: Terminal): string {
  const own = report.newProblems.filter((problem) => problem.path === (change.kind === 'rename' ? change.to : hunk.path));
  if (own.length > 0) return own.map((problem) => terminal.palette.paint('red', `  ${problemLine(problem)}`)).join('\n');
  const path = change.kind === 'rename' ? change.to : hunk.path;
  const isHere = (line: number) => line >= hunk.after.startLine && line < Math.max(hunk.after.endLine, hunk.after.startLine + 1);
  const fixedProblems = report.fixedProblems.filter((problem) => problem.path === path);
  const tamper = report.tamper.filter((flag) => flag.path === path && isHere(flag.line));
  return verdictLine({ ...report, newProblems: [], fixedProblems, tamper }, terminal.palette);
}

type OneAnswer = 'accept' | 'reject' | 'acceptRest' | 'later';
const answers: Readonly<Record<string, OneAnswer>> = {
  y: 'accept',
  yes: 'accept',
  n: 'reject',
  no: 'reject',
  a: 'acceptRest',
  q: 'later',
  '': 'later',
};

async function askOne(number: number, total: number, terminal: Terminal, signal: AbortSignal): Promise<OneAnswer> {
  for (;;) {
    const typed = await terminal.ask(`accept hunk ${number} of ${total}? [y]es [n]o [a]ll the rest [q]uit, decide later: `, signal);
    const answer = answers[typed.toLowerCase()];
    if (answer) return answer;
    terminal.print('Type y, n, a or q.');
  }
}
