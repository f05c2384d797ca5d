// Buffers with unsaved text may come back later than the reviews: what was accepted in one is not to be offered again.
import * as vscode from 'vscode';
import type { Disposable } from '../../base/disposable.ts';
import { findPath } from '../adapters/workspacePaths.ts';
import { closeEmptyComparisons } from './restoredTabs.ts';
import { type RestoreHost, restoreRun, type TakenUp } from './restoreReviews.ts';
import type { Reviews } from './reviews.ts';

/** A review that was taken up on another text than the buffer that opens now is taken up again from its journal, once for each file. */
export function takeUpLateBuffers(reviews: Reviews, taken: TakenUp, host: Pick<RestoreHost, 'journal' | 'reader' | 'logger'>): Disposable {
  const look = async (document: vscode.TextDocument): Promise<void> => {
    const path = findPath(document.uri);
    if (path === undefined) return;
    for (const [run, texts] of taken) {
      const text = texts.get(path);
      if (text === undefined || text === document.getText()) continue;
      texts.delete(path);
      try {
        const again = await restoreRun(run, host);
        if (!again) continue;
        reviews.adopt(again.session);
        await closeEmptyComparisons(reviews);
      } catch (thrown) {
        host.logger.warn(`Run ${run} was not taken up again: ${String(thrown)}`);
      }
    }
  };
  for (const document of vscode.workspace.textDocuments) void look(document);
  return vscode.workspace.onDidOpenTextDocument((document) => void look(document));
}
