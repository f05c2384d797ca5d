// The overlay tier of the rehearsal: private language servers get the proposed texts in memory and say what is wrong,
// first without the change, then with it. Nothing is written. What could not be judged is said, with the reason.
import { createHash } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { cancelled } from '../../base/errors.ts';
import type { ChangeSet, FileChange } from '../../core/model/change.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { NotChecked } from '../../core/model/validation.ts';
import type { RehearsalResult, ShadowWorkspace } from '../../core/ports/shadowWorkspace.ts';
import type { Outline } from '../../core/ports/syntaxParser.ts';
import type { GraphCache } from '../language/graphCache.ts';
import { filesMentioning } from '../language/importGraph.ts';
import type { Paths } from '../language/paths.ts';
import type { Seat, ServerPool } from '../language/serverPool.ts';
import type { ServerRow } from '../language/serverRow.ts';
import type { TextSource } from '../language/textSource.ts';
import { openTexts, pathsOf, textStates } from '../language/textState.ts';
import { type AffectedFiles, affectedFiles } from './affectedFiles.ts';
import { sideOf } from './affectedNames.ts';
import type { Baselines } from './baselines.ts';
import { type Judging, judgeTexts } from './judgeTexts.ts';

type States = ReturnType<typeof textStates>;

export interface OverlayParts {
  readonly paths: Paths;
  readonly pool: ServerPool;
  readonly graphs: GraphCache;
  readonly texts: TextSource;
  readonly memory: RehearsalMemory;
  /** Unsaved texts of open files, by path. */
  buffers(): ReadonlyMap<FilePath, string>;
  /** Says why servers may not run here, or undefined when they may. */
  forbidden(): string | undefined;
}

/** What rehearsals remember of the workspace as it is. */
export interface RehearsalMemory {
  baselinesOf(server: string): Baselines;
  /** Complete results by the content of the change, until a file on disk changes. */
  readonly results: { get(key: string): RehearsalResult | undefined; set(key: string, result: RehearsalResult): unknown };
  /** Rehearsals now under way, by the content of the change; forgotten when a file on disk changes. */
  readonly underway: Map<string, Promise<RehearsalResult>>;
  /** Regions of a text, read once. */
  outline(path: FilePath, text: string): Promise<readonly Outline[] | undefined>;
  /** Looks whether files met before have changed on disk meanwhile, and tells the servers. */
  noticeDisk(paths: readonly FilePath[]): Promise<void>;
}

/** The changes that one server judges. */
interface Group {
  readonly seat: Seat;
  readonly changes: FileChange[];
}

const digestOf = (content: unknown): string => createHash('sha256').update(JSON.stringify(content)).digest('base64');

const nothing: RehearsalResult = { checks: [], baseline: [], after: [], notChecked: [] };

const merge = (results: readonly RehearsalResult[]): RehearsalResult => ({
  checks: results.flatMap((result) => result.checks),
  baseline: results.flatMap((result) => result.baseline),
  after: results.flatMap((result) => result.after),
  notChecked: results.flatMap((result) => result.notChecked),
});

const unjudged = (paths: readonly FilePath[], reason: string): RehearsalResult => ({ ...nothing, notChecked: [{ paths, reason }] });

export function createOverlayShadow(parts: OverlayParts): ShadowWorkspace {
  const { memory } = parts;
  let warming = new AbortController();
  return {
    rehearse: async (changes, budgetMs, signal) => {
      const paths = changes.changes.flatMap(pathsOf);
      const why = parts.forbidden();
      if (why) return unjudged(paths, why);
      const started = performance.now();
      warming.abort();
      await memory.noticeDisk(paths);
      const key = digestOf([changes.changes, [...parts.buffers()]]);
      const known = memory.results.get(key) ?? (await joined(memory.underway.get(key), signal));
      if (known) return known;
      const work = rehearseGroups(changes, { started, deadline: started + budgetMs }, parts, signal);
      memory.underway.set(key, work);
      try {
        const result = await work;
        // Gone from there when a file on disk changed meanwhile.
        if (result.notChecked.length === 0 && memory.underway.get(key) === work) memory.results.set(key, result);
        return result;
      } finally {
        if (memory.underway.get(key) === work) memory.underway.delete(key);
      }
    },
    warm: (paths) => {
      if (parts.forbidden()) return;
      warming.abort();
      warming = new AbortController();
      void warm(paths, parts, warming.signal);
    },
  };
}

/** What the same rehearsal, begun by somebody else, comes to; undefined when it was broken off. */
async function joined(work: Promise<RehearsalResult> | undefined, signal: AbortSignal): Promise<RehearsalResult | undefined> {
  if (!work) return undefined;
  const stopped = new Promise<undefined>((resolve) => signal.addEventListener('abort', () => resolve(undefined), { once: true }));
  const result = await Promise.race([work.catch(() => undefined), stopped]);
  if (signal.aborted) throw cancelled();
  return result;
}

type Times = Pick<Judging, 'started' | 'deadline'>;

async function rehearseGroups(changes: ChangeSet, times: Times, parts: OverlayParts, signal: AbortSignal): Promise<RehearsalResult> {
  const { groups, notChecked } = await groupByServer(changes, parts.pool);
  const results = await Promise.all(groups.map((group) => rehearseGroup(group, times, parts, signal)));
  return merge([...results, { ...nothing, notChecked }]);
}

async function groupByServer(changes: ChangeSet, pool: ServerPool): Promise<{ groups: Group[]; notChecked: NotChecked[] }> {
  const groups = new Map<string, Group>();
  const notChecked: NotChecked[] = [];
  for (const change of changes.changes) {
    const found = await pool.seatFor(change.kind === 'rename' ? change.to : change.path);
    if (found.kind === 'seat') {
      const group = groups.get(found.seat.key) ?? { seat: found.seat, changes: [] };
      group.changes.push(change);
      groups.set(found.seat.key, group);
    } else {
      const reason = found.kind === 'missing' ? found.hint : 'No language server is known for this kind of file.';
      notChecked.push({ paths: pathsOf(change), reason });
    }
  }
  return { groups: [...groups.values()], notChecked };
}

async function rehearseGroup(group: Group, times: Times, parts: OverlayParts, signal: AbortSignal): Promise<RehearsalResult> {
  const paths = [...new Set(group.changes.flatMap(pathsOf))];
  const states = textStates(group.changes, parts.buffers());
  const baselines = parts.memory.baselinesOf(group.seat.key);
  baselines.meet(states.before.open);
  const textOf = (path: FilePath) => parts.texts(path, signal);
  const dependents = findDependents(group, states, parts, signal);
  dependents.catch(() => undefined);
  const budgetMs = Math.max(1, times.deadline - performance.now());
  const lease = await parts.pool.use(group.seat, budgetMs, signal, (server) =>
    judgeTexts({ server, seat: group.seat, paths: parts.paths, ...states, dependents, baselines, textOf, ...times }, paths, signal),
  );
  return lease.kind === 'done' ? lease.value : unjudged(paths, lease.why);
}

/** Names are followed from file to file for this long at most. */
const searchMs = 400;

/** Files that may feel the changes of a group, nearest first. */
async function findDependents({ seat, changes }: Group, states: States, parts: OverlayParts, signal: AbortSignal): Promise<AffectedFiles> {
  const { imports } = seat.row;
  if (!imports) return { files: [], isCutShort: false };
  const graph = await parts.graphs.graph(imports);
  const readText = async (path: FilePath, text: string) => sideOf(path, text, await parts.memory.outline(path, text));
  return affectedFiles(changes, {
    until: performance.now() + searchMs,
    graphs: [graph.withTexts(states.before.open), graph.withTexts(states.after.open)],
    filesMentioning: (words, among) => filesMentioning(parts.paths.root, words, among, signal),
    textOf: (path) => parts.texts(path, signal),
    readText,
  });
}

const warmMs = 30_000;

/** So many importers of the files are judged while the model thinks. */
const mostWarmed = 40;

/**
 * Starts the servers of these files and lets them load the project; reads the import graphs meanwhile. What is wrong with the
 * files and their nearest importers as they are is remembered. Each file is a turn of its own: a rehearsal waits for one at most,
 * and ends the rest.
 */
async function warm(paths: readonly FilePath[], parts: OverlayParts, signal: AbortSignal): Promise<void> {
  const importers = new Set<FilePath>();
  const opened = new Map<string, Map<FilePath, string>>();
  for (const path of paths) {
    const row = await warmFile(path, opened, parts);
    const graph = row?.imports && (await parts.graphs.graph(row.imports).catch(() => undefined));
    for (const importer of graph?.importers([path]) ?? []) importers.add(importer);
  }
  for (const path of [...importers].filter((importer) => !paths.includes(importer)).slice(0, mostWarmed)) {
    if (signal.aborted) return;
    await warmFile(path, opened, parts);
  }
}

const { signal: never } = new AbortController();

/** `opened`: what was opened for this before, by server; it stays open, so that a server does not drop what it has read. */
async function warmFile(path: FilePath, opened: Map<string, Map<FilePath, string>>, parts: OverlayParts): Promise<ServerRow | undefined> {
  const found = await parts.pool.seatFor(path);
  const text = found.kind === 'seat' ? await parts.texts(path, never) : undefined;
  if (found.kind !== 'seat' || text === undefined) return undefined;
  const { seat } = found;
  const baselines = parts.memory.baselinesOf(seat.key);
  await parts.memory.noticeDisk([path]);
  await parts.pool.use(seat, warmMs, never, async (server) => {
    const before = opened.get(seat.key) ?? new Map<FilePath, string>();
    const open = new Map([...before, ...parts.buffers(), [path, text]]);
    baselines.meet(open);
    if (baselines.has(path)) return;
    opened.set(seat.key, open);
    await server.become(openTexts(open));
    const answer = await server.diagnostics(path, warmMs, never);
    if (answer.kind === 'answer') baselines.set(path, answer.value);
  });
  return seat.row;
}
