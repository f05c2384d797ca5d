// One server, two states of the texts: the problems of the changed files and of those that may feel the change.
import { performance } from 'node:perf_hooks';
import type { FilePath } from '../../core/model/document.ts';
import type { Diagnostic, NotChecked } from '../../core/model/validation.ts';
import type { RehearsalResult } from '../../core/ports/shadowWorkspace.ts';
import type { ImportGraph } from '../language/importGraph.ts';
import type { LanguageServer } from '../language/languageServer.ts';
import type { ServerRow } from '../language/serverRow.ts';
import type { TextSource } from '../language/textSource.ts';
import type { TextStates } from './textStates.ts';

export interface Judging {
  readonly server: LanguageServer;
  readonly row: ServerRow;
  readonly states: TextStates;
  readonly graph: ImportGraph | undefined;
  readonly texts: TextSource;
  /** By `performance.now()`. */
  readonly deadline: number;
}

type Problems = Map<FilePath, readonly Diagnostic[]>;

/** More dependents than this are named as not checked. */
const mostDependents = 500;
/** Dependents are judged for this long at most, and not past the deadline. */
const reachMs = 4_000;
const questionsAtOnce = 4;

export async function judgeTexts(judging: Judging, changed: readonly FilePath[], signal: AbortSignal): Promise<RehearsalResult> {
  const started = performance.now();
  const { states } = judging;
  const dependents = findDependents(judging, changed);
  const known = changed.filter((path) => states.before.has(path));
  const wanted = changed.filter((path) => states.after.has(path) && !states.gone.has(path));
  const refused = new Map<FilePath, string>();

  await enter(judging, states.before, dependents, signal);
  const before = await judge(judging, known, judging.deadline, { refused, signal });
  const reachUntil = Math.min(judging.deadline, performance.now() + reachMs);
  const beforeReach = await judge(judging, dependents, reachUntil, { refused: new Map(), signal });

  await enter(judging, states.after, dependents, signal);
  const after = await judge(judging, wanted, judging.deadline, { refused, signal });
  const late = new Map<FilePath, string>();
  const afterReach = await judge(judging, dependents, Math.min(judging.deadline, performance.now() + reachMs), { refused: late, signal });

  const suspects = [...afterReach].filter(([path, found]) => found.length > 0 && !beforeReach.has(path)).map(([path]) => path);
  if (suspects.length > 0) {
    await enter(judging, states.before, dependents, signal);
    const again = await judge(judging, suspects, judging.deadline, { refused: late, signal });
    for (const path of suspects) {
      if (again.has(path)) beforeReach.set(path, again.get(path) ?? []);
      else afterReach.delete(path);
    }
  }
  const judged = [...after.keys(), ...afterReach.keys(), ...(refused.size === 0 ? states.gone : [])];
  return {
    checks:
      judged.length > 0
        ? [{ name: 'types', judge: judging.server.judge, durationMs: Math.round(performance.now() - started), paths: judged }]
        : [],
    baseline: [...before.values(), ...[...afterReach.keys()].map((path) => beforeReach.get(path) ?? [])].flat(),
    after: reword(judging, [...after.values(), ...afterReach.values()].flat()),
    notChecked: toNotChecked(judging, refused, late),
  };
}

function findDependents({ graph, states }: Judging, changed: readonly FilePath[]): FilePath[] {
  if (!graph) return [];
  const of = [graph.withTexts(states.before), graph.withTexts(states.after)];
  const found = of.flatMap((state) => state.dependents(changed, mostDependents));
  return [...new Set(found)].filter((path) => !changed.includes(path)).slice(0, mostDependents);
}

/** Makes a state the server's present. Dependents are opened where the server judges open files only. */
async function enter(
  { server, texts }: Judging,
  state: ReadonlyMap<FilePath, string>,
  dependents: readonly FilePath[],
  signal: AbortSignal,
): Promise<void> {
  const open = new Map(state);
  for (const path of server.judgesOpenOnly ? dependents : []) {
    const text = open.has(path) ? undefined : await texts(path, signal);
    if (text !== undefined) open.set(path, text);
  }
  server.become(open);
}

/** Problems of each file that got an answer; the others are put into `refused`. */
async function judge(
  { server }: Judging,
  paths: readonly FilePath[],
  until: number,
  { refused, signal }: { refused: Map<FilePath, string>; signal: AbortSignal },
): Promise<Problems> {
  const problems: Problems = new Map();
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
  await Promise.all(Array.from({ length: questionsAtOnce }, next));
  return new Map(paths.flatMap((path) => (problems.has(path) ? [[path, problems.get(path) ?? []]] : [])));
}

const reword = ({ row, states }: Judging, problems: readonly Diagnostic[]): Diagnostic[] =>
  problems.map((problem) => row.rewordDeleted?.(problem, states.gone) ?? problem);

function toNotChecked({ server }: Judging, refused: ReadonlyMap<FilePath, string>, late: ReadonlyMap<FilePath, string>): NotChecked[] {
  const byReason = new Map<string, FilePath[]>();
  for (const [path, why] of refused) {
    const reason = `${server.judge} ${why}.`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), path]);
  }
  const notes = [...byReason].map(([reason, paths]) => ({ paths, reason }));
  return late.size === 0
    ? notes
    : [...notes, { paths: [...late.keys()], reason: 'They import what changed; the time for checking dependents was up.' }];
}
