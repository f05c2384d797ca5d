// Commands that start and stop runs outside of the chat.
import * as vscode from 'vscode';
import { DisposableStore } from '../../base/disposable.ts';
import { AppError } from '../../base/errors.ts';
import type { EditRequest } from '../../core/model/run.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { editSelection } from '../inlineEdit/editSelection.ts';
import type { Runs } from '../runs.ts';
import { registerCommand, showOutcome } from './showFault.ts';

export interface EditParts {
  readonly runs: Runs;
  readonly logger: Logger;
  readonly memory: vscode.Memento;
  /** Asks in the chat, where the answer is shown. */
  ask(request: EditRequest): Promise<void>;
  runsHere(): readonly string[];
}

export function registerEditCommands({ runs, logger, memory, ask, runsHere }: EditParts): vscode.Disposable {
  const owned = new DisposableStore();
  const ownRuns = new Set<string>();
  const own = async (starting: Promise<string | undefined>) => {
    const run = await starting;
    if (run !== undefined) ownRuns.add(run);
    return run;
  };
  owned.add(registerCommand('understudy.editSelection', logger, (text) => own(editSelection(runs, memory, text))));
  owned.add(registerCommand('understudy.fixDiagnostic', logger, (request) => own(runs.start(asRequest(request)))));
  owned.add(registerCommand('understudy.explainDiagnostic', logger, (request) => ask(asRequest(request))));
  owned.add(registerCommand('understudy.stop', logger, () => runs.stop()));
  owned.add(
    registerCommand('understudy.stopHere', logger, () => {
      for (const run of runsHere()) runs.stop(run);
    }),
  );
  owned.add(
    runs.onDidEvent(({ run, event }) => {
      if (event.kind === 'runStarted') void setRunning(true);
      if (event.kind !== 'runEnded') return;
      void setRunning(runs.running().length > 0);
      if (ownRuns.delete(run)) showOutcome(event.outcome);
    }),
  );
  return new vscode.Disposable(() => owned.dispose());
}

function setRunning(isRunning: boolean): Thenable<unknown> {
  return vscode.commands.executeCommand('setContext', 'understudy.running', isRunning);
}

/** These commands are offered on diagnostics only; called by hand they say so. */
function asRequest(argument: unknown): EditRequest {
  if (typeof argument === 'object' && argument !== null && 'text' in argument && 'focus' in argument) return argument as EditRequest;
  throw new AppError('edit.noDiagnostic', 'Put the caret on a problem and choose this from the light bulb.');
}
