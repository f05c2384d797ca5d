// One server, two states of the texts: the problems of the changed files and of those that may feel the change.
import { performance } from 'node:perf_hooks';
import type { FilePath } from '../../core/model/document.ts';
import type { CheckRun, Diagnostic, NotChecked } from '../../core/model/validation.ts';
import type { RehearsalResult } from '../../core/ports/shadowWorkspace.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import type { Paths } from '../language/paths.ts';
import { projectOf } from '../language/projects.ts';
import type { Seat } from '../language/serverPool.ts';
import type { TextState } from '../language/textState.ts';
import type { AffectedFiles } from './affectedFiles.ts';
import type { Baselines } from './baselines.ts';

export interface Judging {
  readonly server: LanguageServer;
  readonly seat: Seat;
  readonly paths: Paths;
  readonly before: TextState;
  readonly after: TextState;
  /** Files that may feel the change. */
  readonly dependents: AffectedFiles;
  readonly baselines: Baselines;
  /** The person's text of a file that is not open. */
  textOf(path: FilePath): Promise<string | undefined>;
  /** By `performance.now()`. */
  readonly deadline: number;
}

type Problems = ReadonlyMap<FilePath, readonly Diagnostic[]>;

/** Answers, and why there is none. */
interface Answers {
  readonly problems: Problems;
  readonly refused: ReadonlyMap<FilePath, string>;
}

/** More are named as not checked. */
const mostDependents = 150;
/** The nearest dependents in the project of the change are waited for as the change itself is: without them "clean" says little. */
const surelyJudged = 6;
/** The others are judged for this long at most, and not past the deadline. */
const reachMs = 1_500;
/** A server that must meet the old texts first is asked about so many dependents, for so long in each of the two states. */
const mostMet = 40;
const meetingMs = 2_500;
/** A server that has judged files of the workspace before is not waited for longer than this; a cold one is, up to the deadline. */
const patienceMs = 10_000;
/** So many dependents also have their problems before the change looked up when they have none after it: they may be fixed. */
const mostForFixes = 8;
const questionsAtOnce = 4;

export async function judgeTexts(judging: Judging, changed: readonly FilePath[], signal: AbortSignal): Promise<RehearsalResult> {
  const started = performance.now();
  const { before, after, baselines, seat } = judging;
  const deadline = baselines.isEmpty ? judging.deadline : Math.min(judging.deadline, started + patienceMs);
  const within = (ms: number) => ({ until: Math.min(deadline, performance.now() + ms), signal });
  const whole = { until: deadline, signal };
  const changedIn = (state: TextState) => changed.filter((path) => state.open.has(path));

  const meeting = seat.server.meetsOldTextFirst ? judging.dependents.files.slice(0, mostMet) : [];
  if (seat.server.meetsOldTextFirst) await enter(judging, before, meeting);
  const old = await judgeBefore(judging, changedIn(before), meeting, whole);
  const met = await judgeNearest(meeting, { near: () => within(meetingMs), whole }, (paths, waiting) =>
    judgeBefore(judging, paths, meeting, waiting),
  );
  await enter(judging, after, meeting);
  const fresh = await judge(judging, changedIn(after), whole);
  const reach = seat.server.meetsOldTextFirst
    ? {
        before: met,
        after: await judgeNearest([...met.problems.keys()], { near: () => within(meetingMs), whole }, (paths, waiting) =>
          judge(judging, paths, waiting),
        ),
      }
    : await judgeReach(judging, { near: () => within(reachMs), whole });

  const unjudged = new Map([...fresh.refused, ...old.refused]);
  const judged = [...fresh.problems.keys()].filter((path) => !unjudged.has(path));
  const felt = [...reach.after.problems.keys()].filter((path) => !reach.before.refused.has(path));
  const unfelt = judging.dependents.files.filter((path) => !felt.includes(path));
  const paths = [...judged, ...felt, ...(unjudged.size === 0 ? after.gone.keys() : [])];
  return {
    checks: toChecks(judging, paths, performance.now() - started),
    baseline: [...problemsOf(old, old.problems.keys()), ...problemsOf(reach.before, felt)],
    after: reword(judging, [...problemsOf(fresh, judged), ...problemsOf(reach.after, felt)]),
    notChecked: [...toNotChecked(judging, unjudged, unfelt), ...overlooked(judging, paths)],
  };
}

/** Dependents with the change; and without it those that have problems with it, or may have had some. */
async function judgeReach(judging: Judging, patience: Patience): Promise<{ before: Answers; after: Answers }> {
  const dependents = judging.dependents.files.slice(0, mostDependents);
  const after = await judgeDependents(judging, dependents, patience);
  const isWorthwhile = (path: FilePath) => dependents.length <= mostForFixes || judging.baselines.has(path) || hasErrors(after, path);
  const compared = dependents.filter((path) => after.problems.has(path) && isWorthwhile(path));
  return { before: await judgeBefore(judging, compared, compared, patience.whole), after };
}

/** The silence of a server that overlooks much says nothing: no file counts as checked by it. */
function toChecks({ seat }: Judging, paths: readonly FilePath[], ms: number): CheckRun[] {
  if (paths.length === 0) return [];
  return [{ name: 'types', judge: seat.server.judge, durationMs: Math.round(ms), paths: seat.server.overlooks ? [] : paths }];
}

const overlooked = ({ seat: { server } }: Judging, paths: readonly FilePath[]): NotChecked[] =>
  server.overlooks && paths.length > 0 ? [{ paths, reason: `${server.judge} looked, but overlooks ${server.overlooks}.` }] : [];

const hasErrors = ({ problems }: Answers, path: FilePath) =>
  problems.get(path)?.some((problem) => problem.severity === 'error' || problem.severity === 'warning') ?? false;

const problemsOf = ({ problems }: Answers, paths: Iterable<FilePath>): Diagnostic[] =>
  [...paths].flatMap((path) => problems.get(path) ?? []);

/** Makes a state the server's present. Dependents are opened: of a file that is not, some servers say nothing, or what another project says. */
async function enter({ server, textOf }: Judging, state: TextState, dependents: readonly FilePath[]): Promise<void> {
  const open = new Map(state.open);
  for (const path of dependents) {
    const text = open.has(path) || state.gone.has(path) ? undefined : await textOf(path);
    if (text !== undefined) open.set(path, text);
  }
  await server.become({ ...state, open });
}

interface Waiting {
  /** By `performance.now()`. */
  readonly until: number;
  readonly signal: AbortSignal;
}

interface Patience {
  /** Begins when it is asked for. */
  near(): Waiting;
  readonly whole: Waiting;
}

/** The nearest files with all patience there is, the others with less. */
async function judgeNearest(
  paths: readonly FilePath[],
  { near, whole }: Patience,
  ask: (paths: readonly FilePath[], waiting: Waiting) => Promise<Answers>,
): Promise<Answers> {
  const first = await ask(paths.slice(0, surelyJudged), whole);
  const rest = await ask(paths.slice(surelyJudged), near());
  return { problems: new Map([...first.problems, ...rest.problems]), refused: new Map([...first.refused, ...rest.refused]) };
}

/** Project by project, that of the changed files first: opening a file of another one makes the server load it before anything else. */
async function judgeDependents(judging: Judging, dependents: readonly FilePath[], patience: Patience): Promise<Answers> {
  let waiting = patience.near();
  const problems = new Map<FilePath, readonly Diagnostic[]>();
  const refused = new Map<FilePath, string>();
  const opened: FilePath[] = [];
  for (const [project, wave] of byProject(judging, dependents)) {
    const own = isOwn(judging, project);
    const isDue = own || (performance.now() < waiting.until && !judging.server.projects.isHeavy(project));
    if (isDue) await enter(judging, judging.after, [...opened, ...wave]);
    const ask = (paths: readonly FilePath[], until: Waiting) => judge(judging, paths, until);
    const answers = own ? await judgeNearest(wave, patience, ask) : isDue ? await ask(wave, waiting) : unasked(wave);
    if (own) waiting = patience.near();
    if (answers.problems.size > 0) opened.push(...wave);
    else if (isDue && !own) judging.server.projects.noteHeavy(project);
    for (const [path, found] of answers.problems) problems.set(path, found);
    for (const [path, why] of answers.refused) refused.set(path, why);
  }
  return { problems, refused };
}

const isOwn = ({ after, before, seat, paths }: Judging, project: string) =>
  [...after.open.keys(), ...before.open.keys()].some((path) => projectOf(path, seat.row, paths) === project);

const unasked = (paths: readonly FilePath[]): Answers => ({
  problems: new Map(),
  refused: new Map(paths.map((path) => [path, 'was not asked: the time was up'])),
});

/** Dependents by their project; those of the changed files come first. */
function byProject({ after, before, seat, paths }: Judging, dependents: readonly FilePath[]): [string, FilePath[]][] {
  const waves = new Map<string, FilePath[]>();
  for (const path of [...after.open.keys(), ...before.open.keys()]) waves.set(projectOf(path, seat.row, paths), []);
  for (const path of dependents) {
    const project = projectOf(path, seat.row, paths);
    const wave = waves.get(project);
    if (wave) wave.push(path);
    else waves.set(project, [path]);
  }
  return [...waves].filter(([, wave]) => wave.length > 0);
}

/** Problems without the change: remembered ones, else asked for with `beside` open too. */
async function judgeBefore(judging: Judging, paths: readonly FilePath[], beside: readonly FilePath[], waiting: Waiting): Promise<Answers> {
  const { baselines, before } = judging;
  const known = paths.flatMap((path) => (baselines.has(path) ? [[path, baselines.get(path) ?? []] as const] : []));
  const unknown = paths.filter((path) => !baselines.has(path));
  if (unknown.length === 0) return { problems: new Map(known), refused: new Map() };
  await enter(judging, before, beside);
  const asked = await judge(judging, unknown, waiting);
  for (const [path, problems] of asked.problems) baselines.set(path, problems);
  return { problems: new Map([...known, ...asked.problems]), refused: asked.refused };
}

/** Problems of each file that got an answer in time. */
async function judge({ server, seat }: Judging, paths: readonly FilePath[], { until, signal }: Waiting): Promise<Answers> {
  const problems = new Map<FilePath, readonly Diagnostic[]>();
  const refused = new Map<FilePath, string>();
  const waiting = [...paths];
  const next = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const ms = Math.ceil(until - performance.now());
      const answer =
        ms > 0 ? await server.diagnostics(path, ms, signal) : { kind: 'silent' as const, why: 'was not asked: the time was up' };
      if (answer.kind === 'answer') problems.set(path, answer.value);
      else refused.set(path, answer.why);
    }
  };
  await Promise.all(Array.from({ length: seat.server.isParallel ? questionsAtOnce : 1 }, next));
  return { problems, refused };
}

const reword = ({ seat, after }: Judging, problems: readonly Diagnostic[]): Diagnostic[] =>
  problems.map((problem) => seat.row.rewordDeleted?.(problem, after.gone) ?? problem);

function toNotChecked({ seat, dependents }: Judging, unjudged: ReadonlyMap<FilePath, string>, unfelt: readonly FilePath[]): NotChecked[] {
  const byReason = new Map<string, FilePath[]>();
  for (const [path, why] of unjudged) {
    const reason = `${seat.server.judge} ${why}.`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
  }
  const notes: NotChecked[] = [...byReason].map(([reason, paths]) => ({ paths, reason }));
  if (unfelt.length > 0)
    notes.push({ paths: unfelt, reason: 'They may feel the change; there was no time or room to check so many dependents.' });
  if (dependents.isCutShort)
    notes.push({ paths: [], reason: 'Further files may feel the change: it is felt through too many names to follow them all.' });
  return notes;
}
