// Comparisons that the editor brings back after a reload: those with nothing left to compare are closed.
import * as vscode from 'vscode';
import { conflictTitle } from './conflicts.ts';
import { proposedChangesTitle } from './proposalFiles.ts';
import { parseConflictUri, parseProposalUri, proposalScheme } from './proposalNames.ts';
import type { Reviews } from './reviews.ts';

/** After reviews came back. Our own tabs only; nothing in them can be unsaved. */
export async function closeEmptyComparisons(reviews: Reviews): Promise<void> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const empty = tabs.filter((tab) => !tab.isDirty && isEmptyComparison(tab, reviews));
  if (empty.length > 0) await vscode.window.tabGroups.close(empty, true);
}

function isEmptyComparison({ input, label }: vscode.Tab, reviews: Reviews): boolean {
  if (input instanceof vscode.TabInputTextDiff) return [input.original, input.modified].some((uri) => isGone(uri, reviews));
  if (input instanceof vscode.TabInputText) return isGone(input.uri, reviews);
  // The editor tells extensions nothing about a comparison of several texts but its title, which ends with their count.
  if (input !== undefined) return false;
  if (label.startsWith(proposedChangesTitle)) return reviews.open().length === 0;
  const conflicts = reviews.open().filter(({ hunk }) => hunk.state === 'conflicted');
  return label.includes(conflictTitle('')) && !conflicts.some(({ hunk }) => label.startsWith(conflictTitle(hunk.path)));
}

function isGone(uri: vscode.Uri, reviews: Reviews): boolean {
  if (uri.scheme !== proposalScheme) return false;
  const name = parseConflictUri(uri) ?? parseProposalUri(uri.with({ query: '' }));
  return name !== undefined && !reviews.open(name.path).some((entry) => entry.run === name.run);
}
