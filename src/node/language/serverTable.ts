// One row per language server the product knows.
import { goRow, rustRow } from './nativeRows.ts';
import { pythonRow } from './pythonRow.ts';
import type { ServerRow } from './serverRow.ts';
import { typescriptRow } from './typescriptRow.ts';
import { webRows } from './webRows.ts';

export const serverTable: readonly ServerRow[] = [typescriptRow, pythonRow, ...webRows, goRow, rustRow];

/** The row that judges a file, by its extension. */
export const rowFor = (path: string, rows: readonly ServerRow[]): ServerRow | undefined =>
  rows.find((row) => extensionOf(path) in row.languages);

export const extensionOf = (path: string): string => /\.[^./\\]+$/.exec(path)?.[0].toLowerCase() ?? '';
