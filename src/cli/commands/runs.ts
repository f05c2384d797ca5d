// `understudy runs` and `understudy show`: the journal, read only.
import { AppError } from '../../base/errors.ts';
import type { RunEvent } from '../../core/model/run.ts';
import { readRun } from '../../core/orchestrator/readRun.ts';
import { redact } from '../../core/policy/redact.ts';
import { openDataFolder } from '../../node/dataFolder.ts';
import { forgetRuns } from '../../node/journal/forgetRuns.ts';
import type { Command, Options } from '../args.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { openJournal, workspaceRoot } from '../host.ts';
import { jsonLine } from '../printJsonLines.ts';
import { plural, problemLine, verdictLine } from '../printText.ts';
import type { Terminal } from '../terminal.ts';

export async function listRuns(options: Options, terminal: Terminal): Promise<ExitCode> {
  const journal = await openJournal(workspaceRoot(options));
  const runs = await journal.list();
  if (options.json) for (const listing of runs) terminal.print(JSON.stringify(listing));
  else if (runs.length === 0) terminal.print('No runs yet. Begin with: understudy edit "what to change"');
  else for (const { run } of runs) terminal.print(await runLine(run, options, terminal));
  return exitCodes.done;
}

async function runLine(id: string, options: Options, terminal: Terminal): Promise<string> {
  const recorded = await readRun(id, await openJournal(workspaceRoot(options)));
  const when = new Date(recorded.events[0]?.at ?? 0).toISOString().slice(0, 16).replace('T', ' ');
  const last = recorded.events.at(-1)?.event;
  return `${id}  ${when}  ${terminal.palette.paint('dim', stateOf(last).padEnd(18))} ${redact(recorded.started.request.text).split('\n')[0]}`;
}

function stateOf(last: RunEvent | undefined): string {
  if (last?.kind === 'runEnded') return last.outcome.kind === 'forReview' ? 'waiting for review' : last.outcome.kind;
  if (last?.kind === 'writeDone') return 'written';
  if (last?.kind === 'writeRefused') return 'write refused';
  if (last?.kind === 'hunkDecided') return 'decided';
  return 'cut off';
}

export async function showRun(id: string, options: Options, terminal: Terminal): Promise<ExitCode> {
  const recorded = await readRun(id, await openJournal(workspaceRoot(options)));
  for (const { at, event } of recorded.events) {
    if (options.json) terminal.print(jsonLine(id, event));
    else terminal.print(redact(`${new Date(at).toISOString().slice(11, 23)}  ${eventText(event, terminal)}`));
  }
  return exitCodes.done;
}

const dayMs = 86_400_000;

/** Takes runs out of the journal for good. */
export async function forget(command: Extract<Command, { kind: 'forget' }>, terminal: Terminal): Promise<ExitCode> {
  const { journal } = await openDataFolder(workspaceRoot(command.options), process.env);
  const { run, olderThanDays = 0 } = command;
  const gone = await forgetRuns(journal, run === undefined ? { before: Date.now() - olderThanDays * dayMs } : { runs: [run] });
  if (run !== undefined && gone.length === 0)
    throw new AppError('journal.noRun', `There is no run "${run}" here. See the list with: understudy runs`);
  terminal.print(`Forgot ${plural(gone.length, 'run')}.`);
  return exitCodes.done;
}

function eventText(event: RunEvent, terminal: Terminal): string {
  const { palette } = terminal;
  switch (event.kind) {
    case 'runStarted':
      return `asked: ${event.request.text}\n  ${palette.paint('dim', `${event.environment.product}; ${event.environment.host}; ${event.environment.model}`)}`;
    case 'contextReady':
      return [
        `context: ${event.tokens} tokens`,
        ...event.ledger.map(
          (entry) =>
            `  ${entry.form.padEnd(8)} ${String(entry.tokens).padStart(6)}  ${entry.title}  ${palette.paint('dim', entry.dropReason ?? entry.reason)}`,
        ),
      ].join('\n');
    case 'modelAsked':
      return `asked ${event.model}, ${event.promptTokens} tokens, prompt ${event.promptHash.slice(0, 12)}, repair ${event.repairs}`;
    case 'modelConsulted':
      return `consulted ${event.by?.model ?? 'the fast model'} to ${event.role}: ${event.end}, ${event.ms} ms`;
    case 'modelAnswered':
      return `answered: ${event.end.kind}, ${event.usage ? `${event.usage.input} tokens in, ${event.usage.output} out` : 'usage not told'}, answer ${event.answerHash.slice(0, 12)}`;
    case 'decided':
      return `policy: ${event.decision.kind} ${event.action.kind === 'editFile' ? `${event.action.effect} ${event.action.path}` : event.action.kind} (${event.decision.rule})`;
    case 'blocksFitted':
      return [
        `fitted ${plural(event.changes.length, 'file')}`,
        ...event.changes.map((change) => `  ${change.kind} ${change.path} +${change.added} -${change.removed}`),
        ...event.misfits.map((misfit) => `  refused: ${misfit.explanation}`),
      ].join('\n');
    case 'validated':
      return verdictLine(event.report, palette);
    case 'proposed':
      return [
        `proposed ${plural(event.hunks.length, 'hunk')}`,
        ...event.report.newProblems.map((problem) => `  ${problemLine(problem)}`),
      ].join('\n');
    case 'hunkDecided':
      return `${event.supersededBy === undefined ? event.decision : 'superseded'}: ${event.hunkId}`;
    case 'writeIntended':
    case 'writeDone':
      return `${event.kind === 'writeDone' ? 'wrote' : 'about to write'} ${event.writes.map((write) => write.to ?? write.path).join(', ')}`;
    case 'writeRefused':
      return `not written: ${event.reason}`;
    case 'runEnded':
      return `ended: ${event.outcome.kind}`;
    default:
      return event.kind;
  }
}
