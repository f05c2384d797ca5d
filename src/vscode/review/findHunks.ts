// Which hunks a command means: by what it was called on, else by where the caret is.
import * as vscode from 'vscode';
import { findPath } from '../adapters/workspacePaths.ts';
import type { ChangeNode } from './changesTree.ts';
import type { HunkZones } from './hunkZones.ts';
import { parseProposalUri } from './proposalNames.ts';
import { findHunkAtCaret } from './reviewStatus.ts';
import type { ReviewedHunk, Reviews } from './reviews.ts';

/** A key from a lens, a path, a comment thread, a node of the Changes view; without any of these the hunk at the caret, else the file's waiting ones. */
export function findHunks(reviews: Reviews, zones: HunkZones, argument: unknown): readonly ReviewedHunk[] {
  const open = reviews.open();
  if (typeof argument === 'string') return open.filter((entry) => entry.key === argument || entry.hunk.path === argument);
  const node = argument as ChangeNode | undefined;
  if (node?.kind === 'hunk') return open.filter((entry) => entry.key === node.entry.key);
  if (node?.kind === 'file') return reviews.open(node.path);
  const key = argument === undefined ? undefined : zones.findHunk(argument as vscode.CommentThread);
  if (key !== undefined) return open.filter((entry) => entry.key === key);
  const here = findHunkAtCaret(open);
  return here ? [here] : reviews.waiting(activePath() ?? '');
}

/** Also for the proposed side of a diff. */
export function activePath(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && (parseProposalUri(uri)?.path ?? findPath(uri));
}
