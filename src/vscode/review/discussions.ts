// Discussing a hunk: it and the person's reason go back to the model as the next turn of the same conversation. The hunk stays where
// it is until something better is proposed.
import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../../base/disposable.ts';
import type { EditRequest, RunEvent } from '../../core/model/run.ts';
import { lastAnswer, type RecordedRun } from '../../core/orchestrator/readRun.ts';
import type { TrackedHunk } from '../../core/review/reviewSession.ts';
import type { ReviewedHunk, Reviews } from './reviews.ts';

export interface DiscussionHost {
  readonly reviews: Reviews;
  readonly runs: {
    start(request: EditRequest): Promise<string>;
    onDidEvent(listener: (happened: { readonly run: string; readonly event: RunEvent }) => void): Disposable;
  };
  readRun(run: string): Promise<RecordedRun>;
}

interface Discussed {
  readonly key: string;
  readonly reason: string;
}

/** As much of the earlier answer as still helps. */
const maxAnswerLength = 6_000;

export class Discussions implements Disposable {
  private readonly owned = new DisposableStore();
  /** By the run that answers. */
  private readonly open = new Map<string, Discussed>();

  constructor(private readonly host: DiscussionHost) {
    this.owned.add(host.runs.onDidEvent(({ run, event }) => this.take(run, event)));
  }

  /** Asks for the reason unless it is given. */
  async discuss(entry: ReviewedHunk, given?: string): Promise<void> {
    const reason = given ?? (await askForReason(entry.hunk));
    if (!reason) return;
    await this.begin(entry, reason, discussionText(entry.hunk, reason));
  }

  /** Asks again for what a hunk was for, on the text as it stands: its place changed since. */
  async retry(entry: ReviewedHunk): Promise<void> {
    await this.begin(entry, 'its place changed', retryText(entry.hunk));
  }

  dispose(): void {
    this.owned.dispose();
  }

  private async begin(entry: ReviewedHunk, reason: string, text: string): Promise<void> {
    const request = followUp(entry, text, await this.host.readRun(entry.run));
    this.open.set(await this.host.runs.start(request), { key: entry.key, reason });
  }

  /** The hunk makes way when there is another one; if none comes, the person still has it. */
  private take(run: string, event: RunEvent): void {
    const discussed = this.open.get(run);
    if (!discussed) return;
    if (event.kind === 'proposed') void this.host.reviews.decide(new Set([discussed.key]), 'reject', discussed.reason);
    if (event.kind === 'runEnded') this.open.delete(run);
    if (event.kind === 'runEnded' && event.outcome.kind !== 'forReview')
      void vscode.window.showInformationMessage('Nothing new was proposed. The hunk you discussed is still there.');
  }
}

function askForReason(hunk: TrackedHunk): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: `Understudy: Discuss the hunk at line ${hunk.current.startLine + 1} of ${hunk.path}`,
    prompt: 'What should be different? The model proposes again; the hunk stays until then, the others stay in any case.',
  });
}

function followUp({ run, hunk }: ReviewedHunk, text: string, recorded: RecordedRun): EditRequest {
  const { request } = recorded.started;
  const { startLine, endLine } = hunk.current;
  const answer = lastAnswer(recorded).slice(0, maxAnswerLength);
  const exchange = [
    { role: 'user', text: request.text } as const,
    ...(answer === '' ? [] : [{ role: 'assistant', text: answer } as const]),
  ];
  return {
    kind: 'edit',
    text,
    focus: [{ path: hunk.path, lines: { startLine, endLine: Math.max(endLine, startLine + 1) } }],
    chat: { id: request.chat?.id ?? run, earlier: [...(request.chat?.earlier ?? []), ...exchange] },
    follows: { run, hunkId: hunk.id },
  };
}

const othersWait =
  'Your other hunks still wait for my decision and are not in the files. Leave their places alone; propose only what takes the place of this hunk.';

function discussionText(hunk: TrackedHunk, reason: string): string {
  return [...shownHunk(hunk, 'I do not want it as it is'), '', `What should be different: ${reason}`, '', othersWait].join('\n');
}

function retryText(hunk: TrackedHunk): string {
  return [
    ...shownHunk(hunk, 'the text there has changed since'),
    '',
    'Propose it again for the file as it stands now.',
    '',
    othersWait,
  ].join('\n');
}

function shownHunk(hunk: TrackedHunk, what: string): string[] {
  const lines = hunk.added.length > 0 ? ['these lines:', '', ...hunk.added] : ['to delete these lines:', '', ...hunk.removed];
  return [`In ${hunk.path} you proposed ${lines[0]} (${what})`, ...lines.slice(1)];
}
