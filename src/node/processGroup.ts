// Programs that may start others get a process group of their own, so that they end as a whole: when we say so, and when we are killed.
import { type ChildProcess, spawn } from 'node:child_process';

/**
 * Stays beside the program, in its group, and reads a pipe that only we hold (descriptor 3): it comes to its end when we do, however
 * that happens, also for a program that is busy or stopped. Descriptor 4 is the program's channel.
 */
const withGuard = '(read -r _; kill -KILL 0) <&3 3<&- 4>&- >/dev/null 2>&1 & exec "$@" 3<&-';

export interface GroupSettings {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Whether `child.send` is wanted. */
  readonly hasChannel: boolean;
}

/** Starts a program with pipes in a group of its own, which does not outlive us. A program that is not there exits with code 127. */
export function spawnGroup(program: string, args: readonly string[], { cwd, env, hasChannel }: GroupSettings): ChildProcess {
  const channel = hasChannel ? ['ipc' as const] : [];
  const pipes = ['pipe', 'pipe', 'pipe'] as const;
  if (process.platform === 'win32') return spawn(program, [...args], { cwd, env, stdio: [...pipes, ...channel], windowsHide: true });
  const script = ['-c', withGuard, 'sh', program, ...args];
  return spawn('/bin/sh', script, { cwd, env, stdio: [...pipes, 'pipe', ...channel], detached: true });
}

/** Signals a whole group; one that has ended is let be. */
export function endGroup(child: ChildProcess, signal: 'SIGTERM' | 'SIGKILL'): void {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    if (child.exitCode === null) spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { windowsHide: true }).unref();
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (fault) {
    // EPERM is what macOS says of a group that has ended but was not yet waited for.
    if (!['ESRCH', 'EPERM'].includes((fault as NodeJS.ErrnoException).code ?? '')) throw fault;
  }
}

/** Lets go of a child that is ended: neither it nor whoever inherited its pipes keeps us alive. */
export function letGo(child: ChildProcess): void {
  for (const stream of child.stdio) stream?.destroy();
  if (child.connected) child.disconnect();
  child.unref();
}
