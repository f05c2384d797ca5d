// `understudy edit` and `understudy ask`: one run, watched to its end, then the person's decisions.

import type { TimedEvent } from '../../core/journal/fold/runSummary.ts';
import type { RunEvent, RunOutcome } from '../../core/model/run.ts';
import { type StartedRun, startRun } from '../../core/orchestrator/startRun.ts';
import { defaultPolicy } from '../../core/policy/policy.ts';
import type { Command } from '../args.ts';
import type { ExitCode } from '../exitCodes.ts';
import { chosenModel, createCliHost } from '../host.ts';
import { commandLimits } from '../limits.ts';
import { exitCodeOf } from '../outcome.ts';
import { nobody, personAt } from '../person.ts';
import { jsonLine } from '../printJsonLines.ts';
import { costLine, progressLine } from '../printText.ts';
import { reviewProposal } from '../review.ts';
import type { Terminal } from '../terminal.ts';

type AskCommand = Extract<Command, { kind: 'edit' | 'ask' }>;

/** Runs to the end; resolves with the exit code. */
export async function runRequest(command: AskCommand, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const { options } = command;
  const host = await createCliHost(
    options,
    await chosenModel(options, process.env, command.kind),
    options.yes || options.json ? nobody : personAt(terminal),
  );
  try {
    const request = { kind: command.kind, text: command.text, focus: options.focus };
    const run = startRun({ request, limits: commandLimits, rules: { policy: defaultPolicy, trust: 'trusted' } }, host, signal);
    const watched = await watchRun(run, { json: options.json, showsText: command.kind === 'ask' }, terminal);
    if (!options.json) terminal.print(terminal.palette.paint('dim', costLine(watched.events)));
    if (watched.proposed) return await reviewProposal({ run: run.id, proposed: watched.proposed, options }, host, terminal, signal);
    return exitCodeOf(watched.outcome, options.json ? undefined : terminal);
  } finally {
    host.dispose();
  }
}

export interface Watched {
  readonly outcome: RunOutcome;
  readonly proposed?: Extract<RunEvent, { kind: 'proposed' }>;
  /** Those that tell what it cost. */
  readonly events: readonly TimedEvent[];
}

/** Prints a run's events as they come. */
export async function watchRun(
  run: StartedRun,
  show: { readonly json: boolean; readonly showsText: boolean },
  terminal: Terminal,
): Promise<Watched> {
  let proposed: Extract<RunEvent, { kind: 'proposed' }> | undefined;
  const events: TimedEvent[] = [];
  for (;;) {
    const next = await run.events.next();
    if (next.done) return { outcome: next.value, events, ...(proposed ? { proposed } : {}) };
    const event = next.value;
    if (event.kind === 'runStarted' || event.kind === 'modelAnswered' || event.kind === 'modelConsulted') events.push({ at: 0, event });
    if (event.kind === 'proposed') proposed = event;
    if (show.json) terminal.print(jsonLine(run.id, event));
    else if (event.kind === 'textStreamed' && show.showsText) terminal.write(event.text);
    else if (event.kind === 'toolOutput') terminal.write(terminal.palette.paint('dim', event.text));
    else printProgress(event, terminal);
  }
}

function printProgress(event: RunEvent, terminal: Terminal): void {
  const line = progressLine(event, terminal.palette);
  if (line !== undefined) terminal.print(line);
}
