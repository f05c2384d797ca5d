// Entry of the extension: builds the VS Code host when VS Code says so, and ends it.
import type * as vscode from 'vscode';
import { createHost } from './vscode/host.ts';

/** Called once, by one of our own activation events. */
export function activate(context: vscode.ExtensionContext): void {
  context.subscriptions.push(createHost(context));
}
