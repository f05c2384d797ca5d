// The projects on which the rehearsal is measured: a small one of our own, and public snapshots. The snapshots are archives in
// ../shared/bench/retrieval, or where $UNDERSTUDY_SNAPSHOTS says.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { ripgrepProgram } from '../../src/node/assets.ts';

const root = resolve(import.meta.dirname, '..', '..');
export const snapshots = process.env.UNDERSTUDY_SNAPSHOTS ?? join(root, '..', 'shared', 'bench', 'retrieval');

export interface Project {
  readonly name: string;
  readonly archive?: string;
  readonly folder?: string;
  /** Where files to edit are taken from. */
  readonly sources: string;
  readonly glob: string;
  readonly declaration: RegExp;
  /** A line with a type error. */
  readonly wrong: string;
  readonly remark: string;
  /** The compiler on disk, and its complaints as path and message without the line. */
  readonly onDisk: readonly string[];
  readonly complaint: RegExp;
  readonly goals: { readonly coldMs?: number; readonly warmP95Ms: number };
}

const tsc = (project: string) => [
  process.execPath,
  join(root, 'node_modules/typescript/bin/tsc'),
  '--noEmit',
  '--types',
  '',
  '-p',
  project,
];
const script = {
  glob: '*.ts',
  declaration: /^export (?:async )?function (\w+)/m,
  wrong: "export const understudyProbe: number = 'no number'\n",
  remark: '// A remark.\n',
  complaint: /^(\S+?)\(\d+,\d+\): error (.*)$/,
  goals: { coldMs: 2_000, warmP95Ms: 300 },
};

export const projects: readonly Project[] = [
  { name: 'sample', folder: join(root, 'test/fixtures/sample'), sources: 'src', ...script, onDisk: tsc('.') },
  { name: 'vite', archive: 'vitejs+vite.tar.gz', sources: 'packages/vite/src/node', ...script, onDisk: tsc('packages/vite/src/node') },
  { name: 'payload', archive: 'payloadcms+payload.tar.gz', sources: 'packages/payload/src', ...script, onDisk: tsc('packages/payload') },
  // A part of payload that the compiler on disk comes to an end with although no packages are installed.
  { name: 'drizzle', archive: 'payloadcms+payload.tar.gz', sources: 'packages/drizzle/src', ...script, onDisk: tsc('packages/drizzle') },
  {
    name: 'scrapy',
    archive: 'scrapy+scrapy.tar.gz',
    sources: 'scrapy',
    glob: '*.py',
    declaration: /^def ([a-z]\w+)/m,
    wrong: 'understudy_probe: int = "no number"\n',
    remark: '# A remark.\n',
    onDisk: [process.execPath, join(root, 'node_modules/pyright/index.js'), 'scrapy'],
    complaint: /^\s+(\S+?):\d+:\d+ - error: (.*)$/,
    goals: { warmP95Ms: 700 },
  },
];

export const isThere = ({ archive }: Project): boolean => !archive || existsSync(join(snapshots, archive));

export function unpack(project: Project): string {
  const folder = mkdtempSync(join(tmpdir(), `understudy-bench-${project.name}-`));
  if (project.folder) cpSync(project.folder, folder, { recursive: true });
  else execFileSync('tar', ['xzf', join(snapshots, project.archive ?? ''), '-C', folder]);
  return folder;
}

/** What the compiler on disk prints; undefined when it has not ended in time, with all that it started. */
export function compileOnDisk({ onDisk }: Project, folder: string, mostMs: number): Promise<string | undefined> {
  const child = spawn(onDisk[0] ?? '', onDisk.slice(1), { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'], detached: true });
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (printed += text));
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      process.kill(-(child.pid ?? 0), 'SIGKILL');
      resolve(undefined);
    }, mostMs);
    child.on('error', reject);
    child.on('close', () => {
      clearTimeout(timer);
      resolve(printed);
    });
  });
}

/** So many files that a declaration is in, evenly drawn from the sources. */
export function drawFiles(project: Project, folder: string, wanted: number): string[] {
  const args = ['--files', '--sort=path', '-g', project.glob, project.sources];
  const files = spawnSync(ripgrepProgram(), args, { cwd: folder, encoding: 'utf8' })
    .stdout.split('\n')
    .filter((path) => path !== '' && !/test|fixture|\.d\.ts|\.spec\./.test(path))
    .filter((path) => project.declaration.test(readFileSync(join(folder, path), 'utf8')));
  return drawEvenly(files, wanted);
}

export function drawEvenly<T>(all: readonly T[], wanted: number): T[] {
  const step = Math.max(1, all.length / wanted);
  return Array.from({ length: Math.min(wanted, all.length) }, (_, index) => all[Math.floor(index * step)]).filter(
    (one) => one !== undefined,
  );
}
