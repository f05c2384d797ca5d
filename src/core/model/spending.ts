// Money, tokens and minutes: what was spent, by whom, and what is about to be.

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

/** A call under way, at the most it may cost. After `until` (milliseconds since 1970) whoever began it is taken to be gone. */
export interface Outlay extends Account {
  readonly most: Spending;
  readonly until: number;
}

/** Sums by scope and name (`day:2026-11-21`), and calls under way by a name of their own. */
export interface SpendingBook {
  readonly totals: Readonly<Record<string, Spending>>;
  readonly underWay: Readonly<Record<string, Outlay>>;
}

export const addSpending = (a: Spending, b: Spending): Spending => ({
  dollars: (a.dollars ?? 0) + (b.dollars ?? 0),
  tokens: a.tokens + b.tokens,
  minutes: a.minutes + b.minutes,
});
