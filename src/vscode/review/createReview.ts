// The review as one thing: the proposals that wait, every place where they are drawn, and the commands that decide.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { RunEvent } from '../../core/model/run.ts';
import { readRun } from '../../core/orchestrator/readRun.ts';
import { JournalRecorder } from '../../core/orchestrator/recorder.ts';
import type { Logger } from '../../core/ports/logger.ts';
import { readSettings } from '../adapters/settings.ts';
import type { OpenEngine } from '../engine.ts';
import type { Runs } from '../runs.ts';
import { Announcer } from './announcer.ts';
import { ChangesTree } from './changesTree.ts';
import { Discussions } from './discussions.ts';
import { HunkDecorations } from './hunkDecorations.ts';
import { HunkLens } from './hunkLens.ts';
import { HunkZones } from './hunkZones.ts';
import { takeUpLateBuffers } from './lateBuffers.ts';
import { ProposalFiles } from './proposalFiles.ts';
import { proposalScheme } from './proposalNames.ts';
import { closeEmptyComparisons } from './restoredTabs.ts';
import { type RestoreHost, restoreReviews } from './restoreReviews.ts';
import { registerReviewCommands } from './reviewCommands.ts';
import { ReviewStatus } from './reviewStatus.ts';
import { Reviews } from './reviews.ts';
import { settleDecisions } from './settleDecisions.ts';

export interface ReviewOptions {
  readonly runs: Runs;
  readonly logger: Logger;
  readonly openEngine: OpenEngine;
}

export interface Review extends Disposable {
  readonly reviews: Reviews;
}

export function createReview({ runs, logger, openEngine }: ReviewOptions): Review {
  const owned = new DisposableStore();
  const announcer = owned.add(new Announcer());
  const reviews = owned.add(
    new Reviews({
      isInline: owned.add(new InlineSetting()).read,
      keep: async (run, event) => {
        try {
          const { journal, ports } = await openEngine();
          await new JournalRecorder(run, journal, ports.hash).event(event);
        } catch (thrown) {
          logger.error(`The review of run ${run} could not record a change of name`, thrown);
        }
      },
      announce: (text) => announcer.say(text),
      reader: { read: async (path, signal) => (await openEngine()).ports.reader.read(path, signal) },
      settle: async (decisions, signal) => settleDecisions(decisions, await openEngine(), (happened) => runs.tell(happened), signal),
    }),
  );
  const zones = owned.add(new HunkZones(reviews));
  owned.add(new HunkDecorations(reviews));
  const own = new Set<string>();
  const restored = restore(reviews, owned, openEngine, { logger, isOfThisWindow: (run) => own.has(run) });
  owned.add(new ProposalFiles(reviews, restored));
  owned.add(new ReviewStatus(reviews));
  const lens = owned.add(new HunkLens(reviews));
  owned.add(vscode.languages.registerCodeLensProvider([{ scheme: 'file' }, { scheme: 'vscode-remote' }, { scheme: proposalScheme }], lens));
  const tree = owned.add(new ChangesTree(reviews));
  owned.add(vscode.window.registerTreeDataProvider('understudy.changes', tree));
  const discussions = owned.add(new Discussions({ reviews, runs, readRun: async (run) => readRun(run, (await openEngine()).journal) }));
  owned.add(registerReviewCommands({ reviews, zones, logger, discussions, say: (text) => announcer.say(text) }));
  owned.add(
    runs.onDidEvent(({ run, event }) => {
      own.add(run);
      beginReview(run, event, reviews);
    }),
  );
  return { reviews, dispose: () => owned.dispose() };
}

/** Inline needs the comment zones: where they are switched off, the diff serves. Asked for at every drawing, so it is kept. */
class InlineSetting implements Disposable {
  private isInline = isInline();
  private readonly following = vscode.workspace.onDidChangeConfiguration(() => {
    this.isInline = isInline();
  });

  readonly read = (): boolean => this.isInline;

  dispose(): void {
    this.following.dispose();
  }
}

function isInline(): boolean {
  return readSettings()['review.presentation'] === 'inline' && vscode.workspace.getConfiguration('comments').get('visible', true);
}

/** No tab is opened and no focus moves: the status bar, the Changes view and the chat say that hunks wait. */
function beginReview(run: string, event: RunEvent, reviews: Reviews): void {
  if (event.kind !== 'proposed') return;
  reviews.add(run, event);
}

/** Without a folder there is nothing to bring back. */
async function restore(
  reviews: Reviews,
  owned: DisposableStore,
  openEngine: OpenEngine,
  host: Pick<RestoreHost, 'logger' | 'isOfThisWindow'>,
): Promise<void> {
  if (!vscode.workspace.workspaceFolders?.length) return;
  try {
    const { journal, ports } = await openEngine();
    const restoreHost = { ...host, journal, reader: ports.reader };
    const taken = await restoreReviews(reviews, restoreHost);
    owned.add(takeUpLateBuffers(reviews, taken, restoreHost));
    await closeEmptyComparisons(reviews);
  } catch (thrown) {
    host.logger.error('Waiting hunks could not be brought back', thrown);
  }
}
