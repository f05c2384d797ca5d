// `understudy index`: builds or shows the workspace's code index, which the editor shares.
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { CodeIndexState } from '../../core/ports/codeIndex.ts';
import { systemClock } from '../../node/clock.ts';
import { createIndexProcess, type IndexProcess } from '../../node/codeIndex/indexProcess.ts';
import { openDataFolder } from '../../node/dataFolder.ts';
import { createLineLogger } from '../../node/logger.ts';
import type { Command } from '../args.ts';
import { embeddingsIn } from '../codeIndex.ts';
import { type ExitCode, exitCodes } from '../exitCodes.ts';
import { workspaceRoot } from '../host.ts';
import type { Terminal } from '../terminal.ts';

type IndexCommand = Extract<Command, { kind: 'index' }>;

/** What is told at the end; with `--json` as one object. */
interface IndexReport {
  readonly folder: string;
  readonly state: CodeIndexState['kind'] | 'none';
  readonly files: number;
  readonly bytes: number;
  readonly seconds?: number;
  readonly note?: string;
}

export async function runIndex({ action, options }: IndexCommand, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  const root = workspaceRoot(options);
  const { index: folder } = await openDataFolder(root, process.env);
  const bytes = await sizeOf(folder);
  if (action === 'status' && bytes === 0) return tell({ folder, state: 'none', files: 0, bytes }, options.json, terminal);
  const logger = createLineLogger((line) => process.stderr.write(line), systemClock, process.env.UNDERSTUDY_DEBUG ? 'debug' : 'error');
  const showsProgress = !options.json && process.stderr.isTTY === true;
  const onState = (state: CodeIndexState) => {
    if (showsProgress && state.kind === 'indexing') process.stderr.write(`\r${state.indexedFiles} of ${state.totalFiles ?? '?'} files`);
  };
  const index = createIndexProcess({ root, folder, logger, onState, ...embeddingsIn(process.env) });
  const stop = () => index.dispose();
  signal.addEventListener('abort', stop, { once: true });
  try {
    const report = action === 'build' ? await build(index, folder) : await look(index, folder);
    if (showsProgress) process.stderr.write('\r\x1b[K');
    return tell(report, options.json, terminal);
  } finally {
    signal.removeEventListener('abort', stop);
    index.dispose();
  }
}

async function build(index: IndexProcess, folder: string): Promise<IndexReport> {
  const startedAt = Date.now();
  await index.start();
  return { ...(await look(index, folder)), seconds: (Date.now() - startedAt) / 1000 };
}

async function look(index: IndexProcess, folder: string): Promise<IndexReport> {
  const { kind, indexedFiles, note } = await index.state();
  return { folder, state: kind, files: indexedFiles, bytes: await sizeOf(folder), ...(note ? { note } : {}) };
}

function tell(report: IndexReport, asJson: boolean, terminal: Terminal): ExitCode {
  const { state, files, bytes, seconds, note, folder } = report;
  if (asJson) terminal.print(JSON.stringify(report));
  else if (state === 'none') terminal.print('There is no index of this folder yet. Build it: understudy index build');
  else {
    const took = seconds === undefined ? '' : ` in ${seconds.toFixed(1)} s`;
    terminal.print(
      `${files} files ${seconds === undefined ? 'are indexed' : 'indexed'}${took}, ${(bytes / 1e6).toFixed(1)} MB in ${folder}`,
    );
    if (note) terminal.print(note);
  }
  return state === 'off' ? exitCodes.failed : exitCodes.done;
}

async function sizeOf(folder: string): Promise<number> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const sizes = entries.filter((entry) => entry.isFile()).map((entry) => sizeOfFile(join(entry.parentPath, entry.name)));
  return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
}

/** Files of the database come and go while it works. */
const sizeOfFile = (path: string): Promise<number> =>
  stat(path).then(
    ({ size }) => size,
    () => 0,
  );
