// Which model answers: a pure function of role, size, privacy, budget left and recent outcomes. Its reason is journaled.
import type { ModelErrorKind, ModelRole } from '../model/chat.ts';
import type { ModelPrice } from '../model/endpoint.ts';

export type Tier = 'fast' | 'strong' | 'embed';

/** One model the person has connected. */
export interface ModelCandidate {
  readonly id: string;
  readonly tier: Tier;
  readonly isLocal: boolean;
  readonly contextTokens?: number;
  readonly price?: ModelPrice;
}

export interface RecentOutcome {
  readonly id: string;
  readonly outcome: 'complete' | ModelErrorKind;
  readonly agoMs: number;
}

export interface RouteQuestion {
  readonly role: ModelRole;
  readonly promptTokens: number;
  readonly outputTokens: number;
  /** `localOnly`: nothing may leave this machine. */
  readonly privacy: 'any' | 'localOnly';
  /** Share of the tightest budget that is left, 0 to 1. */
  readonly budgetLeft: number;
  readonly atLimit: 'ask' | 'cheaper' | 'readOnly';
  readonly recent: readonly RecentOutcome[];
}

/** `order` is the chosen model and those to fall back to, best first. */
export type Route =
  | { readonly kind: 'chosen'; readonly id: string; readonly order: readonly string[]; readonly reason: string }
  | { readonly kind: 'none'; readonly reason: string };

const tierOf: Record<ModelRole, Tier> = {
  edit: 'strong',
  ask: 'strong',
  plan: 'strong',
  review: 'strong',
  repair: 'strong',
  expandQuery: 'fast',
  summarise: 'fast',
  embed: 'embed',
};

/** A model that failed so is left alone for a while. */
const restMs: Partial<Record<ModelErrorKind, number>> = {
  rateLimit: 30_000,
  server: 60_000,
  timeout: 60_000,
  unreachable: 60_000,
  quota: 600_000,
  auth: 600_000,
  notFound: 600_000,
};

const scarce = 0.1;

export function chooseModel(candidates: readonly ModelCandidate[], question: RouteQuestion): Route {
  const wanted = tierOf[question.role];
  const usable = candidates.filter((each) => (wanted === 'embed') === (each.tier === 'embed'));
  const allowed = usable.filter((each) => question.privacy === 'any' || each.isLocal);
  if (allowed.length === 0) return { kind: 'none', reason: whyNone(usable, question) };
  const fitting = allowed.filter((each) => fits(each, question));
  if (fitting.length === 0) {
    return {
      kind: 'none',
      reason: `No connected model takes ${question.promptTokens} tokens: select less, or connect one with a larger context.`,
    };
  }
  const isScarce = question.budgetLeft < scarce && question.atLimit === 'cheaper';
  const tier = isScarce && wanted === 'strong' ? 'fast' : wanted;
  const ranked = [...fitting].sort((a, b) => rankOf(a, tier, question) - rankOf(b, tier, question));
  const [first] = ranked as [ModelCandidate, ...ModelCandidate[]];
  return { kind: 'chosen', id: first.id, order: ranked.map((each) => each.id), reason: reasonFor(first, tier, wanted, question) };
}

const fits = (each: ModelCandidate, { promptTokens, outputTokens }: RouteQuestion): boolean =>
  each.contextTokens === undefined || promptTokens + outputTokens <= each.contextTokens;

/** Lower is better: a rested model of the tier, then any rested one, then a failing one; the order of connecting decides the rest. */
function rankOf(each: ModelCandidate, tier: Tier, question: RouteQuestion): number {
  return (isResting(each.id, question.recent) ? 2 : 0) + (each.tier === tier ? 0 : 1);
}

function isResting(id: string, recent: readonly RecentOutcome[]): boolean {
  const [latest] = recent.filter((each) => each.id === id).sort((a, b) => a.agoMs - b.agoMs);
  if (!latest || latest.outcome === 'complete') return false;
  return latest.agoMs < (restMs[latest.outcome] ?? 0);
}

function whyNone(usable: readonly ModelCandidate[], question: RouteQuestion): string {
  if (usable.length === 0)
    return question.role === 'embed' ? 'No embedding model is connected.' : 'No model is connected. Connect one first.';
  return 'Only local models may be used here, and none is connected. Start a local server, or allow other models in the settings.';
}

function reasonFor(chosen: ModelCandidate, tier: Tier, wanted: Tier, question: RouteQuestion): string {
  const parts = [`${question.role} asks for a ${wanted} model`];
  if (tier !== wanted) parts.push(`the budget is nearly used up, so a ${tier} one`);
  if (question.privacy === 'localOnly') parts.push('local models only');
  if (chosen.tier !== tier) parts.push(`none of that tier is free, so ${chosen.id} of the ${chosen.tier} tier`);
  return `${parts.join('; ')}.`;
}
