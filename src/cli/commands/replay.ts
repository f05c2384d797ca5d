// `understudy replay` and `understudy resume`: a recorded run, executed again.
import { defaultRunLimits } from '../../core/model/settings.ts';
import { findLast, type RecordedRun, readRun } from '../../core/orchestrator/readRun.ts';
import { replayRun, resumeRun } from '../../core/orchestrator/replayRun.ts';
import type { LanguageModel } from '../../core/ports/languageModel.ts';
import { sha256 } from '../../node/hash.ts';
import type { Options } from '../args.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { type CliHost, chosenModel, createCliHost, openJournal, workspaceRoot } from '../host.ts';
import { exitCodeOf } from '../outcome.ts';
import { nobody, personAt } from '../person.ts';
import { plural } from '../printText.ts';
import { reviewProposal } from '../review.ts';
import type { Terminal } from '../terminal.ts';
import { watchRun } from './edit.ts';

export async function replay(id: string, options: Options, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const recorded = await readRun(id, await openJournal(workspaceRoot(options)));
  const result = await replayRun(recorded, sha256, signal);
  if (options.json) terminal.print(JSON.stringify(result));
  else if (result.kind === 'same') terminal.print(`Same: ${plural(result.events, 'event')}, every hash equal.`);
  else if (result.kind === 'unfinished')
    terminal.print(
      `Same as far as the record goes: ${plural(result.events, 'event')}. The run was cut off there; go on with: understudy resume ${id}`,
    );
  else
    terminal.print(
      `Different at event ${result.at + 1}.\n  recorded: ${result.recorded.slice(0, 400)}\n  now:      ${result.now.slice(0, 400)}`,
    );
  return result.kind === 'different' ? exitCodes.replayDiffers : exitCodes.done;
}

export async function resume(id: string, options: Options, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const recorded = await readRun(id, await openJournal(workspaceRoot(options)));
  const isOver = findLast(recorded, 'runEnded') !== undefined;
  const host = await createCliHost(
    options,
    isOver ? noModel(recorded) : await chosenModel(options, process.env),
    options.yes || options.json ? nobody : personAt(terminal),
  );
  try {
    return isOver
      ? await decideRest(recorded, options, { host, terminal }, signal)
      : await goOn(recorded, options, { host, terminal }, signal);
  } finally {
    host.dispose();
  }
}

interface Stage {
  readonly host: CliHost;
  readonly terminal: Terminal;
}

async function goOn(recorded: RecordedRun, options: Options, { host, terminal }: Stage, signal: AbortSignal): Promise<ExitCode> {
  const run = resumeRun(recorded, host, signal);
  const watched = await watchRun(run, { json: options.json, showsText: recorded.started.request.kind === 'ask' }, terminal);
  if (watched.proposed) return reviewProposal({ run: run.id, proposed: watched.proposed, options }, host, terminal, signal);
  return exitCodeOf(watched.outcome, options.json ? undefined : terminal);
}

/** Hunks without a decision are shown again; a write that was cut off is said to be done, or done again when nothing of it happened. */
async function decideRest(recorded: RecordedRun, options: Options, { host, terminal }: Stage, signal: AbortSignal): Promise<ExitCode> {
  const proposed = findLast(recorded, 'proposed');
  if (!proposed) return exitCodeOf(findLast(recorded, 'runEnded')?.outcome ?? { kind: 'cancelled' }, terminal);
  const written = findLast(recorded, 'writeDone') !== undefined;
  const decided = new Set(written ? recorded.events.flatMap(({ event }) => (event.kind === 'hunkDecided' ? [event.hunkId] : [])) : []);
  const rest = { ...proposed, hunks: proposed.hunks.filter((hunk) => !decided.has(hunk.id)) };
  if (rest.hunks.length === 0) {
    terminal.print('Every hunk of this run is decided.');
    return exitCodes.done;
  }
  return reviewProposal({ run: recorded.id, proposed: rest, options }, host, terminal, signal);
}

/** A run that is over asks no model. */
const noModel = (recorded: RecordedRun): LanguageModel => ({
  id: recorded.started.environment.model,
  stream() {
    throw new Error(`Run ${recorded.id} is over and asks no model (limits ${defaultRunLimits.maxRepairs}).`);
  },
});
