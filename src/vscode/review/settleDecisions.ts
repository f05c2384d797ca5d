// Hands a person's decisions to the core: journaled first, then written, each step an event.
import type { RunEvent } from '../../core/model/run.ts';
import { applyReviewed } from '../../core/orchestrator/applyReviewed.ts';
import type { RunPorts } from '../../core/orchestrator/ports.ts';
import type { WriteResult } from '../../core/ports/workspaceWriter.ts';
import type { Engine } from '../engine.ts';
import type { Decisions } from './decideHunks.ts';

/** What of the engine a decision needs. */
export type DecisionEngine = Pick<Engine, 'journal' | 'writer' | 'rules'> & {
  readonly ports: Pick<RunPorts, 'reader' | 'person' | 'hash'>;
};

/** `tell` gets every event after it is in the journal. */
export async function settleDecisions(
  decisions: Decisions,
  engine: DecisionEngine,
  tell: (event: RunEvent) => void,
  signal: AbortSignal,
): Promise<WriteResult> {
  const { run, ids, decision, reason, placed, changes } = decisions;
  const reviewed = {
    run,
    accepted: changes,
    decisions: [...ids].map((hunkId) => ({ hunkId, decision, ...(reason === undefined ? {} : { reason }), ...(placed ? { placed } : {}) })),
    rules: engine.rules,
  };
  const writing = applyReviewed(reviewed, { ...engine.ports, writer: engine.writer, journal: engine.journal }, signal);
  for (;;) {
    const next = await writing.next();
    if (next.done) return next.value;
    tell(next.value);
  }
}
