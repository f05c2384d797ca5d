// Entry of the extension: small, so that starting the editor waits for little. It loads the host and ends it.
import type * as vscode from 'vscode';

/** Called once, after the editor has started: hunks that still wait come back. */
export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const { createHost } = await import('./vscode/host.ts');
  context.subscriptions.push(createHost(context));
}
