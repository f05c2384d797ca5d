// One message for a fault of something the person started, with the step that helps.
import * as vscode from 'vscode';
import { AppError, isAbort, messageOf } from '../../base/errors.ts';
import type { RunOutcome } from '../../core/model/run.ts';
import type { Logger } from '../../core/ports/logger.ts';

interface Step {
  readonly title: string;
  readonly command: string;
}

const connect: Step = { title: 'Connect a Model', command: 'understudy.connectModel' };
const steps: Readonly<Record<string, Step>> = {
  'workspace.none': { title: 'Open Folder', command: 'workbench.action.files.openFolder' },
  'workspace.untrusted': { title: 'Trust This Workspace', command: 'workbench.trust.manage' },
  'model.none': connect,
  'model.gone': connect,
  'model.badBaseUrl': connect,
  'model.notChosen': connect,
  'edit.untitled': { title: 'Save File', command: 'workbench.action.files.save' },
  auth: connect,
  unreachable: connect,
  notFound: connect,
  quota: connect,
  badRequest: connect,
  notStream: connect,
};

const log: Step = { title: 'Show Log', command: 'understudy.showLog' };

/** Shows one message and waits for nobody. */
export function showFault(thrown: unknown, logger: Logger): void {
  if (isAbort(thrown)) return;
  logger.error('A command failed', thrown);
  offer(messageOf(thrown), steps[thrown instanceof AppError ? thrown.code : ''] ?? log);
}

/** What a run's end tells a person who did not start it in the chat. Nothing for an end that shows itself. */
export function showOutcome(outcome: RunOutcome): void {
  if (outcome.kind === 'failed') offer(outcome.message, steps[outcome.code] ?? log);
  if (outcome.kind === 'incomplete') offer(outcome.reason, steps[outcome.error ?? ''] ?? log);
  if (outcome.kind === 'nothingProposed') void vscode.window.showInformationMessage(`Nothing was proposed. ${firstLine(outcome.text)}`);
}

function firstLine(text: string): string {
  const line = text.trim().split('\n')[0] ?? '';
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

function offer(message: string, step: Step): void {
  void vscode.window.showErrorMessage(message, step.title).then((chosen) => {
    if (chosen === step.title) void vscode.commands.executeCommand(step.command);
  });
}

/** Registers a command whose faults are shown once and logged. */
export function registerCommand(name: string, logger: Logger, run: (...args: unknown[]) => unknown): vscode.Disposable {
  return vscode.commands.registerCommand(name, async (...args: unknown[]) => {
    try {
      return await run(...args);
    } catch (thrown) {
      showFault(thrown, logger);
      return undefined;
    }
  });
}
