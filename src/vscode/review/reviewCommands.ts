// What the review's lenses, keys, menus and lists do.
import * as vscode from 'vscode';
import type { Logger } from '../../core/ports/logger.ts';
import { readSettings } from '../adapters/settings.ts';
import { registerCommand } from '../commands/showFault.ts';
import { acceptSelectedLines } from './acceptSelectedLines.ts';
import { compareConflict } from './conflicts.ts';
import type { Discussions } from './discussions.ts';
import { findHunks } from './findHunks.ts';
import type { HunkZones } from './hunkZones.ts';
import { openDiff } from './proposalFiles.ts';
import type { ReviewedHunk, Reviews } from './reviews.ts';
import { reveal, step } from './walkHunks.ts';

export interface ReviewParts {
  readonly reviews: Reviews;
  readonly zones: HunkZones;
  readonly discussions: Discussions;
  readonly logger: Logger;
  /** Tells who does not see what changed on the screen. */
  say(text: string): void;
}

/** A key that decides is ignored this long after hunks appear: it was meant for what stood there before. */
const settlingMs = 500;

export function registerReviewCommands(parts: ReviewParts): vscode.Disposable {
  const { reviews, zones, discussions, logger, say } = parts;
  const find = (argument: unknown) => findHunks(reviews, zones, argument);
  const onOne = (act: (entry: ReviewedHunk) => unknown) => (argument: unknown) => {
    const [entry] = find(argument);
    return entry && act(entry);
  };
  const decide = (decision: 'accept' | 'reject', choose: (argument: unknown) => readonly ReviewedHunk[]) => (argument: unknown) => {
    if (argument === undefined && Date.now() - reviews.appearedAt < settlingMs) return undefined;
    return decideAndGoOn(parts, choose(argument), decision);
  };
  const hunk = (argument: unknown) => find(argument).slice(0, 1);
  const file = (argument: unknown) => reviews.open(find(argument)[0]?.hunk.path ?? '');
  const all = () => reviews.open();
  const commands: Record<string, (argument: unknown, ...more: unknown[]) => unknown> = {
    acceptHunk: decide('accept', hunk),
    rejectHunk: decide('reject', hunk),
    acceptFile: decide('accept', file),
    rejectFile: decide('reject', file),
    acceptAll: decide('accept', all),
    rejectAll: decide('reject', all),
    acceptLines: () => acceptSelectedLines(reviews),
    nextHunk: () => step(reviews, 1, say),
    previousHunk: () => step(reviews, -1, say),
    showHunk: onOne(reveal),
    openDiff: (argument) => showDiff(reviews, argument === undefined ? reviews.open() : find(argument)),
    discussHunk: (argument, reason) =>
      onOne((entry) => discussions.discuss(entry, typeof reason === 'string' ? reason : undefined))(argument),
    retryHunk: onOne((entry) => discussions.retry(entry)),
    compareConflict: onOne(compareConflict),
    keepMine: onOne((entry) => reviews.decide(new Set([entry.key]), 'reject', 'kept my own lines')),
    takeProposal: onOne((entry) => reviews.place(entry, { lines: entry.hunk.replacement, rest: 'dropped' })),
  };
  return vscode.Disposable.from(...Object.entries(commands).map(([name, run]) => registerCommand(`understudy.${name}`, logger, run)));
}

/** The caret stays where it is, unless the person set it to go on to the next hunk. */
async function decideAndGoOn({ reviews, say }: ReviewParts, chosen: readonly ReviewedHunk[], decision: 'accept' | 'reject'): Promise<void> {
  await reviews.decide(new Set(chosen.map((entry) => entry.key)), decision);
  if (readSettings()['review.goToNext'] && reviews.waiting().length > 0) await step(reviews, 1, say);
}

async function showDiff(reviews: Reviews, chosen: readonly ReviewedHunk[]): Promise<void> {
  const names = new Map(chosen.map((entry) => [`${entry.run}/${entry.hunk.path}`, { run: entry.run, path: entry.hunk.path }]));
  await openDiff(reviews, [...names.values()]);
}
