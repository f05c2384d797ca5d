// A fresh git repository made from a fixture, the recorded model, and the built command line as a child process.
import { execFileSync, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Exchange } from '../fakes/exchanges.ts';
import { type ModelServer, startModelServer } from '../fakes/modelServer.ts';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
const fixtures = join(root, 'test', 'fixtures');

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Invocation {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each line of standard output as it comes. */
  readonly onLine?: (line: string, kill: () => void) => void;
}

/** One workspace with its model; removed by `close`. */
export class CliBench {
  readonly folder: string;
  readonly data: string;
  private readonly scratch = mkdtempSync(join(tmpdir(), 'understudy-cli-'));

  private constructor(readonly model: ModelServer) {
    this.folder = join(this.scratch, 'shop');
    this.data = join(this.scratch, 'data');
  }

  /** `exchanges` stand in for those of the sample. */
  static async open(exchanges?: readonly Exchange[]): Promise<CliBench> {
    const bench = new CliBench(await startModelServer({ exchanges: exchanges ?? join(fixtures, 'exchanges', 'sample'), chunkChars: 40 }));
    cpSync(join(fixtures, 'sample'), bench.folder, { recursive: true });
    bench.git('init', '-q', '-b', 'main');
    bench.git('add', '-A');
    bench.git('-c', 'user.name=t', '-c', 'user.email=t@example.org', 'commit', '-qm', 'start');
    return bench;
  }

  async close(): Promise<void> {
    await this.model.close();
    rmSync(this.scratch, { recursive: true, force: true });
  }

  /** Runs the built command line in the workspace. */
  run(args: readonly string[], { input = '', env = {}, onLine }: Invocation = {}): Promise<Finished> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, [join(root, 'dist', 'cli.mjs'), ...args], {
        cwd: this.folder,
        env: {
          ...process.env,
          UNDERSTUDY_BASE_URL: this.model.baseUrl,
          UNDERSTUDY_MODEL: 'recorded demo model',
          UNDERSTUDY_DATA: this.data,
          NO_COLOR: '1',
          ...env,
        },
      });
      const out = { stdout: '', stderr: '', partial: '' };
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        out.stdout += text;
        const lines = (out.partial + text).split('\n');
        out.partial = lines.pop() ?? '';
        for (const line of lines) onLine?.(line, () => child.kill('SIGKILL'));
      });
      child.stderr.setEncoding('utf8').on('data', (text: string) => (out.stderr += text));
      child.on('error', reject);
      child.on('close', (code) => resolve({ code, stdout: out.stdout, stderr: out.stderr }));
      child.stdin.on('error', () => undefined);
      child.stdin.end(input);
    });
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8' });
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  /** SHA-256 of every file of the workspace, the git index among them. */
  fingerprint(): Record<string, string> {
    const found: Record<string, string> = {};
    const visit = (folder: string): void => {
      for (const name of readdirSync(folder).sort()) {
        const path = join(folder, name);
        if (statSync(path).isDirectory()) {
          if (name !== '.git') visit(path);
        } else found[relative(this.folder, path)] = createHash('sha256').update(readFileSync(path)).digest('hex');
      }
    };
    visit(this.folder);
    const index = join(this.folder, '.git', 'index');
    if (existsSync(index)) found['.git/index'] = createHash('sha256').update(readFileSync(index)).digest('hex');
    return found;
  }
}

/** The events of a `--json` run. */
export const eventsOf = (finished: Finished): { readonly kind: string; readonly run: string; readonly [field: string]: unknown }[] =>
  finished.stdout
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
