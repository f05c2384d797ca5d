// Composition of the extension: every adapter is made here and handed on, and all of them end with the host.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../base/disposable.ts';
import { createLogger } from './adapters/logger.ts';

/** The running extension. Disposing it ends everything it started. */
export function createHost(_context: vscode.ExtensionContext): Disposable {
  const owned = new DisposableStore();
  const channel = owned.add(vscode.window.createOutputChannel('Understudy', { log: true }));
  const logger = createLogger(channel);
  owned.add(vscode.commands.registerCommand('understudy.showLog', () => channel.show(true)));
  logger.info('Understudy is ready.');
  return owned;
}
