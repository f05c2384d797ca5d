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
  /** Files that may feel the change; looked for while the changed files are judged. */
  readonly dependents: Promise<AffectedFiles>;
  readonly baselines: Baselines;
  /** The person's text of a file that is not open. */
  textOf(path: FilePath): Promise<string | undefined>;
  /** When somebody began to wait, and until when, by `performance.now()`. */
  readonly started: number;
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
/** The others are judged for this long at most where the server says nothing else, and not past the deadline. */
const reachMs = 1_500;
/** A server that has judged files of the workspace before is not waited for longer than this; a cold one is, up to the deadline. */
const patienceMs = 10_000;
/** So many dependents also have their problems before the change looked up when they have none after it: they may be fixed. */
const mostForFixes = 8;
const questionsAtOnce = 4;

export async function judgeTexts(judging: Judging, changed: readonly FilePath[], signal: AbortSignal): Promise<RehearsalResult> {
  const { before, after, baselines, seat, started } = judging;
  const deadline = baselines.isEmpty ? judging.deadline : Math.min(judging.deadline, started + patienceMs);
  const standing = new Standing(baselines, started + (seat.server.knownBrokenMs ?? Number.POSITIVE_INFINITY));
  const within = (ms: number) => ({ until: Math.min(deadline, performance.now() + ms), standing, signal });
  const whole = { until: deadline, standing, signal };
  const changedIn = (state: TextState) => changed.filter((path) => state.open.has(path));

  const all = { until: deadline, signal };
  const old = await judgeBefore(judging, changedIn(before), [], all);
  await enter(judging, after, []);
  const fresh = await judge(judging, changedIn(after), all);
  for (const [path, problems] of fresh.problems) standing.see(path, problems);
  const dependents = await judging.dependents;
  const reach = await judgeReach(judging, dependents.files.slice(0, mostDependents), {
    near: () => within(seat.server.reachMs ?? reachMs),
    whole,
  });

  const unjudged = new Map([...fresh.refused, ...old.refused]);
  const judged = [...fresh.problems.keys()].filter((path) => !unjudged.has(path));
  const felt = [...reach.after.problems.keys()].filter((path) => !reach.before.refused.has(path));
  const unfelt = dependents.files.filter((path) => !felt.includes(path));
  // A change that others may feel is not checked where not one of them could be asked.
  const isHalf = dependents.files.length > 0 && felt.length === 0;
  const paths = isHalf ? [] : [...judged, ...felt, ...(unjudged.size === 0 ? after.gone.keys() : [])];
  return {
    checks: toChecks(judging, { paths, hasLooked: judged.length > 0 || paths.length > 0 }, performance.now() - started),
    baseline: [...problemsOf(old, old.problems.keys()), ...problemsOf(reach.before, felt)],
    after: reword(judging, [...problemsOf(fresh, judged), ...problemsOf(reach.after, felt)]),
    notChecked: [...toNotChecked(judging, unjudged, { ...dependents, files: unfelt }), ...overlooked(judging, paths)],
  };
}

/**
 * What is known of the verdict so far. Kinds of errors are counted, not their words: a change renames what old problems name. A file
 * that trades one error for another of its kind is not known to be broken before all is compared; it only takes longer.
 */
class Standing {
  private isBroken = false;

  constructor(
    private readonly baselines: Baselines,
    private readonly brokenUntil: number,
  ) {}

  /** A file with more errors of a kind than it had before the change is broken by it. */
  see(path: FilePath, problems: readonly Diagnostic[]): void {
    const old = this.baselines.get(path);
    if (!old) return;
    const before = countErrors(old);
    for (const [kind, count] of countErrors(problems)) if (count > (before.get(kind) ?? 0)) this.isBroken = true;
  }

  /** When asking ends that would end at `until`. */
  end(until: number): number {
    return this.isBroken ? Math.min(until, this.brokenUntil) : until;
  }
}

function countErrors(problems: readonly Diagnostic[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { severity, source, code = '' } of problems) {
    if (severity === 'error') counts.set(`${source} ${code}`, (counts.get(`${source} ${code}`) ?? 0) + 1);
  }
  return counts;
}

interface Reach {
  readonly before: Answers;
  readonly after: Answers;
}

/** Dependents with the change; and without it those that have problems with it, or may have had some. */
async function judgeReach(judging: Judging, dependents: readonly FilePath[], patience: Patience): Promise<Reach> {
  if (judging.seat.server.isParallel) return judgeBoth(judging, dependents, patience);
  // One by one it takes long: the nearest may settle the verdict.
  const near = await judgeBoth(judging, dependents.slice(0, surelyJudged), patience);
  const later = patience.near();
  const rest = await judgeBoth(judging, dependents.slice(surelyJudged), { near: () => later, whole: later });
  return { before: join(near.before, rest.before), after: join(near.after, rest.after) };
}

async function judgeBoth(judging: Judging, dependents: readonly FilePath[], patience: Patience): Promise<Reach> {
  const after = isDue(patience.whole) ? await judgeDependents(judging, dependents, patience) : unasked(dependents);
  const isCheap = judging.seat.server.isParallel && dependents.length <= mostForFixes;
  const isWorthwhile = (path: FilePath) => isCheap || judging.baselines.has(path) || hasErrors(after, path);
  const compared = dependents.filter((path) => after.problems.has(path) && isWorthwhile(path));
  const before = await judgeBefore(judging, compared, compared, patience.whole);
  for (const path of compared) patience.whole.standing?.see(path, after.problems.get(path) ?? []);
  return { before, after };
}

const join = (one: Answers, other: Answers): Answers => ({
  problems: new Map([...one.problems, ...other.problems]),
  refused: new Map([...one.refused, ...other.refused]),
});

/** The silence of a server that overlooks much says nothing: no file counts as checked by it. */
function toChecks(
  { seat }: Judging,
  { paths, hasLooked }: { readonly paths: readonly FilePath[]; readonly hasLooked: boolean },
  ms: number,
): CheckRun[] {
  if (!hasLooked) return [];
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
  /** Ends the waiting sooner. */
  readonly standing?: Standing;
  readonly signal: AbortSignal;
}

const endOf = ({ until, standing }: Waiting) => standing?.end(until) ?? until;
const isDue = (waiting: Waiting) => performance.now() < endOf(waiting);

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
  return join(first, await ask(paths.slice(surelyJudged), near()));
}

/** Project by project, that of the changed files first: opening a file of another one makes the server load it before anything else. */
async function judgeDependents(judging: Judging, dependents: readonly FilePath[], patience: Patience): Promise<Answers> {
  let waiting = patience.near();
  const problems = new Map<FilePath, readonly Diagnostic[]>();
  const refused = new Map<FilePath, string>();
  const opened: FilePath[] = [];
  for (const [project, wave] of byProject(judging, dependents)) {
    const own = isOwn(judging, project);
    const isAsked = own || (isDue(waiting) && !judging.server.projects.isHeavy(project));
    if (isAsked) await enter(judging, judging.after, [...opened, ...wave]);
    const ask = (paths: readonly FilePath[], until: Waiting) => judge(judging, paths, until);
    const answers = own ? await judgeNearest(wave, patience, ask) : isAsked ? await ask(wave, waiting) : unasked(wave);
    if (own) waiting = patience.near();
    if (answers.problems.size > 0) opened.push(...wave);
    else if (isAsked && !own) judging.server.projects.noteHeavy(project);
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
  if (!isDue(waiting)) return join({ problems: new Map(known), refused: new Map() }, unasked(unknown));
  await enter(judging, before, beside);
  const asked = await judge(judging, unknown, waiting);
  for (const [path, problems] of asked.problems) baselines.set(path, problems);
  return { problems: new Map([...known, ...asked.problems]), refused: asked.refused };
}

/** Problems of each file that got an answer in time. */
async function judge({ server, seat }: Judging, paths: readonly FilePath[], waitingFor: Waiting): Promise<Answers> {
  const problems = new Map<FilePath, readonly Diagnostic[]>();
  const refused = new Map<FilePath, string>();
  const waiting = [...paths];
  const next = async (): Promise<void> => {
    for (let path = waiting.shift(); path !== undefined; path = waiting.shift()) {
      const ms = Math.ceil(endOf(waitingFor) - performance.now());
      const answer =
        ms > 0 ? await server.diagnostics(path, ms, waitingFor.signal) : { kind: 'silent' as const, why: 'was not asked: the time was up' };
      if (answer.kind === 'answer') {
        problems.set(path, answer.value);
        waitingFor.standing?.see(path, answer.value);
      } else refused.set(path, answer.why);
    }
  };
  await Promise.all(Array.from({ length: seat.server.isParallel ? questionsAtOnce : 1 }, next));
  return { problems, refused };
}

const reword = ({ seat, after }: Judging, problems: readonly Diagnostic[]): Diagnostic[] =>
  problems.map((problem) => seat.row.rewordDeleted?.(problem, after.gone) ?? problem);

function toNotChecked({ seat }: Judging, unjudged: ReadonlyMap<FilePath, string>, unfelt: AffectedFiles): NotChecked[] {
  const byReason = new Map<string, FilePath[]>();
  for (const [path, why] of unjudged) {
    const reason = `${seat.server.judge} ${why}.`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
  }
  const notes: NotChecked[] = [...byReason].map(([reason, paths]) => ({ paths, reason }));
  if (unfelt.files.length > 0)
    notes.push({ paths: unfelt.files, reason: 'They may feel the change; there was no time or room to check so many dependents.' });
  if (unfelt.isCutShort)
    notes.push({ paths: [], reason: 'Further files may feel the change: it is felt through too many names to follow them all.' });
  return notes;
}
