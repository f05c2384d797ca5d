// Which pieces go first, how much of the budget one kind of piece may take, and in which order pieces stand in the prompt.
import type { ContextItem, ContextSource } from '../model/context.ts';
import type { EditRequest } from '../model/run.ts';

interface SourceRule {
  /** 0 to 1: who is packed first, for an edit and for a question. */
  readonly edit: number;
  readonly ask: number;
  /** Share of the budget that the source may take before the others have had their turn. */
  readonly share: number;
  /** Place in the prompt: what changes least from request to request stands first, what the request is about stands last. */
  readonly place: number;
}

const rules: Readonly<Record<ContextSource, SourceRule>> = {
  structure: { edit: 0.3, ask: 0.95, share: 0.7, place: 1 },
  rules: { edit: 0.9, ask: 0.8, share: 0.15, place: 0 },
  git: { edit: 0.35, ask: 0.35, share: 0.1, place: 3 },
  definition: { edit: 0.75, ask: 0.6, share: 0.3, place: 4 },
  imports: { edit: 0.4, ask: 0.4, share: 0.15, place: 5 },
  openFile: { edit: 0.3, ask: 0.3, share: 0.15, place: 6 },
  search: { edit: 0.6, ask: 0.75, share: 0.45, place: 7 },
  mention: { edit: 0.95, ask: 0.95, share: 0.6, place: 8 },
  history: { edit: 0.5, ask: 0.5, share: 0.2, place: 2 },
  namedFile: { edit: 0.92, ask: 0.9, share: 0.75, place: 9 },
  terminal: { edit: 0.78, ask: 0.78, share: 0.15, place: 10 },
  tests: { edit: 0.8, ask: 0.8, share: 0.15, place: 11 },
  diagnostics: { edit: 0.85, ask: 0.85, share: 0.15, place: 12 },
  selection: { edit: 1, ask: 1, share: 1, place: 13 },
};

/**
 * Required pieces first, then by the weight of the source and the score within it; ties by id, so that the order is always the same.
 * A definition is worth little where the code that uses it is of little interest.
 */
export function byPriority(kind: EditRequest['kind']): (a: ContextItem, b: ContextItem) => number {
  const weigh = (item: ContextItem) => {
    const floor = item.source === 'definition' ? 0.1 : 0.4;
    return (item.required ? 10 : 0) + rules[item.source][kind] * (floor + (1 - floor) * item.score);
  };
  return (a, b) => weigh(b) - weigh(a) || (a.id < b.id ? -1 : 1);
}

/** Tokens of a budget that one source may take in the first round. */
export const shareOf = (source: ContextSource, budgetTokens: number): number => Math.floor(rules[source].share * budgetTokens);

/** The same for the first lines of a required piece that fits in no other form: a file's head is rarely what is meant. */
export const cutShareOf = (source: ContextSource, budgetTokens: number): number =>
  source === 'namedFile' ? Math.floor(budgetTokens / 5) : shareOf(source, budgetTokens);

/** Pieces in prompt order. Pieces of one file stand together, where the last of their sources stands. */
export function inPromptOrder<T extends ContextItem>(items: readonly T[]): readonly T[] {
  const placeOfFile = new Map<string, number>();
  const keyOf = (item: T) => (item.path === undefined || item.totalLines === undefined ? item.id : item.path);
  for (const item of items) {
    placeOfFile.set(keyOf(item), Math.max(placeOfFile.get(keyOf(item)) ?? 0, rules[item.source].place));
  }
  const compare = (a: T, b: T) =>
    placeOfFile.get(keyOf(a))! - placeOfFile.get(keyOf(b))! ||
    compareText(keyOf(a), keyOf(b)) ||
    (a.range?.startLine ?? 0) - (b.range?.startLine ?? 0) ||
    compareText(a.id, b.id);
  return [...items].sort(compare);
}

const compareText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
