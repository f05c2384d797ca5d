// Starts a run: gives it its name, records its ports, and journals each event before the story goes on.
import { AppError, isAbort, messageOf } from '../../base/errors.ts';
import { type RunEnvironment, type RunEvent, type RunOutcome, transientEvents } from '../model/run.ts';
import { createRedactor } from '../policy/redact.ts';
import type { JudgedTexts } from '../policy/secretWatch.ts';
import type { Journal } from '../ports/journal.ts';
import type { RunPorts } from './ports.ts';
import { type CallRecorder, JournalRecorder } from './recorder.ts';
import { recordPorts } from './recordPorts.ts';
import { redactModel } from './redactModel.ts';
import { runAsk } from './runAsk.ts';
import { type EditRun, runEdit } from './runEdit.ts';
import { type RunBudget, withBudget } from './spending.ts';
import { EarlyChecks, withEarlyChecks } from './withEarlyChecks.ts';
import { withLandings } from './withLandings.ts';

/** A run and who watches it. Events must be read to the end: the story waits for its reader. */
export interface StartedRun {
  readonly id: string;
  readonly events: AsyncGenerator<RunEvent, RunOutcome>;
}

export type { EditRun } from './runEdit.ts';

export interface RunHost {
  readonly ports: RunPorts;
  readonly journal: Journal;
  readonly environment: RunEnvironment;
  /** Missing: no limits. */
  readonly budget?: RunBudget;
  /** Which texts hold secrets, as earlier runs found out. */
  readonly judged?: JudgedTexts;
}

/** Begins a new run. Faults and cancelling become its outcome; nothing is thrown but a journal that cannot be written. */
export function startRun(run: EditRun, host: RunHost, signal: AbortSignal): StartedRun {
  const id = host.ports.ids();
  const recorder = new JournalRecorder(id, host.journal, host.ports.hash, host.judged);
  const checks = new EarlyChecks(host.ports);
  const ports = withBudget({ ...host.ports, shadow: checks.shadow }, id, host.budget);
  const story = tellStory(run, { ...host, ports }, recorder, signal);
  return { id, events: withLandings(withEarlyChecks(journaled(story, recorder), checks), host.ports.reader) };
}

/** The whole story from `runStarted` to `runEnded`, for a first run and for each time it is executed again. */
export async function* tellStory(
  run: EditRun,
  host: Omit<RunHost, 'journal'>,
  recorder: CallRecorder,
  signal: AbortSignal,
): AsyncGenerator<RunEvent, RunOutcome> {
  yield { kind: 'runStarted', request: run.request, limits: run.limits, rules: run.rules, environment: host.environment };
  const recorded = recordPorts(host.ports, recorder);
  const redactor = createRedactor();
  const model = redactModel(recorded.model, redactor);
  const outcome = yield* guard(run, { ...recorded, model, redact: redactor.redact }, signal);
  yield { kind: 'runEnded', outcome };
  return outcome;
}

async function* guard(run: EditRun, ports: RunPorts, signal: AbortSignal): AsyncGenerator<RunEvent, RunOutcome> {
  try {
    return yield* run.request.kind === 'ask' ? runAsk(run, ports, signal) : runEdit(run, ports, signal);
  } catch (thrown) {
    if (thrown instanceof AppError && thrown.code === 'replay.diverged') throw thrown;
    if (isAbort(thrown) || signal.aborted) return { kind: 'cancelled' };
    return { kind: 'failed', code: thrown instanceof AppError ? thrown.code : 'run.failed', message: messageOf(thrown) };
  }
}

/**
 * Passes events on, each only after it is durable. Streamed text is passed on without being journaled;
 * the first `alreadyKept` events of a resumed run are in the journal.
 */
export async function* journaled<T>(
  events: AsyncGenerator<RunEvent, T>,
  recorder: JournalRecorder,
  alreadyKept = 0,
): AsyncGenerator<RunEvent, T> {
  for (let kept = 0; ; ) {
    const next = await events.next();
    if (next.done) return next.value;
    if (!transientEvents.has(next.value.kind) && ++kept > alreadyKept) await recorder.event(next.value);
    yield next.value;
  }
}
