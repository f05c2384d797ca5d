// The review of a run as its journal tells it: every decision that took effect is taken again, on the text the proposal was made for.
import type { FileChange } from '../model/change.ts';
import type { FilePath, Snapshot } from '../model/document.ts';
import type { RunEvent } from '../model/run.ts';
import { ReviewSession } from './reviewSession.ts';

type Decided = Extract<RunEvent, { kind: 'hunkDecided' }>;

/**
 * Undefined for a run that proposed nothing. The session stands on the text after its last write; following the files as they are
 * now tells what still waits: also what was accepted and taken back, or was lost with an unsaved buffer.
 */
export function reviewRecorded(run: string, events: readonly RunEvent[]): ReviewSession | undefined {
  const proposed = events.findLast((event) => event.kind === 'proposed');
  if (!proposed) return undefined;
  const session = new ReviewSession(run, proposed);
  const files = new StandingFiles(proposed.changes.changes);
  let asked: Decided[] = [];
  for (const event of events.slice(events.indexOf(proposed) + 1)) {
    if (event.kind === 'hunkDecided' && event.decision === 'reject') session.decide(new Set([event.hunkId]), 'rejected');
    if (event.kind === 'hunkDecided' && event.decision === 'accept') asked.push(event);
    if (event.kind === 'fileMoved') {
      session.renamed(event.path, event.to);
      files.moved(event.path, event.to);
    }
    if (event.kind === 'writeDone') for (const changes of placeAll(session, asked, files)) files.wrote(changes);
    if (event.kind === 'writeDone' || event.kind === 'writeRefused') asked = [];
  }
  return session;
}

/** One write: hunks that were taken whole, and those taken in part. */
function* placeAll(session: ReviewSession, asked: readonly Decided[], files: StandingFiles): Generator<readonly FileChange[]> {
  const whole = new Set(asked.filter((event) => !event.placed).map((event) => event.hunkId));
  const { changes } = session.changesAccepting(whole, files.texts);
  session.wrote(changes);
  yield changes;
  for (const { hunkId, placed } of asked) {
    if (!placed) continue;
    const part = session.changesPlacing(hunkId, { lines: placed, rest: 'waits' }, files.texts);
    session.wrote(part.changes);
    yield part.changes;
  }
}

/** The texts as the accepted hunks leave them, without anything the person typed. */
class StandingFiles {
  readonly texts: Map<FilePath, Snapshot>;

  constructor(changes: readonly FileChange[]) {
    this.texts = new Map(changes.flatMap((change) => (change.kind === 'create' ? [] : [[change.path, change.before]])));
  }

  moved(path: FilePath, to: FilePath): void {
    const snapshot = this.texts.get(path);
    this.texts.delete(path);
    if (snapshot) this.texts.set(to, { ...snapshot, path: to });
  }

  wrote(changes: readonly FileChange[]): void {
    for (const change of changes) {
      this.texts.delete(change.path);
      const path = change.kind === 'rename' ? change.to : change.path;
      if (change.kind !== 'delete') this.texts.set(path, { path, text: change.after, version: '' });
    }
  }
}
