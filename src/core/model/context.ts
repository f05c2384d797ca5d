// What the model is shown, and the account of it.
import type { FilePath, LineRange } from './document.ts';

export type ContextSource =
  | 'selection'
  | 'openFile'
  | 'namedFile'
  | 'search'
  | 'diagnostics'
  | 'definition'
  | 'imports'
  | 'git'
  | 'terminal'
  | 'tests'
  | 'rules'
  | 'mention'
  | 'history'
  | 'structure';

/** One piece a collector offers. `score` 0 to 1 within its source; `required` pieces are packed first and never dropped silently. */
export interface ContextItem {
  readonly id: string;
  readonly source: ContextSource;
  readonly path?: FilePath;
  readonly range?: LineRange;
  readonly title: string;
  readonly text: string;
  readonly score: number;
  readonly reason: string;
  readonly required?: boolean;
  /** Lines of the whole file, where `text` is a part of it. */
  readonly totalLines?: number;
}

export type PackedForm = 'whole' | 'skeleton' | 'line' | 'dropped';

/** A piece as it goes into the prompt; `text` is already in its form. */
export interface PackedItem extends ContextItem {
  readonly form: Exclude<PackedForm, 'dropped'>;
  readonly tokens: number;
}

/** One line of the account: what was sent or left out, why, and what it cost. `tokens` is 0 for dropped pieces. */
export interface LedgerEntry {
  readonly id: string;
  readonly source: ContextSource;
  readonly path?: FilePath;
  readonly range?: LineRange;
  readonly title: string;
  readonly score: number;
  readonly reason: string;
  readonly form: PackedForm;
  readonly tokens: number;
  /** What its tokens cost in one call; absent while the model's price is not known, which is not the same as free. */
  readonly dollars?: number;
  readonly dropReason?: string;
}

/** A place of the workspace that the person chose. Without `range` the whole file. */
export interface ContextPlace {
  readonly path: FilePath;
  readonly range?: LineRange;
}

/** What the person decided over the ledger: places to show always, entries (by id) and places to leave out. A pin outranks a place left out. */
export interface ContextChoices {
  readonly pinned: readonly ContextPlace[];
  readonly removed: readonly string[];
  readonly without?: readonly ContextPlace[];
}

/** Packed pieces in prompt order, and the ledger of all that were offered. `tokens` is the sum over the ledger. */
export interface ContextBundle {
  readonly items: readonly PackedItem[];
  readonly ledger: readonly LedgerEntry[];
  readonly tokens: number;
  readonly budgetTokens: number;
}
