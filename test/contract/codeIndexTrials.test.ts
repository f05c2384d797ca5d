// The index when things go wrong around it: its host is killed, it is killed while it tidies up, the disk is full, the database cannot load.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const trial = join(import.meta.dirname, 'indexTrial.ts');
const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];

interface Told {
  readonly paths?: readonly string[];
  readonly state?: { readonly kind: string; readonly indexedFiles: number; readonly note?: string };
  readonly fault?: string;
}

describe('index trials', function () {
  this.timeout(120_000);
  let scratch: string;
  let root: string;
  const folder = () => join(scratch, 'data');
  const started: ChildProcess[] = [];

  const start = (mode: string, limit = '') => {
    const node = [process.execPath, ...flags, trial, mode, root, folder()].map((word) => `'${word}'`).join(' ');
    const child = spawn('sh', ['-c', `${limit}exec ${node}`], { stdio: ['ignore', 'pipe', 'inherit'] });
    started.push(child);
    return child;
  };
  const firstLine = (child: ChildProcess) =>
    new Promise<Told | string>((resolve, reject) => {
      let text = '';
      child.stdout?.on('data', (part: Buffer) => {
        text += part.toString();
        if (text.includes('\n')) resolve(JSON.parse(text.split('\n')[0]!));
      });
      child.once('exit', (code, signal) => reject(new Error(`ended with ${code ?? signal}: ${text}`)));
    });
  const run = async (mode: string, limit?: string) => (await firstLine(start(mode, limit))) as Told;
  const write = (path: string, text: string) => writeFileSync(join(root, path), text);
  const isAlive = (pid: number) => {
    try {
      process.kill(pid, 0);
      // A zombie nobody has waited for yet has ended too.
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  };

  beforeEach(() => {
    scratch = mkdtempSync(join(tmpdir(), 'understudy-trial-'));
    root = join(scratch, 'work');
    mkdirSync(join(root, 'src'), { recursive: true });
    mkdirSync(folder());
    for (let i = 0; i < 60; i++)
      write(`src/file${i}.ts`, `export const value${i} = ${i};\n${`// padding words of kind ${i}\n`.repeat(80)}`);
    write('src/zebra.ts', 'export const zebra = 1;\n');
  });
  afterEach(() => {
    for (const child of started.splice(0)) child.kill('SIGKILL');
    rmSync(scratch, { recursive: true, force: true });
  });

  it('ends with its host, even a host that was killed', async function () {
    // Only Linux has /proc, which tells a zombie from a process that runs on.
    if (process.platform !== 'linux') this.skip();
    const host = start('host');
    assert.equal(await firstLine(host), 'started');
    const pid = Number(/\d+/.exec(readFileSync(join(folder(), 'writer.json'), 'utf8'))?.[0]);
    assert.ok(isAlive(pid));
    host.kill('SIGKILL');
    for (let i = 0; i < 100 && isAlive(pid); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.equal(isAlive(pid), false);
  });

  it('is whole after being killed while it tidied up', async () => {
    for (const waitMs of [20, 150, 400]) {
      const child = start('optimize');
      assert.equal(await firstLine(child), 'optimizing');
      await new Promise((resolve) => setTimeout(resolve, waitMs));
      child.kill('SIGKILL');
      const told = await run('search');
      assert.deepEqual([told.paths?.[0], told.state?.indexedFiles], ['src/zebra.ts', 61], JSON.stringify(told));
    }
  });

  it('says what failed when the disk is full, and is built when there is room again', async function () {
    // Windows has no limit of the shell on the size of files.
    if (process.platform === 'win32') this.skip();
    // Files may not grow past some kilobytes: every larger write fails, as on a full disk.
    const told = await run('search', "trap '' XFSZ; ulimit -f 16; ");
    assert.match(told.fault ?? '', /File too large|os error 27|No space|LanceError|lance/i);
    const after = await run('search');
    assert.deepEqual([after.paths?.[0], after.state?.indexedFiles], ['src/zebra.ts', 61], JSON.stringify(after));
  });

  it('ranks from memory where the database cannot be loaded, and says so', async () => {
    const told = await run('noDatabase');
    assert.equal(told.paths?.[0], 'src/zebra.ts');
    assert.match(told.state?.note ?? '', /cannot be loaded on this machine.*in memory/);
  });
});
