// What a workspace's runs spend, seen alike by every window and command that works in it.
import type { SpendingBook } from '../model/spending.ts';

export interface SpendingLedger {
  /**
   * Reads the book, undefined before there is one, and keeps what `change` makes of it, with nobody else between the two. A book that
   * cannot be read counts as none.
   */
  update<T>(change: (book: SpendingBook | undefined) => { readonly book: SpendingBook | undefined; readonly result: T }): Promise<T>;
}
