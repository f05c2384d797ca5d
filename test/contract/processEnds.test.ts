// Child processes that no longer react (here: stopped by a signal) neither keep the host alive nor outlive a host that stays.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const flags = ['--experimental-transform-types', '--disable-warning=ExperimentalWarning'];
const program = join(import.meta.dirname, 'stuckChildren.ts');

interface Told {
  readonly children: readonly number[];
  readonly outcomes: readonly string[];
}

describe('child processes that no longer react', function () {
  this.timeout(60_000);
  let scratch: string;
  let hosts: ChildProcess[];
  let children: readonly number[];

  const isAlive = (pid: number) => {
    try {
      // A zombie nobody has waited for yet has ended too.
      return !/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
    } catch {
      return false;
    }
  };
  const startHost = (...more: string[]) => {
    const args = [...flags, program, join(scratch, 'work'), join(scratch, 'data'), ...more];
    const host = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    hosts.push(host);
    return host;
  };
  const tells = (host: ChildProcess) =>
    new Promise<Told>((resolve, reject) => {
      let text = '';
      host.stdout?.on('data', (part: Buffer) => {
        text += part.toString();
        if (text.includes('\n')) resolve(JSON.parse(text));
      });
      host.once('exit', (code, signal) => reject(new Error(`The host ended with ${code ?? signal} before it told anything.`)));
    });
  const ends = (host: ChildProcess) => new Promise<number | null>((resolve) => host.once('exit', resolve));

  before(function () {
    // Only Linux has /proc, which tells the children of a process.
    if (process.platform !== 'linux') this.skip();
  });
  beforeEach(() => {
    hosts = [];
    children = [];
    scratch = mkdtempSync(join(tmpdir(), 'understudy-ends-'));
    mkdirSync(join(scratch, 'work'));
    writeFileSync(join(scratch, 'work', 'a.ts'), 'export const word = 1;\n');
  });
  afterEach(() => {
    for (const host of hosts) host.kill('SIGKILL');
    for (const pid of children) if (isAlive(pid)) process.kill(pid, 'SIGKILL');
    rmSync(scratch, { recursive: true, force: true });
  });

  it('do not keep the host from ending, and leave no question open', async () => {
    const host = startHost();
    const ended = ends(host);
    const told = await tells(host);
    children = told.children;
    assert.equal(children.length, 4, 'index, analysis, git and tokens');
    assert.deepEqual(told.outcomes, ['rejected', 'rejected', 'rejected']);
    assert.equal(await ended, 0);
  });

  it('are killed by a host that stays', async () => {
    const host = startHost('stay');
    ({ children } = await tells(host));
    for (let i = 0; i < 160 && children.some(isAlive); i++) await new Promise((resolve) => setTimeout(resolve, 50));
    assert.deepEqual(children.filter(isAlive), []);
  });
});
