// Which hunks of a recorded run still wait for the person.
import type { Hunk } from '../model/change.ts';
import type { RunEvent } from '../model/run.ts';

/** Hunks of the last proposal without a decision that took effect: accepting that was not written does not count. */
export function waitingHunks(events: readonly RunEvent[]): readonly Hunk[] {
  let hunks: readonly Hunk[] = [];
  let settled = new Set<string>();
  let asked: string[] = [];
  for (const event of events) {
    if (event.kind === 'proposed') {
      hunks = event.hunks;
      settled = new Set();
    }
    if (event.kind === 'hunkDecided' && event.decision === 'reject') settled.add(event.hunkId);
    if (event.kind === 'hunkDecided' && event.decision === 'accept') asked.push(event.hunkId);
    if (event.kind === 'writeDone') for (const id of asked) settled.add(id);
    if (event.kind === 'writeDone' || event.kind === 'writeRefused') asked = [];
  }
  return hunks.filter((hunk) => !settled.has(hunk.id));
}
