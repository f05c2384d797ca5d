// Budgets in a run: what was spent before, from the journals, and the model that asks before each call.
import { eventsIn, spendingOf } from '../journal/fold/spending.ts';
import type { Journal } from '../ports/journal.ts';
import { type Account, type Budget, type BudgetLimits, createBudget, type Spending } from '../routing/budget.ts';
import { createBudgetedModel } from '../routing/budgetedModel.ts';
import type { RunPorts } from './ports.ts';

/** What the person allows; read again before each call. */
export interface SpendingRules {
  readonly limits: BudgetLimits;
  readonly atLimit: 'ask' | 'cheaper' | 'readOnly';
}

export interface RunBudget {
  readonly budget: Budget;
  readonly workspace: string;
  rules(): SpendingRules;
}

const dayOf = (at: number): string => {
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};

/** A budget that knows what the workspace's journal says was spent: today, and before as well where a limit looks back that far. */
export async function openBudget(workspace: string, rules: () => SpendingRules, journal: Journal, now: number): Promise<RunBudget> {
  const { limits } = rules();
  const isLimited = Object.values(limits).some((scope) => Object.keys(scope ?? {}).length > 0);
  const earlier = isLimited ? await readSpending(workspace, journal, limits.workspace ? undefined : dayOf(now)) : [];
  return { budget: createBudget(() => rules().limits, earlier), workspace, rules };
}

async function readSpending(workspace: string, journal: Journal, onlyDay: string | undefined): Promise<(Account & Spending)[]> {
  const found: (Account & Spending)[] = [];
  for (const { run, startedAt } of await journal.list()) {
    const day = dayOf(startedAt);
    if (onlyDay !== undefined && day !== onlyDay) continue;
    const { usage, dollars, minutes } = spendingOf(eventsIn(await journal.read(run)));
    found.push({ run, day, workspace, tokens: usage.input + usage.output, minutes, ...(dollars === undefined ? {} : { dollars }) });
  }
  return found;
}

/** The same ports with a model that keeps to the budget. Without a budget they stay as they are. */
export function withBudget(ports: RunPorts, run: string, allowed: RunBudget | undefined): RunPorts {
  if (!allowed) return ports;
  const { budget, workspace } = allowed;
  const account = { run, day: dayOf(ports.clock.now()), workspace };
  const price = ports.model.facts?.price;
  const model = createBudgetedModel(ports.model, {
    budget,
    account,
    ...(price ? { price } : {}),
    atLimit: allowed.rules().atLimit,
    clock: ports.clock,
    person: ports.person,
  });
  return { ...ports, model };
}
