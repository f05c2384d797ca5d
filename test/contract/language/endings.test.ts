// No server outlives its host, and none keeps its host alive: disposed, killed, stopped, with children of its own that hold its pipes.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '..', '..', '..');
const boundMs = 40_000;

interface Started {
  readonly host: ChildProcess;
  readonly pids: readonly number[];
}

/** Processes of these groups that have not ended. */
function alive(groups: readonly number[]): string[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,stat=,pid='], { encoding: 'utf8' });
  const rows = stdout.split('\n').map((line) => line.trim().split(/\s+/));
  return rows.filter(([group, state = 'Z']) => groups.includes(Number(group)) && !state.startsWith('Z')).map((row) => row.join(' '));
}

async function until(holds: () => boolean, ms: number): Promise<boolean> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (holds()) return true;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return holds();
}

describe('when a host of language servers ends', function () {
  this.timeout(2 * boundMs);
  let root: string;
  let host: ChildProcess | undefined;
  before(function () {
    // Windows has no process groups: there a server ends with its pipes, which this cannot show.
    if (process.platform === 'win32') this.skip();
    root = mkdtempSync(join(tmpdir(), 'understudy-endings-'));
    writeFileSync(join(root, 'a.fake'), '');
    writeFileSync(join(root, 'a.ts'), '');
    mkdirSync(join(root, 'node_modules'));
    cpSync(join(repository, 'node_modules/typescript6'), join(root, 'node_modules/typescript'), { recursive: true, dereference: true });
  });
  after(() => root && rmSync(root, { recursive: true, force: true }));
  afterEach(() => host?.kill('SIGKILL'));

  async function start(path: string, what: string): Promise<Started> {
    const args = ['--import', 'tsx', join(import.meta.dirname, 'endingsHost.ts'), root, path, what];
    const child = spawn(process.execPath, args, { cwd: repository, stdio: ['ignore', 'pipe', 'inherit'] });
    host = child;
    let said = '';
    child.stdout.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
    assert.ok(await until(() => said.includes('\n') || child.exitCode !== null, boundMs), 'the host says who runs');
    const report = JSON.parse(said) as { judged: boolean; notChecked: unknown; pids: number[] };
    assert.ok(report.judged && report.pids.length === 1, said);
    return { host: child, pids: report.pids };
  }

  for (const [path, whose] of [
    ['a.fake', 'a server with a child that holds its pipes'],
    ['a.ts', 'the bridge to TypeScript 6'],
  ] as const) {
    it(`by itself: nothing is left of ${whose}, and the host is not held up`, async () => {
      const { host, pids } = await start(path, 'dispose');
      assert.ok(await until(() => host.exitCode !== null, 5_000), 'the host ends');
      assert.equal(host.exitCode, 0);
      assert.ok(await until(() => alive(pids).length === 0, 5_000), alive(pids).join('; '));
    });

    it(`by SIGKILL: nothing is left of ${whose}`, async () => {
      const { host, pids } = await start(path, 'live');
      assert.ok(alive(pids).length >= 3, 'server, child and guard run');
      host.kill('SIGKILL');
      assert.ok(await until(() => alive(pids).length === 0, 5_000), alive(pids).join('; '));
    });
  }

  it('a server that was stopped with SIGSTOP is disposed like any other', async () => {
    const { host, pids } = await start('a.fake', 'disposeStopped');
    assert.ok(await until(() => host.exitCode !== null, 5_000), 'the host ends');
    assert.ok(await until(() => alive(pids).length === 0, 5_000), alive(pids).join('; '));
  });

  it('by SIGKILL while its server is stopped: nothing is left', async () => {
    const { host, pids } = await start('a.fake', 'live');
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    host.kill('SIGKILL');
    assert.ok(await until(() => alive(pids).length === 0, 5_000), alive(pids).join('; '));
  });
});
