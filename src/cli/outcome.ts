// What a run's end means to a person and to a shell.
import { assertNever } from '../base/assertNever.ts';
import type { RunOutcome } from '../core/model/run.ts';
import { type ExitCode, exitCodes } from './exitCodes.ts';
import type { Terminal } from './terminal.ts';

const codeOfFault: Readonly<Record<string, ExitCode>> = {
  'cli.usage': exitCodes.usage,
  'cli.noWorkspace': exitCodes.noWorkspace,
  'model.none': exitCodes.noModel,
  'files.unusable': exitCodes.fileUnusable,
  'journal.noRun': exitCodes.usage,
  'run.cancelled': exitCodes.cancelled,
};

/** The exit code of a fault, by its code. */
export const exitCodeOfFault = (code: string): ExitCode => codeOfFault[code] ?? exitCodes.failed;

/** Says how a run ended, where a terminal is given, and gives the exit code. */
export function exitCodeOf(outcome: RunOutcome, terminal?: Terminal): ExitCode {
  switch (outcome.kind) {
    case 'answered':
      terminal?.print('');
      return exitCodes.done;
    case 'forReview':
      return exitCodes.done;
    case 'nothingProposed':
      terminal?.print(outcome.text);
      terminal?.print(
        terminal.palette.paint(
          'yellow',
          'The answer proposes no edit. Say more exactly what to change, or ask a question with: understudy ask',
        ),
      );
      return exitCodes.nothingProposed;
    case 'incomplete':
      terminal?.print(terminal.palette.paint('red', outcome.reason));
      return incompleteCode(outcome);
    case 'cancelled':
      terminal?.print('Stopped. Nothing was changed.');
      return exitCodes.cancelled;
    case 'failed':
      terminal?.print(terminal.palette.paint('red', outcome.message));
      return exitCodeOfFault(outcome.code);
    default:
      return assertNever(outcome);
  }
}

const refusals: ReadonlySet<string> = new Set(['auth', 'quota', 'rateLimit', 'notFound', 'badRequest', 'contextLength']);
const silences: ReadonlySet<string> = new Set(['unreachable', 'timeout', 'server']);

function incompleteCode(outcome: Extract<RunOutcome, { kind: 'incomplete' }>): ExitCode {
  if (outcome.error !== undefined && refusals.has(outcome.error)) return exitCodes.modelRefused;
  if (outcome.error !== undefined && silences.has(outcome.error)) return exitCodes.modelUnreachable;
  return exitCodes.incompleteAnswer;
}
