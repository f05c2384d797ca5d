// The private language servers of one workspace folder, behind two ports: the rehearsal, and facts about the code.
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { FilePath } from '../../core/model/document.ts';
import type { Trust } from '../../core/model/policy.ts';
import type { LanguageFeatures } from '../../core/ports/languageFeatures.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { RehearsalResult, ShadowWorkspace } from '../../core/ports/shadowWorkspace.ts';
import type { Outline, SyntaxParser } from '../../core/ports/syntaxParser.ts';
import type { WorkspaceReader } from '../../core/ports/workspaceReader.ts';
import { findWasm } from '../assets.ts';
import { Baselines, DiskWatch } from '../shadow/baselines.ts';
import { createOverlayShadow, type RehearsalMemory } from '../shadow/overlayShadow.ts';
import { createSyntaxParser } from '../syntax/syntaxParser.ts';
import { createLanguageFeatures } from './features.ts';
import { GraphCache } from './graphCache.ts';
import { createPaths, type Paths } from './paths.ts';
import { ServerPool } from './serverPool.ts';
import type { ServerRow } from './serverRow.ts';
import { rowFor, serverTable } from './serverTable.ts';
import { createTextSource } from './textSource.ts';

export interface LanguageServersOptions {
  /** The workspace folder. */
  readonly root: string;
  readonly logger: Logger;
  /** Gives open buffers before files; without one the disk is read. */
  readonly reader?: WorkspaceReader;
  /** Unsaved texts of open files. */
  buffers?(): ReadonlyMap<FilePath, string>;
  /** Servers run the project's own programs: without trust none is started. Absent means trusted. */
  trust?(): Trust;
  readonly syntax?: SyntaxParser;
  readonly rows?: readonly ServerRow[];
  readonly idleMs?: number;
  /** The editor's own installation (`vscode.env.appRoot`), whose language servers may be used. */
  readonly editorRoot?: string;
}

export interface LanguageServers {
  readonly shadow: ShadowWorkspace;
  readonly features: LanguageFeatures;
  /** Files on disk changed: what was read of them no longer counts. */
  filesChanged(paths: readonly FilePath[], kind: 'created' | 'changed' | 'deleted'): void;
  /** Servers now running, for a status line. */
  running(): readonly { readonly judge: string; readonly pid: number | undefined }[];
  dispose(): void;
}

const idleAfterMs = 10 * 60_000;
const filesLookedAt = 5_000;
const { signal: never } = new AbortController();

export function createLanguageServers(options: LanguageServersOptions): LanguageServers {
  const rows = options.rows ?? serverTable;
  const paths = createPaths(options.root);
  const texts = createTextSource(paths, options.reader);
  const lifetime = new AbortController();
  const pool = new ServerPool({
    rows,
    paths,
    logger: options.logger,
    editorRoot: options.editorRoot,
    idleMs: options.idleMs ?? idleAfterMs,
    textOf: (path) => texts(path, lifetime.signal),
  });
  const graphs = new GraphCache(paths.root);
  const buffers = () => options.buffers?.() ?? new Map<FilePath, string>();
  const forbidden = () =>
    options.trust?.() === 'untrusted' ? 'Language servers run only in a trusted workspace: trust it to have edits checked.' : undefined;
  let wakeFile: Promise<FilePath | undefined> | undefined;
  const anyFile = () => {
    wakeFile ??= options.reader?.list(filesLookedAt, never).then((files) => files.find((path) => rowFor(path, rows)));
    wakeFile?.catch(() => (wakeFile = undefined));
    return wakeFile ?? Promise.resolve(undefined);
  };
  const memory = createMemory({ paths, pool, graphs, syntax: options.syntax ?? createSyntaxParser({ findWasm }) });
  return {
    shadow: createOverlayShadow({
      paths,
      pool,
      graphs,
      texts,
      memory,
      buffers,
      forbidden,
    }),
    features: createLanguageFeatures({ pool, paths, texts, anyFile, forbidden }),
    filesChanged: (changed, kind) => {
      wakeFile = undefined;
      memory.filesChanged(changed, kind);
    },
    running: () => pool.running.map(({ setup, pid }) => ({ judge: setup.server.judge, pid })),
    dispose: () => {
      lifetime.abort();
      graphs.dispose();
      pool.dispose();
    },
  };
}

interface MemoryParts {
  readonly paths: Paths;
  readonly pool: ServerPool;
  readonly graphs: GraphCache;
  readonly syntax: SyntaxParser;
}

const mostOutlines = 1_000;
const mostResults = 50;

function createMemory({ paths, pool, graphs, syntax }: MemoryParts): RehearsalMemory & Pick<LanguageServers, 'filesChanged'> {
  const outlines = new LRUCache<string, Promise<readonly Outline[] | undefined>>({ max: mostOutlines });
  const disk = new DiskWatch(paths);
  const baselines = new Map<string, Baselines>();
  const results = new LRUCache<string, RehearsalResult>({ max: mostResults });
  const underway = new Map<string, Promise<RehearsalResult>>();
  const filesChanged: LanguageServers['filesChanged'] = (changed, kind) => {
    if (changed.length === 0) return;
    graphs.filesChanged(changed);
    results.clear();
    underway.clear();
    pool.filesChanged(changed);
    for (const known of baselines.values()) known.forget();
    for (const server of pool.running) server.filesChanged(changed, kind);
  };
  return {
    filesChanged,
    results,
    underway,
    baselinesOf: (server) => {
      const known = baselines.get(server) ?? new Baselines();
      baselines.set(server, known);
      return known;
    },
    outline: (path, text) => {
      const key = `${path}:${createHash('sha1').update(text).digest('base64')}`;
      const known = outlines.get(key) ?? syntax.outline(path, text);
      outlines.set(key, known);
      return known;
    },
    noticeDisk: async (met) => {
      const news = await disk.look(met);
      for (const kind of ['created', 'changed', 'deleted'] as const) filesChanged(news[kind], kind);
    },
  };
}
