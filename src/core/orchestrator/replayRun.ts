// Executes a recorded run again: `replayRun` compares every event with the record; `resumeRun` goes on where the record stops.
import { AppError, isAbort } from '../../base/errors.ts';
import { type RunEvent, type RunOutcome, transientEvents } from '../model/run.ts';
import type { Hash } from '../ports/hash.ts';
import type { LanguageModel } from '../ports/languageModel.ts';
import { Playback } from './playback.ts';
import type { RunPorts } from './ports.ts';
import type { RecordedRun } from './readRun.ts';
import { JournalRecorder } from './recorder.ts';
import { withBudget } from './spending.ts';
import { type EditRun, journaled, type RunHost, type StartedRun, tellStory } from './startRun.ts';
import { withLandings } from './withLandings.ts';

export type ReplayResult =
  | { readonly kind: 'same'; readonly events: number }
  | { readonly kind: 'unfinished'; readonly events: number }
  | { readonly kind: 'different'; readonly at: number; readonly recorded: string; readonly now: string };

const canonical = (event: RunEvent): string => JSON.stringify(event);
const storyOf = (run: RecordedRun): readonly RunEvent[] => {
  const end = run.events.findIndex((entry) => entry.event.kind === 'runEnded');
  return (end < 0 ? run.events : run.events.slice(0, end + 1)).map((entry) => entry.event);
};
const runOf = ({ started }: RecordedRun): EditRun => ({ request: started.request, limits: started.limits, rules: started.rules });

/** The first difference, or none. Asks nothing outside: every answer comes from the record. */
export async function replayRun(recorded: RecordedRun, hash: Hash, signal: AbortSignal): Promise<ReplayResult> {
  const expected = storyOf(recorded);
  const host = { ports: offlinePorts(recorded, hash), environment: recorded.started.environment };
  const story = tellStory(runOf(recorded), host, new Playback(recorded.calls, hash), signal);
  let at = 0;
  try {
    for await (const event of story) {
      if (transientEvents.has(event.kind)) continue;
      const wanted = expected[at];
      if (!wanted) return { kind: 'unfinished', events: at };
      if (canonical(wanted) !== canonical(event)) return { kind: 'different', at, recorded: canonical(wanted), now: canonical(event) };
      at++;
    }
  } catch (thrown) {
    if (!(thrown instanceof AppError) || isAbort(thrown)) throw thrown;
    if (at === expected.length) return { kind: 'unfinished', events: at };
    const wanted = expected[at];
    return { kind: 'different', at, recorded: wanted ? canonical(wanted) : '(end of the record)', now: thrown.message };
  }
  return { kind: 'same', events: at };
}

/** Goes on with a run that was cut off: recorded answers first, then live. Events already journaled are passed on but not written again. */
export function resumeRun(recorded: RecordedRun, host: RunHost, signal: AbortSignal): StartedRun {
  const recorder = new JournalRecorder(recorded.id, host.journal, host.ports.hash, host.judged);
  const playback = new Playback(recorded.calls, host.ports.hash, recorder);
  const live = withBudget(host.ports, recorded.id, host.budget);
  const ports = { ...live, model: { ...recordedFace(recorded), stream: live.model.stream.bind(live.model) } };
  const story = tellStory(runOf(recorded), { ports, environment: recorded.started.environment }, playback, signal);
  const events = journaled(skipRecorded(story, storyOf(recorded)), recorder, storyOf(recorded).length);
  return { id: recorded.id, events: withLandings(events, host.ports.reader) };
}

async function* skipRecorded(
  story: AsyncGenerator<RunEvent, RunOutcome>,
  expected: readonly RunEvent[],
): AsyncGenerator<RunEvent, RunOutcome> {
  let at = 0;
  for (;;) {
    const next = await story.next();
    if (next.done) return next.value;
    const wanted = transientEvents.has(next.value.kind) ? undefined : expected[at++];
    if (wanted && canonical(wanted) !== canonical(next.value)) {
      throw new AppError(
        'run.cannotResume',
        `The run cannot go on: step ${at} came out differently than recorded. Start it again; nothing was changed.`,
      );
    }
    yield next.value;
  }
}

/** The model as it was known then: what the run decided by it must come out the same. */
function recordedFace({ started: { environment } }: RecordedRun): Omit<LanguageModel, 'stream'> {
  return {
    id: environment.model,
    ...(environment.modelFacts ? { facts: environment.modelFacts } : {}),
    ...(environment.cheaper ? { cheaper: environment.cheaper } : {}),
  };
}

/** Ports that fail when asked: a replay must find every answer in the record. One that a host may lack was there when the record holds an answer of it. */
function offlinePorts(recorded: RecordedRun, hash: Hash): RunPorts {
  const refuse = (): never => {
    throw new AppError('replay.diverged', 'The run differs from its record: it asked something the record does not hold.');
  };
  const was = (port: string) => recorded.calls.some((call) => call.port.startsWith(port));
  return {
    ...(was('git.') ? { git: { head: refuse, changes: refuse, diff: refuse, log: refuse, blame: refuse } } : {}),
    ...(was('surroundings.') ? { surroundings: { files: refuse, failedCommand: refuse, testFailures: refuse, problemFiles: refuse } } : {}),
    ...(was('pages.') ? { pages: { read: refuse } } : {}),
    reader: {
      ...(was('reader.listFolder') ? { listFolder: refuse } : {}),
      ...{ read: refuse, list: refuse, searchText: refuse, judgePath: refuse },
    },
    index: {
      ...(was('index.findNames') ? { findNames: refuse } : {}),
      ...(was('index.structure') ? { structure: refuse } : {}),
      ...{ search: refuse, update: refuse, state: refuse },
    },
    features: { diagnostics: refuse, definition: refuse, references: refuse, hover: refuse, findSymbol: refuse },
    syntax: { outline: refuse, syntaxErrors: refuse },
    shadow: { rehearse: refuse, warm: () => undefined },
    commands: { prepare: refuse, run: refuse },
    tokens: { count: refuse },
    model: { ...recordedFace(recorded), stream: refuse },
    person: { approve: refuse, ...(was('person.settleMisfit') ? { settleMisfit: refuse } : {}) },
    clock: { now: refuse, delay: refuse },
    ids: refuse,
    hash,
  };
}
