// Limits on money, tokens and minutes, per request, run, day and workspace. What is under way counts as spent until it is settled,
// and reserving is one synchronous step, so that parallel runs cannot pass the same last cent.

export type BudgetUnit = 'dollars' | 'tokens' | 'minutes';
export type BudgetScope = 'request' | 'run' | 'day' | 'workspace';

/** Missing means unlimited. */
export type BudgetLimits = Partial<Record<BudgetScope, Partial<Record<BudgetUnit, number>>>>;

/** `dollars` is undefined where the price is unknown: then tokens and minutes alone hold. */
export interface Spending {
  readonly dollars?: number;
  readonly tokens: number;
  readonly minutes: number;
}

/** Whose account an expense goes to. `day` is a calendar day such as 2026-11-21. */
export interface Account {
  readonly run: string;
  readonly day: string;
  readonly workspace: string;
}

/** Which limit stands in the way; `spent` includes what is under way. */
export interface BudgetStop {
  readonly kind: 'over';
  readonly scope: BudgetScope;
  readonly unit: BudgetUnit;
  readonly limit: number;
  readonly spent: number;
}

/** A call that may go ahead. It must be settled exactly once, with what it really cost. */
export interface Reservation {
  readonly kind: 'reserved';
  settle(actual: Spending): void;
}

export interface Budget {
  /** May a call of this expected size go ahead now? */
  reserve(account: Account, expected: Spending): Reservation | BudgetStop;
  /** What is settled in a scope so far. */
  spent(scope: Exclude<BudgetScope, 'request'>, account: Account): Spending;
  /** Whether any limit is in money, which an unknown price escapes. */
  limitsMoney(): boolean;
  /** Share that is left of the tightest limit, 0 to 1. */
  left(account: Account): number;
}

const units: readonly BudgetUnit[] = ['dollars', 'tokens', 'minutes'];
const scopes = ['run', 'day', 'workspace'] as const;

interface Tally {
  settled: Spending;
  pending: Spending;
}

const nothing: Spending = { dollars: 0, tokens: 0, minutes: 0 };
const add = (a: Spending, b: Spending, sign = 1): Spending => ({
  dollars: (a.dollars ?? 0) + sign * (b.dollars ?? 0),
  tokens: a.tokens + sign * b.tokens,
  minutes: a.minutes + sign * b.minutes,
});

/** `earlier` is what the journals say was spent before this process began. */
export function createBudget(limits: BudgetLimits | (() => BudgetLimits), earlier: readonly (Account & Spending)[] = []): Budget {
  const limitsNow = typeof limits === 'function' ? limits : () => limits;
  const tallies = new Map<string, Tally>();
  const tallyOf = (scope: (typeof scopes)[number], account: Account): Tally => {
    const key = `${scope}:${account[scope]}`;
    const known = tallies.get(key) ?? { settled: nothing, pending: nothing };
    tallies.set(key, known);
    return known;
  };
  for (const each of earlier) for (const scope of scopes) tallyOf(scope, each).settled = add(tallyOf(scope, each).settled, each);
  const used = (scope: (typeof scopes)[number], account: Account, unit: BudgetUnit): number => {
    const { settled, pending } = tallyOf(scope, account);
    return (settled[unit] ?? 0) + (pending[unit] ?? 0);
  };

  const findStop = (account: Account, expected: Spending): BudgetStop | undefined => {
    for (const unit of units) {
      const most = limitsNow().request?.[unit];
      const size = expected[unit] ?? 0;
      if (most !== undefined && size > most) return { kind: 'over', scope: 'request', unit, limit: most, spent: size };
      for (const scope of scopes) {
        const limit = limitsNow()[scope]?.[unit];
        const spent = used(scope, account, unit);
        if (limit !== undefined && spent >= limit) return { kind: 'over', scope, unit, limit, spent };
      }
    }
    return undefined;
  };

  return {
    reserve(account, expected) {
      const stop = findStop(account, expected);
      if (stop) return stop;
      for (const scope of scopes) tallyOf(scope, account).pending = add(tallyOf(scope, account).pending, expected);
      let isOpen = true;
      return {
        kind: 'reserved',
        settle(actual) {
          if (!isOpen) return;
          isOpen = false;
          for (const scope of scopes) {
            const tally = tallyOf(scope, account);
            tally.pending = add(tally.pending, expected, -1);
            tally.settled = add(tally.settled, actual);
          }
        },
      };
    },
    limitsMoney: () => Object.values(limitsNow()).some((scope) => scope?.dollars !== undefined),
    spent: (scope, account) => tallyOf(scope, account).settled,
    left: (account) => shareLeft(limitsNow(), (scope, unit) => used(scope, account, unit)),
  };
}

/** Of the limit that is nearest to its end. */
function shareLeft(limits: BudgetLimits, used: (scope: (typeof scopes)[number], unit: BudgetUnit) => number): number {
  const shares = scopes.flatMap((scope) =>
    units.flatMap((unit) => {
      const limit = limits[scope]?.[unit];
      return limit === undefined ? [] : [limit === 0 ? 0 : Math.max(0, 1 - used(scope, unit) / limit)];
    }),
  );
  return Math.min(1, ...shares);
}

const scopeWords: Record<BudgetScope, string> = { request: 'one request', run: 'this run', day: 'today', workspace: 'this workspace' };

/** One sentence for the person: which limit, how much of it, and what can be done. */
export function explainStop(stop: BudgetStop): string {
  const show = (amount: number) => (stop.unit === 'dollars' ? `$${amount.toFixed(2)}` : `${Math.round(amount * 10) / 10} ${stop.unit}`);
  const verb = stop.scope === 'request' ? 'would need' : 'has used';
  const subject = scopeWords[stop.scope];
  return `The budget for ${subject} is ${show(stop.limit)}, and it ${verb} ${show(stop.spent)}. Raise the limit in the settings, or choose a cheaper or local model.`;
}
