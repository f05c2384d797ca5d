// What the review's lenses, keys, menus and lists do.
import * as vscode from 'vscode';
import type { EditRequest } from '../../core/model/run.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { readSettings } from '../adapters/settings.ts';
import { findDocument, findPath, findUri } from '../adapters/workspacePaths.ts';
import { registerCommand } from '../commands/showFault.ts';
import type { Runs } from '../runs.ts';
import { acceptSelectedLines } from './acceptSelectedLines.ts';
import type { ChangeNode } from './changesTree.ts';
import { lensLine } from './hunkPlace.ts';
import type { HunkZones } from './hunkZones.ts';
import { openDiff, parseProposalUri } from './proposalFiles.ts';
import { findHunkAtCaret } from './reviewStatus.ts';
import type { ReviewedHunk, Reviews } from './reviews.ts';

export interface ReviewParts {
  readonly reviews: Reviews;
  readonly zones: HunkZones;
  readonly runs: Runs;
  readonly logger: Logger;
  /** The request of a run, for asking again. */
  findRequest(run: string): Promise<EditRequest | undefined>;
}

/** A key that decides is ignored this long after hunks appear: it was meant for what stood there before. */
const settlingMs = 500;

export function registerReviewCommands(parts: ReviewParts): vscode.Disposable {
  const { reviews, logger } = parts;
  const decide = (decision: 'accept' | 'reject', choose: (argument: unknown) => readonly ReviewedHunk[]) => (argument: unknown) => {
    if (argument === undefined && Date.now() - reviews.appearedAt() < settlingMs) return undefined;
    return decideAndGoOn(reviews, choose(argument), decision);
  };
  const hunk = (argument: unknown) => findHunks(parts, argument).slice(0, 1);
  const file = (argument: unknown) => reviews.open(findHunks(parts, argument)[0]?.hunk.path ?? '');
  const all = () => reviews.open();
  const commands: Record<string, (argument: unknown) => unknown> = {
    acceptHunk: decide('accept', hunk),
    rejectHunk: decide('reject', hunk),
    acceptFile: decide('accept', file),
    rejectFile: decide('reject', file),
    acceptAll: decide('accept', all),
    rejectAll: decide('reject', all),
    acceptLines: () => acceptSelectedLines(reviews),
    nextHunk: () => step(reviews, 1),
    previousHunk: () => step(reviews, -1),
    showHunk: (argument) => reveal(findHunks(parts, argument)[0]),
    openDiff: (argument) => showDiff(parts, argument),
    discussHunk: (argument) => discuss(parts, findHunks(parts, argument)[0]),
    retryHunk: (argument) => retry(parts, findHunks(parts, argument)[0]),
  };
  return vscode.Disposable.from(...Object.entries(commands).map(([name, run]) => registerCommand(`understudy.${name}`, logger, run)));
}

/** The caret stays where it is, unless the person set it to go on to the next hunk. */
async function decideAndGoOn(reviews: Reviews, chosen: readonly ReviewedHunk[], decision: 'accept' | 'reject'): Promise<void> {
  await reviews.decide(new Set(chosen.map((entry) => entry.key)), decision);
  if (readSettings()['review.goToNext'] && reviews.waiting().length > 0) await step(reviews, 1);
}

/** What a command was called on: a key from a lens, a comment thread, a node of the Changes view, else the hunk at the caret. */
function findHunks({ reviews, zones }: ReviewParts, argument: unknown): readonly ReviewedHunk[] {
  const open = reviews.open();
  if (typeof argument === 'string') return open.filter((entry) => entry.key === argument || entry.hunk.path === argument);
  const node = argument as Partial<ChangeNode> | undefined;
  if (node?.kind === 'hunk') return open.filter((entry) => entry.key === (node as ChangeNode & { kind: 'hunk' }).entry.key);
  if (node?.kind === 'file') return open.filter((entry) => entry.hunk.path === (node as ChangeNode & { kind: 'file' }).path);
  const key = argument === undefined ? undefined : zones.findHunk(argument as vscode.CommentThread);
  if (key !== undefined) return open.filter((entry) => entry.key === key);
  const here = findHunkAtCaret(open);
  if (here) return [here];
  const path = activePath();
  return open.filter((entry) => entry.hunk.path === path && entry.hunk.state === 'pending');
}

/** Also for the proposed side of a diff. */
function activePath(): string | undefined {
  const uri = vscode.window.activeTextEditor?.document.uri;
  return uri && (parseProposalUri(uri)?.path ?? findPath(uri));
}

async function step(reviews: Reviews, direction: 1 | -1): Promise<void> {
  const waiting = reviews.waiting();
  const line = vscode.window.activeTextEditor?.selection.active.line ?? -1;
  const path = activePath() ?? '';
  const isBehind = ({ hunk }: ReviewedHunk) =>
    hunk.path === path ? (hunk.current.startLine - line) * direction > 0 : hunk.path.localeCompare(path) * direction > 0;
  const ordered = direction === 1 ? waiting : [...waiting].reverse();
  await reveal(ordered.find(isBehind) ?? ordered[0]);
}

/** The person asked to go there: the caret moves. */
async function reveal(entry: ReviewedHunk | undefined): Promise<void> {
  const uri = entry && findUri(entry.hunk.path);
  if (!entry || !uri) return;
  if (entry.hunk.removed.length === 0 && !findDocument(entry.hunk.path) && !(await exists(uri))) {
    await vscode.commands.executeCommand('understudy.openDiff', entry.hunk.path);
    return;
  }
  const editor = await vscode.window.showTextDocument(uri);
  const line = Math.min(Math.max(entry.hunk.current.startLine, 0), editor.document.lineCount - 1);
  editor.selection = new vscode.Selection(line, 0, line, 0);
  const top = lensLine(entry.hunk, editor.document);
  editor.revealRange(new vscode.Range(top, 0, line, 0), vscode.TextEditorRevealType.InCenterIfOutsideViewport);
}

async function exists(uri: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}

async function showDiff(parts: ReviewParts, argument: unknown): Promise<void> {
  const chosen = argument === undefined ? parts.reviews.open() : findHunks(parts, argument);
  const names = new Map(chosen.map((entry) => [`${entry.run}/${entry.hunk.path}`, { run: entry.run, path: entry.hunk.path }]));
  await openDiff(parts.reviews, [...names.values()]);
}

/** A rejected hunk goes back to the model with the reason. */
async function discuss({ reviews, runs }: ReviewParts, entry: ReviewedHunk | undefined): Promise<void> {
  if (!entry) return;
  const { hunk } = entry;
  const reason = await vscode.window.showInputBox({
    title: `Understudy: Discuss the hunk at line ${hunk.current.startLine + 1} of ${hunk.path}`,
    prompt: 'What should be different? The hunk is rejected, and the model proposes again.',
  });
  if (!reason) return;
  await reviews.decide(new Set([entry.key]), 'reject', reason);
  const place = {
    path: hunk.path,
    lines: { startLine: hunk.current.startLine, endLine: Math.max(hunk.current.endLine, hunk.current.startLine + 1) },
  };
  const text = [`You proposed these lines for ${hunk.path}, and I rejected them:`, '', ...hunk.added, '', `Do it differently: ${reason}`];
  await runs.start({ kind: 'edit', text: text.join('\n'), focus: [place] });
}

/** Asks the run's own request again, on the text as it stands. */
async function retry({ reviews, runs, findRequest }: ReviewParts, entry: ReviewedHunk | undefined): Promise<void> {
  const request = entry && (await findRequest(entry.run));
  if (!entry || !request) return;
  await reviews.decide(new Set([entry.key]), 'reject', 'its place changed');
  await runs.start({ ...request, focus: [{ path: entry.hunk.path }] });
}
