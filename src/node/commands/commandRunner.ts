// Commands as our own child processes: no terminal, no standard input, an allow-listed environment, the whole process group ended with them.
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { constants } from 'node:os';
import { isAbsolute, join, relative } from 'node:path';
import { AppError, cancelled } from '../../base/errors.ts';
import type { CommandResult, CommandRunner, OutputListener, PreparedCommand } from '../../core/ports/commandRunner.ts';
import { endGroup, letGo } from '../processGroup.ts';
import { CappedText, PlainOutput } from './plainOutput.ts';

export interface CommandSettings {
  readonly root: string;
  readonly timeoutMs?: number;
  readonly maxOutputCharacters?: number;
  readonly environment?: Readonly<Record<string, string | undefined>>;
}

const defaultTimeoutMs = 120_000;
const defaultMaxOutput = 40_000;
const graceMs = 2_000;
/** How long pipes may stay open after the program itself ended, held by something it left running. */
const lingerMs = 500;

const passedOn = ['PATH', 'HOME', 'USER', 'LOGNAME', 'SHELL', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'TEMP', 'TMP'];
const passedOnWindows = ['SYSTEMROOT', 'COMSPEC', 'PATHEXT', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA', 'PROGRAMDATA', 'PROGRAMFILES'];
/** No pager, no colours, no questions. */
const fixed = { TERM: 'dumb', NO_COLOR: '1', PAGER: 'cat', GIT_PAGER: 'cat', GIT_TERMINAL_PROMPT: '0' };

export function createCommandRunner(settings: CommandSettings): CommandRunner {
  const prepare = async (command: string, folder: string): Promise<PreparedCommand> => {
    const place = await resolveFolder(settings.root, folder);
    const argv = argumentsFor(command);
    const digest = createHash('sha256')
      .update(JSON.stringify([argv, place, environmentOf(settings)]))
      .digest('hex');
    return { command, argv, folder, digest };
  };
  return {
    prepare,
    async run(prepared, onOutput, signal) {
      if (signal.aborted) throw cancelled();
      const now = await prepare(prepared.command, prepared.folder);
      if (now.digest !== prepared.digest) {
        throw new AppError(
          'command.changed',
          `"${prepared.command}" would not run as it was approved: its folder or environment changed. Ask again.`,
        );
      }
      return runGroup(now.argv, await resolveFolder(settings.root, now.folder), { settings, onOutput, signal });
    },
  };
}

async function resolveFolder(root: string, folder: string): Promise<string> {
  const base = await realpath(root);
  const place = await realpath(join(base, folder)).catch(() => undefined);
  const inside = place === undefined ? '..' : relative(base, place);
  if (place === undefined || inside.startsWith('..') || isAbsolute(inside)) {
    throw new AppError('command.badFolder', `"${folder}" is not a folder of the workspace. Run the command from the workspace’s root.`);
  }
  return place;
}

function argumentsFor(command: string): readonly string[] {
  if (process.platform === 'win32') return ['powershell.exe', '-NoProfile', '-NonInteractive', '-Command', command];
  return [existsSync('/bin/bash') ? '/bin/bash' : '/bin/sh', '-c', command];
}

function environmentOf(settings: CommandSettings): Record<string, string> {
  const source = settings.environment ?? process.env;
  const names = process.platform === 'win32' ? [...passedOn, ...passedOnWindows] : passedOn;
  return { ...Object.fromEntries(names.flatMap((name) => (source[name] === undefined ? [] : [[name, source[name]]]))), ...fixed };
}

interface Running {
  readonly settings: CommandSettings;
  readonly onOutput: OutputListener;
  readonly signal: AbortSignal;
}

async function runGroup(argv: readonly string[], folder: string, running: Running): Promise<CommandResult> {
  const startedAt = performance.now();
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, {
    cwd: folder,
    env: environmentOf(running.settings),
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const output = new CappedText((running.settings.maxOutputCharacters ?? defaultMaxOutput) / 2);
  const finishOutput = follow(child, (text, line) => {
    output.add(text);
    running.onOutput(text, line);
  });
  let endedBy: CommandResult['endedBy'] = 'itself';
  const stop = (why: 'timeout' | 'cancelled') => {
    endedBy = why;
    endGroup(child, 'SIGTERM');
    setTimeout(() => endGroup(child, 'SIGKILL'), graceMs).unref();
  };
  const timer = setTimeout(() => stop('timeout'), running.settings.timeoutMs ?? defaultTimeoutMs);
  const onAbort = () => stop('cancelled');
  running.signal.addEventListener('abort', onAbort, { once: true });
  try {
    const exitCode = await whenEnded(child);
    finishOutput();
    const { text, omitted } = output.finish();
    return { exitCode, output: text, omittedCharacters: omitted, durationMs: Math.round(performance.now() - startedAt), endedBy };
  } finally {
    clearTimeout(timer);
    running.signal.removeEventListener('abort', onAbort);
    endGroup(child, 'SIGKILL');
    letGo(child);
  }
}

/** Both streams in the order in which they come, as plain text. Gives back the way to take the rest. */
function follow(child: ChildProcess, take: OutputListener): () => void {
  const streams = [child.stdout, child.stderr].flatMap((stream) =>
    stream ? [{ stream, decoder: new TextDecoder(), plain: new PlainOutput() }] : [],
  );
  let drawn = '';
  const pass = (text: string, line: string) => {
    if (text !== '' || line !== drawn) take(text, line);
    drawn = line;
  };
  for (const { stream, decoder, plain } of streams) {
    stream.on('data', (bytes: Buffer) => {
      const text = plain.push(decoder.decode(bytes, { stream: true }));
      pass(text, plain.line());
    });
  }
  return () => {
    for (const { stream, decoder, plain } of streams) {
      stream.removeAllListeners('data');
      const text = plain.push(decoder.decode());
      pass(text + plain.finish(), '');
    }
  };
}

/** Resolves with the exit code once the pipes are closed, or shortly after the program ended although something holds them open. */
function whenEnded(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (fault) => {
      reject(new AppError('command.notStarted', `The command could not be started (${fault.message}).`, { cause: fault }));
    });
    child.once('exit', (code, signal) => {
      const exitCode = code ?? 128 + (signal ? constants.signals[signal] : 0);
      const linger = setTimeout(() => resolve(exitCode), lingerMs);
      child.once('close', () => {
        clearTimeout(linger);
        resolve(exitCode);
      });
    });
  });
}
