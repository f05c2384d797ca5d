// The chats of a workspace, read back from its journal: nothing else remembers them.
import { messageOf } from '../../base/errors.ts';
import type { ModelEvent } from '../../core/model/chat.ts';
import type { RunEvent } from '../../core/model/run.ts';
import { type RecordedRun, readRun } from '../../core/orchestrator/readRun.ts';
import type { Journal } from '../../core/ports/journal.ts';
import type { Logger } from '../../core/ports/logger.ts';
import type { ChatListing } from '../../protocol/view.ts';
import { abandonTurn, beginTurn, foldTurn, type TurnState } from './turnState.ts';

/** As many runs as the list looks at; older ones stay in the journal. */
const maxRuns = 200;

export interface ChatRecord extends ChatListing {
  /** Run ids, oldest first. */
  readonly runs: readonly string[];
}

/** What is known of a run without its events: enough for the list. Filled as runs are read. */
export type KnownRuns = Map<string, { readonly chat: string; readonly text: string } | undefined>;

/** Newest first. Runs that belong to no chat (an inline edit, the command line) are chats of their own only when they were asked in one. */
export async function listChats(journal: Journal, known: KnownRuns, logger: Logger): Promise<readonly ChatRecord[]> {
  const listings = [...(await journal.list())].sort((a, b) => b.startedAt - a.startedAt).slice(0, maxRuns);
  const chats = new Map<string, ChatRecord>();
  for (const listing of listings) {
    if (!known.has(listing.run)) known.set(listing.run, await readHead(listing.run, journal, logger));
    const head = known.get(listing.run);
    if (!head) continue;
    const chat = chats.get(head.chat);
    chats.set(head.chat, {
      id: head.chat,
      title: titleOf(head.text),
      at: chat?.at ?? listing.startedAt,
      turns: (chat?.turns ?? 0) + 1,
      runs: [listing.run, ...(chat?.runs ?? [])],
    });
  }
  return [...chats.values()];
}

/** A chat is called by its first request, on one line. */
export function titleOf(request: string): string {
  const line = request.replace(/\s+/g, ' ').trim();
  return line.length > 80 ? `${line.slice(0, 79)}…` : line;
}

async function readHead(id: string, journal: Journal, logger: Logger): Promise<{ chat: string; text: string } | undefined> {
  const run = await tryRead(id, journal, logger);
  const request = run?.started.request;
  return request?.chat && { chat: request.chat.id, text: request.text };
}

/** The turns of a chat as the journal tells them. A run that cannot be read is left out and logged. */
export async function readTurns(runs: readonly string[], journal: Journal, logger: Logger): Promise<readonly TurnState[]> {
  const turns: TurnState[] = [];
  for (const id of runs) {
    const run = await tryRead(id, journal, logger);
    if (run) turns.push(turnOf(run));
  }
  return turns;
}

/** Streamed text is not journaled event by event: it is taken from the recorded answers. */
export function turnOf(run: RecordedRun): TurnState {
  const answers = run.calls.filter((call) => call.port === 'model.stream').map((call) => textOf(call.result));
  let asked = 0;
  let turn: TurnState = { ...beginTurn(run.id, run.started.request, run.events[0]?.at ?? 0), run: run.id };
  for (const { event } of run.events) {
    turn = foldTurn(turn, event);
    if (event.kind === 'modelAsked') turn = foldTurn(turn, streamed(answers[asked++] ?? ''));
  }
  return abandonTurn(turn);
}

const streamed = (text: string): RunEvent => ({ kind: 'textStreamed', text });

function textOf(result: unknown): string {
  if (!Array.isArray(result)) return '';
  return (result as ModelEvent[]).map((event) => (event.kind === 'text' ? event.text : '')).join('');
}

async function tryRead(id: string, journal: Journal, logger: Logger): Promise<RecordedRun | undefined> {
  try {
    return await readRun(id, journal);
  } catch (fault) {
    logger.warn(`The record of run ${id} cannot be shown: ${messageOf(fault)}`);
    return undefined;
  }
}
