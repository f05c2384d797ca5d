// A hunk whose own lines the person changed: theirs, yours and the proposal side by side. Nothing is merged; the person chooses.
import * as vscode from 'vscode';
import type { FilePath } from '../../core/model/document.ts';
import type { TrackedHunk } from '../../core/review/reviewSession.ts';
import { findDocument } from '../adapters/workspacePaths.ts';
import { type ConflictSide, toConflictUri } from './proposalNames.ts';
import type { ReviewedHunk } from './reviews.ts';

/** Lines of the file around the hunk, so that it is clear where it is. */
const around = 3;

/** Two comparisons in one view, both with the lines that the proposal was made for: what you made of them, and what is proposed. */
export async function compareConflict({ run, hunk }: ReviewedHunk): Promise<void> {
  const uri = (side: ConflictSide) => toConflictUri({ run, path: hunk.path, hunkId: hunk.id, side });
  await vscode.commands.executeCommand('vscode.changes', conflictTitle(hunk.path), [
    [uri('yours'), uri('before'), uri('yours')],
    [uri('proposed'), uri('before'), uri('proposed')],
  ]);
}

export const conflictTitle = (path: FilePath): string => `${path.split('/').at(-1)}: your lines and the proposal`;

/** All three in the same surroundings, as they are in the file now. */
export function conflictText(hunk: TrackedHunk, side: ConflictSide): string {
  const lines =
    findDocument(hunk.path)
      ?.getText()
      .split(/\r\n|\r|\n/) ?? [];
  const { startLine, endLine } = hunk.current;
  const own = { before: hunk.removed, yours: hunk.yours ?? [], proposed: hunk.added }[side];
  return [...lines.slice(Math.max(0, startLine - around), startLine), ...own, ...lines.slice(endLine, endLine + around)].join('\n');
}
