// What many runs come to: tokens by model, and how much of what was proposed was accepted.
import type { TokenUsage } from '../../model/chat.ts';
import { addUsage, type RunSummary } from './runSummary.ts';

export interface ModelTotal {
  readonly model: string;
  readonly runs: number;
  readonly calls: number;
  readonly usage: TokenUsage;
  readonly callsWithoutUsage: number;
}

/** `rate` is accepted over decided; undefined before anything was decided. */
export interface Acceptance {
  readonly proposed: number;
  readonly accepted: number;
  readonly rejected: number;
  readonly rate?: number;
}

export function totalByModel(summaries: readonly RunSummary[]): readonly ModelTotal[] {
  const totals = new Map<string, ModelTotal>();
  for (const { model, calls, usage, callsWithoutUsage } of summaries) {
    const known = totals.get(model) ?? { model, runs: 0, calls: 0, usage: { input: 0, output: 0 }, callsWithoutUsage: 0 };
    totals.set(model, {
      model,
      runs: known.runs + 1,
      calls: known.calls + calls,
      usage: addUsage(known.usage, usage),
      callsWithoutUsage: known.callsWithoutUsage + callsWithoutUsage,
    });
  }
  return [...totals.values()].sort((left, right) => right.usage.input + right.usage.output - left.usage.input - left.usage.output);
}

export function totalAcceptance(summaries: readonly RunSummary[]): Acceptance {
  const sum = (pick: (summary: RunSummary) => number) => summaries.reduce((total, summary) => total + pick(summary), 0);
  const [proposed, accepted, rejected] = [
    sum((run) => run.hunks.proposed),
    sum((run) => run.hunks.accepted),
    sum((run) => run.hunks.rejected),
  ];
  const decided = accepted + rejected;
  return { proposed, accepted, rejected, ...(decided > 0 ? { rate: accepted / decided } : {}) };
}
