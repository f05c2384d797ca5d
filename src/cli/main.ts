// Entry of the command line: one command, one exit code, one message for whatever went wrong.
import { assertNever } from '../base/assertNever.ts';
import { AppError, messageOf } from '../base/errors.ts';
import { type Command, parseCommand, usage } from './args.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import { exitCodeOfFault } from './outcome.ts';
import { Terminal } from './terminal.ts';
import { productVersion, whyTooOld } from './version.ts';

async function perform(command: Command, terminal: Terminal, signal: AbortSignal): Promise<ExitCode> {
  switch (command.kind) {
    case 'help':
      terminal.write(usage);
      return exitCodes.done;
    case 'version':
      terminal.print(productVersion);
      return exitCodes.done;
    case 'edit':
    case 'ask':
      return (await import('./commands/edit.ts')).runRequest(command, terminal, signal);
    case 'context':
      return (await import('./commands/context.ts')).showContext(command, terminal, signal);
    case 'runs':
      return (await import('./commands/runs.ts')).listRuns(command.options, terminal);
    case 'show':
      return (await import('./commands/runs.ts')).showRun(command.run, command.options, terminal);
    case 'index':
      return (await import('./commands/index.ts')).runIndex(command, terminal, signal);
    case 'forget':
      return (await import('./commands/runs.ts')).forget(command, terminal);
    case 'replay':
      return (await import('./commands/replay.ts')).replay(command.run, command.options, terminal, signal);
    case 'resume':
      return (await import('./commands/replay.ts')).resume(command.run, command.options, terminal, signal);
    default:
      return assertNever(command);
  }
}

async function main(): Promise<ExitCode> {
  const tooOld = whyTooOld(process.versions.node);
  if (tooOld) {
    process.stderr.write(`${tooOld}\n`);
    return exitCodes.usage;
  }
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  process.once('SIGTERM', () => stop.abort());
  const terminal = new Terminal(process.stdin, process.stdout, process.env);
  try {
    return await perform(parseCommand(process.argv.slice(2)), terminal, stop.signal);
  } catch (thrown) {
    process.stderr.write(`${messageOf(thrown)}\n`);
    return thrown instanceof AppError ? exitCodeOfFault(thrown.code) : exitCodes.failed;
  } finally {
    terminal.dispose();
  }
}

process.exitCode = await main();
