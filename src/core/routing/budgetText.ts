// Budgets as a person writes them on the command line: "run $0.50, day $5, day 2000000 tokens, run 10 minutes, then cheaper".
import { AppError } from '../../base/errors.ts';
import type { BudgetLimits, BudgetScope, BudgetUnit } from './budget.ts';

const part = /^(request|run|day|workspace)\s+(?:\$\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\s*(tokens|minutes|dollars))$/i;

const afterwards = { ask: 'ask', cheaper: 'cheaper', stop: 'readOnly' } as const;

export interface ParsedBudget {
  readonly limits: BudgetLimits;
  readonly atLimit: 'ask' | 'cheaper' | 'readOnly';
}

/** Throws AppError with an example for anything else. */
export function parseBudget(text: string): ParsedBudget {
  let atLimit: ParsedBudget['atLimit'] = 'ask';
  const limits: Partial<Record<BudgetScope, Partial<Record<BudgetUnit, number>>>> = {};
  for (const piece of text.split(',').map((each) => each.trim())) {
    if (piece === '') continue;
    const then = /^then\s+(ask|cheaper|stop)$/i.exec(piece)?.[1]?.toLowerCase() as keyof typeof afterwards | undefined;
    if (then) {
      atLimit = afterwards[then];
      continue;
    }
    const match = part.exec(piece);
    if (!match) {
      const example = 'run $0.50, day $5, day 2000000 tokens, run 10 minutes, then cheaper';
      throw new AppError('cli.usage', `"${piece}" is not a limit. Write limits like this: ${example}.`);
    }
    const scope = (match[1] ?? '').toLowerCase() as BudgetScope;
    const unit = (match[4] ?? 'dollars').toLowerCase() as BudgetUnit;
    limits[scope] = { ...limits[scope], [unit]: Number(match[2] ?? match[3]) };
  }
  return { limits, atLimit };
}
