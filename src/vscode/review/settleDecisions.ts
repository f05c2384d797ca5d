// Hands a person's decisions to the core: journaled first, then written, each step an event.
import { applyTogether, type EventOfRun } from '../../core/orchestrator/applyReviewed.ts';
import type { RunPorts } from '../../core/orchestrator/ports.ts';
import type { WriteResult } from '../../core/ports/workspaceWriter.ts';
import type { Engine } from '../engine.ts';
import type { Decisions } from './decideHunks.ts';

/** What of the engine a decision needs. */
export type DecisionEngine = Pick<Engine, 'journal' | 'writer' | 'rules'> & {
  readonly ports: Pick<RunPorts, 'reader' | 'person' | 'hash'>;
};

/** `tell` gets every event after it is in the journal of its run. */
export async function settleDecisions(
  decisions: Decisions,
  engine: DecisionEngine,
  tell: (happened: EventOfRun) => void,
  signal: AbortSignal,
): Promise<WriteResult> {
  const { parts, changes, ...each } = decisions;
  const decided = parts.map(({ run, ids, paths }) => ({ run, paths, decisions: [...ids].map((hunkId) => ({ hunkId, ...each })) }));
  const host = { ...engine.ports, writer: engine.writer, journal: engine.journal };
  const writing = applyTogether(decided, { accepted: changes, rules: engine.rules }, host, signal);
  for (;;) {
    const next = await writing.next();
    if (next.done) return next.value;
    tell(next.value);
  }
}
