// Commands as real child processes.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandResult } from '../../src/core/ports/commandRunner.ts';
import { type CommandSettings, createCommandRunner } from '../../src/node/commands/commandRunner.ts';

describe('command runner', () => {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'understudy-command-')));
  const signal = new AbortController().signal;
  after(() => rmSync(root, { recursive: true, force: true }));

  async function run(
    command: string,
    options: Partial<CommandSettings> & { signal?: AbortSignal; hear?: (text: string) => void } = {},
  ): Promise<CommandResult> {
    const { signal: stop = signal, hear = () => undefined, ...settings } = options;
    const runner = createCommandRunner({ root, ...settings });
    return runner.run(await runner.prepare(command, ''), hear, stop);
  }
  /** A dead child whose parent has not asked for its end is a zombie, not running. */
  const isRunning = (pid: number) => /^[^Z]/.test(spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim());
  /** The signal is sent; the system ends it when it comes to it. */
  async function ends(pid: number): Promise<void> {
    for (let looks = 0; looks < 200 && isRunning(pid); looks++) await new Promise((done) => setTimeout(done, 50));
    assert.equal(isRunning(pid), false);
  }

  it('gives output and exit code, standard error included', async () => {
    const result = await run('echo out; echo err >&2; exit 3');
    assert.equal(result.exitCode, 3);
    assert.deepEqual(result.output.split('\n').sort(), ['', 'err', 'out']);
    assert.equal(result.endedBy, 'itself');
  });

  it('runs in the workspace and tells output while it comes', async () => {
    const heard: string[] = [];
    const result = await run('pwd; sleep 0.1; echo late', { hear: (text) => heard.push(text) });
    assert.equal(result.output, `${root}\nlate\n`);
    assert.ok(heard.length >= 2);
  });

  it('tells how an unfinished line looks meanwhile, and keeps only how it ended', async () => {
    const lines: string[] = [];
    // It goes on when it has been heard.
    const heard = (name: string) => `while [ ! -e ${name} ]; do sleep 0.02; done`;
    const command = `printf '\\r\\033[32m10 %%\\033[0m'; ${heard('first')}; printf '\\r90 %%'; ${heard('second')}; printf '\\rdone\\n'`;
    const runner = createCommandRunner({ root });
    const hear = (_: string, line: string) => {
      lines.push(line);
      writeFileSync(join(root, lines.length === 1 ? 'first' : 'second'), '');
    };
    const result = await runner.run(await runner.prepare(command, ''), hear, signal);
    assert.deepEqual(lines, ['10 %', '90 %', '']);
    assert.equal(result.output, 'done\n');
  });

  it('gives no standard input and none of our keys', async () => {
    const environment = { PATH: process.env.PATH, HOME: '/home/dev', OPENAI_API_KEY: 'not for children' };
    const result = await run('cat; env', { environment });
    assert.ok(!result.output.includes('not for children'));
    assert.match(result.output, /HOME=\/home\/dev/);
  });

  it('ends the whole group at the time limit, and knows the exit code', async () => {
    const heard: string[] = [];
    const result = await run('sleep 60 & echo $!; wait', { timeoutMs: 300, hear: (text) => heard.push(text) });
    assert.equal(result.endedBy, 'timeout');
    assert.equal(result.exitCode, 143);
    await ends(Number(heard.join('').trim()));
  });

  it('ends a group that ignores the polite signal', async () => {
    const result = await run('trap "" TERM; while true; do sleep 0.1; done', { timeoutMs: 200 });
    assert.equal(result.exitCode, 137);
    assert.ok(result.durationMs < 5_000);
  });

  it('ends when cancelled', async () => {
    const stop = new AbortController();
    const result = await run('echo on; sleep 60', { signal: stop.signal, hear: () => stop.abort() });
    assert.equal(result.endedBy, 'cancelled');
  });

  it('does not wait for what the command left running, and ends it too', async () => {
    const heard: string[] = [];
    const result = await run('sleep 60 & echo $!', { hear: (text) => heard.push(text) });
    assert.equal(result.exitCode, 0);
    assert.ok(result.durationMs < 5_000);
    await ends(Number(heard.join('').trim()));
  });

  it('caps a flood of output', async () => {
    const result = await run('yes | head -c 3000000', { maxOutputCharacters: 1_000 });
    assert.ok(result.output.length < 1_200 && result.omittedCharacters > 2_000_000);
  });

  it('refuses to run under a digest that no longer holds', async () => {
    const approved = await createCommandRunner({ root, environment: { PATH: process.env.PATH } }).prepare('echo hi', '');
    const changed = createCommandRunner({ root, environment: { PATH: `/tmp/evil:${process.env.PATH}` } });
    await assert.rejects(
      changed.run(approved, () => undefined, signal),
      { code: 'command.changed' },
    );
    await assert.rejects(
      changed.run({ ...approved, command: 'echo other' }, () => undefined, signal),
      { code: 'command.changed' },
    );
  });

  it('refuses a folder outside the workspace, links resolved', async () => {
    symlinkSync('/', join(root, 'away'));
    const runner = createCommandRunner({ root });
    await assert.rejects(runner.prepare('ls', '../..'), { code: 'command.badFolder' });
    await assert.rejects(runner.prepare('ls', 'away'), { code: 'command.badFolder' });
  });
});
