// The editor's cancellation as the signal that the rest of the product knows.
import type * as vscode from 'vscode';

/** Aborted when the token is; end the listening with `dispose`. */
export function toSignal(token: vscode.CancellationToken): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  const listening = token.onCancellationRequested(() => controller.abort());
  return { signal: controller.signal, dispose: () => listening.dispose() };
}
