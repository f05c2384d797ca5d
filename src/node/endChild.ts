// How a child process of ours ends: it is asked, given a moment, and killed. Nothing of it holds the host up meanwhile.
import type { ChildProcess } from 'node:child_process';
import { Socket } from 'node:net';

/** Long enough to finish a write in hand, short enough that nobody notices a process left behind. */
const graceMs = 3_000;

/** Whether the host waits for the child before it exits: for its life, its channel and what it prints alike. */
export function keepHostAlive(child: ChildProcess, yes: boolean): void {
  const pipes = [child.stdin, child.stdout, child.stderr].filter((pipe) => pipe instanceof Socket);
  for (const part of [child, child.channel, ...pipes]) yes ? part?.ref() : part?.unref();
}

/** Closes the channel, which our children take as the word to end, and kills the child if it is still there after a moment. */
export function endChild(child: ChildProcess): void {
  keepHostAlive(child, false);
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMs).unref();
  child.once('exit', () => clearTimeout(timer));
}
