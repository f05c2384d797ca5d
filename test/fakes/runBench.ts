// The real run loop over a workspace in memory and a scripted model; only the rehearsal's judge is played.
import type { RunEvent, RunOutcome } from '../../src/core/model/run.ts';
import { defaultRunLimits, type RunLimits } from '../../src/core/model/settings.ts';
import type { EditRun, RunHost, StartedRun } from '../../src/core/orchestrator/startRun.ts';
import { defaultPolicy } from '../../src/core/policy/policy.ts';
import type { Journal } from '../../src/core/ports/journal.ts';
import type { LanguageModel } from '../../src/core/ports/languageModel.ts';
import type { Person } from '../../src/core/ports/person.ts';
import { systemClock } from '../../src/node/clock.ts';
import { createIds } from '../../src/node/ids.ts';
import { createMemoryJournal } from './memoryJournal.ts';
import { MemoryWorkspace } from './memoryWorkspace.ts';
import { playedPorts } from './playedPorts.ts';

export interface RunBench {
  readonly workspace: MemoryWorkspace;
  readonly journal: Journal;
  readonly host: RunHost;
}

export interface BenchParts {
  readonly files: Readonly<Record<string, string>>;
  readonly model: LanguageModel;
  readonly person?: Person;
  readonly journal?: Journal;
}

export function createRunBench({ files, model, person, journal }: BenchParts): RunBench {
  const workspace = new MemoryWorkspace(files);
  let time = 1_760_000_000_000;
  const clock = { now: () => time++, delay: systemClock.delay };
  const kept = journal ?? createMemoryJournal(clock);
  const ports = playedPorts({ workspace, model, clock, ids: createIds(clock), ...(person && { person }) });
  const environment = { product: 'test', host: 'test', model: model.id, settingsHash: '', policyHash: '' };
  return { workspace, journal: kept, host: { ports, journal: kept, environment } };
}

/** A request as the command line would make it. */
export const requestFor = (text: string, kind: 'edit' | 'ask' = 'edit', limits: Partial<RunLimits> = {}): EditRun => ({
  request: { kind, text, focus: [] },
  limits: { ...defaultRunLimits, ...limits },
  rules: { policy: defaultPolicy, trust: 'trusted' },
});

export async function watch(run: StartedRun): Promise<{ readonly events: RunEvent[]; readonly outcome: RunOutcome }> {
  const events: RunEvent[] = [];
  for (;;) {
    const next = await run.events.next();
    if (next.done) return { events, outcome: next.value };
    events.push(next.value);
  }
}

export const ofKind = <K extends RunEvent['kind']>(events: readonly RunEvent[], kind: K) =>
  events.filter((event): event is Extract<RunEvent, { kind: K }> => event.kind === kind);
