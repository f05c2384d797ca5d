// Budgets in a run: what was spent before, from the ledger or else from the journals, and the model that asks before each call.
import { eventsIn, spendingOf } from '../journal/fold/spending.ts';
import type { Account, Spending } from '../model/spending.ts';
import type { Journal } from '../ports/journal.ts';
import { type Budget, type BudgetLimits, type BudgetPorts, bookOf, createBudget } from '../routing/budget.ts';
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

export interface SpendingPorts extends BudgetPorts {
  readonly journal: Journal;
}

const dayOf = (at: number): string => {
  const date = new Date(at);
  return [date.getFullYear(), date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0')).join('-');
};

/** A budget that knows what was spent in the workspace before. A workspace without a ledger gets one from its journals. */
export async function openBudget(workspace: string, rules: () => SpendingRules, ports: SpendingPorts): Promise<RunBudget> {
  const isKnown = await ports.ledger.update((book) => ({ book, result: book !== undefined }));
  if (!isKnown) {
    const earlier = bookOf(await readSpending(workspace, ports.journal));
    await ports.ledger.update((book) => ({ book: book ?? earlier, result: undefined }));
  }
  return { budget: createBudget(() => rules().limits, ports), workspace, rules };
}

async function readSpending(workspace: string, journal: Journal): Promise<(Account & Spending)[]> {
  const found: (Account & Spending)[] = [];
  for (const { run, startedAt } of await journal.list()) {
    const { usage, dollars, minutes } = spendingOf(eventsIn(await journal.read(run)));
    const tokens = usage.input + usage.output;
    found.push({ run, day: dayOf(startedAt), workspace, tokens, minutes, ...(dollars === undefined ? {} : { dollars }) });
  }
  return found;
}

/** The same ports with a model that keeps to the budget. Without a budget they stay as they are. */
export function withBudget(ports: RunPorts, run: string, allowed: RunBudget | undefined): RunPorts {
  if (!allowed) return ports;
  const { budget, workspace, rules } = allowed;
  const account = { run, day: dayOf(ports.clock.now()), workspace };
  const { clock, person } = ports;
  return { ...ports, model: createBudgetedModel(ports.model, { budget, account, atLimit: () => rules().atLimit, clock, person }) };
}
