// Limits on money, tokens and minutes, per request, run, day and workspace. What is under way counts at the most it may cost until it is
// settled, and reserving is one step of a ledger that all windows share, so that no two runs can pass the same last cent.
import { type Account, addSpending, type Outlay, type Spending, type SpendingBook } from '../model/spending.ts';
import type { Clock } from '../ports/clock.ts';
import type { Ids } from '../ports/ids.ts';
import type { SpendingLedger } from '../ports/spendingLedger.ts';

export type BudgetUnit = 'dollars' | 'tokens' | 'minutes';
export type BudgetScope = 'request' | 'run' | 'day' | 'workspace';

/** Missing means unlimited. */
export type BudgetLimits = Partial<Record<BudgetScope, Partial<Record<BudgetUnit, number>>>>;

/** Which limit stands in the way. `passes`: calls under way hold it, and may cost less in the end than they might. */
export interface BudgetStop {
  readonly kind: 'over';
  readonly scope: BudgetScope;
  readonly unit: BudgetUnit;
  readonly limit: number;
  readonly spent: number;
  readonly passes: boolean;
}

/** A call that may go ahead. It must be settled once, with what it really cost. */
export interface Reservation {
  readonly kind: 'reserved';
  settle(actual: Spending): Promise<void>;
}

export interface Budget {
  limits(): BudgetLimits;
  /** May a call that costs at most so much go ahead now? */
  reserve(account: Account, most: Spending): Promise<Reservation | BudgetStop>;
  /** A call that the person allowed beyond a limit: it counts, and is held up by nothing. */
  charge(account: Account): Reservation;
  /** What is settled in a scope so far. */
  spent(scope: Exclude<BudgetScope, 'request'>, account: Account): Promise<Spending>;
  /** Share that is left of the tightest limit, 0 to 1. */
  left(account: Account): Promise<number>;
}

export interface BudgetPorts {
  readonly ledger: SpendingLedger;
  readonly clock: Pick<Clock, 'now'>;
  readonly ids: Ids;
}

export const budgetUnits: readonly BudgetUnit[] = ['dollars', 'tokens', 'minutes'];
export const budgetScopes: readonly BudgetScope[] = ['request', 'run', 'day', 'workspace'];
const scopes = ['run', 'day', 'workspace'] as const;
type Scope = (typeof scopes)[number];

const nothing: Spending = { tokens: 0, minutes: 0 };
const emptyBook: SpendingBook = { totals: {}, underWay: {} };
/** No call of ours takes longer. */
const callMs = 15 * 60_000;
const mostTotals = 400;

const keyOf = (scope: Scope, account: Account): string => `${scope}:${account[scope]}`;
const hasLimits = (limits: BudgetLimits): boolean => Object.values(limits).some((scope) => Object.keys(scope ?? {}).length > 0);

export function createBudget(limits: () => BudgetLimits, { ledger, clock, ids }: BudgetPorts): Budget {
  const settle = (account: Account, name: string | undefined) => {
    let isOpen = true;
    return async (actual: Spending): Promise<void> => {
      if (!isOpen) return;
      isOpen = false;
      await ledger.update((book = emptyBook) => ({ book: enter(withoutOutlay(book, name), account, actual), result: undefined }));
    };
  };
  const read = <T>(of: (book: SpendingBook) => T): Promise<T> =>
    ledger.update((book) => ({ book, result: of(book ? current(book, clock.now()) : emptyBook) }));
  return {
    limits,
    reserve: (account, most) => {
      const free: Reservation = { kind: 'reserved', settle: settle(account, undefined) };
      if (!hasLimits(limits())) return Promise.resolve(free);
      const name = ids();
      return ledger.update<Reservation | BudgetStop>((known) => {
        const book = current(known ?? emptyBook, clock.now());
        const stop = findStop(limits(), book, account, most);
        if (stop) return { book, result: stop };
        const outlay: Outlay = { ...account, most, until: clock.now() + callMs };
        return {
          book: { ...book, underWay: { ...book.underWay, [name]: outlay } },
          result: { kind: 'reserved', settle: settle(account, name) },
        };
      });
    },
    charge: (account) => ({ kind: 'reserved', settle: settle(account, undefined) }),
    spent: (scope, account) => read((book) => book.totals[keyOf(scope, account)] ?? nothing),
    left: (account) => (hasLimits(limits()) ? read((book) => shareLeft(limits(), book, account)) : Promise.resolve(1)),
  };
}

/** The book that earlier runs come to, for a ledger that has none. */
export function bookOf(earlier: readonly (Account & Spending)[]): SpendingBook {
  return earlier.reduce((book, each) => enter(book, each, each), emptyBook);
}

function enter(book: SpendingBook, account: Account, { dollars, tokens, minutes }: Spending): SpendingBook {
  const totals: Record<string, Spending> = { ...book.totals };
  const actual = { tokens, minutes, ...(dollars === undefined ? {} : { dollars }) };
  for (const scope of scopes) {
    const key = keyOf(scope, account);
    const before = totals[key] ?? nothing;
    // What changed last stands last: the oldest runs and days go first.
    delete totals[key];
    totals[key] = addSpending(before, actual);
  }
  const old = Object.keys(totals).slice(0, Math.max(0, Object.keys(totals).length - mostTotals));
  for (const key of old) if (!key.startsWith('workspace:')) delete totals[key];
  return { ...book, totals };
}

const withoutOutlay = (book: SpendingBook, name: string | undefined): SpendingBook =>
  name === undefined ? book : { ...book, underWay: Object.fromEntries(Object.entries(book.underWay).filter(([key]) => key !== name)) };

const current = (book: SpendingBook, now: number): SpendingBook => ({
  ...book,
  underWay: Object.fromEntries(Object.entries(book.underWay).filter(([, outlay]) => outlay.until > now)),
});

function usedIn(book: SpendingBook, scope: Scope, account: Account): { readonly settled: Spending; readonly underWay: Spending } {
  const own = Object.values(book.underWay).filter((outlay) => outlay[scope] === account[scope]);
  return {
    settled: book.totals[keyOf(scope, account)] ?? nothing,
    underWay: own.map(({ most }) => most).reduce(addSpending, nothing),
  };
}

function findStop(limits: BudgetLimits, book: SpendingBook, account: Account, most: Spending): BudgetStop | undefined {
  const stops: BudgetStop[] = [];
  for (const unit of budgetUnits) {
    const limit = limits.request?.[unit];
    const size = most[unit] ?? 0;
    if (limit !== undefined && size > limit) stops.push({ kind: 'over', scope: 'request', unit, limit, spent: size, passes: false });
    for (const scope of scopes) {
      const allowed = limits[scope]?.[unit];
      if (allowed === undefined || (unit === 'dollars' && most.dollars === 0)) continue;
      const { settled, underWay } = usedIn(book, scope, account);
      const spent = (settled[unit] ?? 0) + (underWay[unit] ?? 0);
      const passes = (settled[unit] ?? 0) < allowed;
      if (spent >= allowed) stops.push({ kind: 'over', scope, unit, limit: allowed, spent, passes });
    }
  }
  return stops.find((stop) => !stop.passes) ?? stops[0];
}

/** Of the limit that is nearest to its end. */
function shareLeft(limits: BudgetLimits, book: SpendingBook, account: Account): number {
  const shares = scopes.flatMap((scope) => {
    const { settled, underWay } = usedIn(book, scope, account);
    return budgetUnits.flatMap((unit) => {
      const limit = limits[scope]?.[unit];
      if (limit === undefined) return [];
      return [limit === 0 ? 0 : Math.max(0, 1 - ((settled[unit] ?? 0) + (underWay[unit] ?? 0)) / limit)];
    });
  });
  return Math.min(1, ...shares);
}

const scopeWords: Record<BudgetScope, string> = { request: 'one request', run: 'this run', day: 'today', workspace: 'this workspace' };

/** One sentence for the person: which limit, how much of it, and what can be done. */
export function explainStop(stop: BudgetStop): string {
  const show = (amount: number) => (stop.unit === 'dollars' ? `$${amount.toFixed(2)}` : `${Math.round(amount * 10) / 10} ${stop.unit}`);
  const verb = stop.scope === 'request' ? 'could need' : 'has used';
  const subject = scopeWords[stop.scope];
  return `The budget for ${subject} is ${show(stop.limit)}, and it ${verb} ${show(stop.spent)}. Raise the limit in the settings, or choose a cheaper or local model.`;
}
