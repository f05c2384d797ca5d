// Temporary projects for the language tests, and edits on them, judged through the product's own path.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { FileChange } from '../../../src/core/model/change.ts';
import { defaultRunLimits } from '../../../src/core/model/settings.ts';
import type { ValidationReport } from '../../../src/core/model/validation.ts';
import type { Logger } from '../../../src/core/ports/logger.ts';
import { validateChanges } from '../../../src/core/validate/validateChanges.ts';
import { findWasm } from '../../../src/node/assets.ts';
import { createLanguageServers, type LanguageServers, type LanguageServersOptions } from '../../../src/node/language/languageServers.ts';
import { createSyntaxParser } from '../../../src/node/syntax/syntaxParser.ts';

export const quiet: Logger = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** An edit as "this text becomes that"; `undefined` before creates the file, after deletes it. */
export type Edit = readonly [path: string, from: string | undefined, to: string | undefined];

export interface Workbench {
  readonly root: string;
  readonly servers: LanguageServers;
  read(path: string): string;
  edit(...edits: Edit[]): FileChange[];
  judge(changes: readonly FileChange[], validateMs?: number): Promise<ValidationReport>;
  dispose(): void;
}

const syntax = createSyntaxParser({ findWasm });

export function openWorkbench(files: Readonly<Record<string, string>> | string, options: Partial<LanguageServersOptions> = {}): Workbench {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'understudy-language-')));
  if (typeof files === 'string') cpSync(files, root, { recursive: true });
  else
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
  const servers = createLanguageServers({ root, logger: quiet, ...options });
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  return {
    root,
    servers,
    read,
    edit: (...edits) => edits.map((edit) => toChange(edit, read, (path) => existsSync(join(root, path)))),
    judge: (changes, validateMs = 30_000) =>
      validateChanges({ changes }, { ...defaultRunLimits, validateMs }, { shadow: servers.shadow, syntax }, new AbortController().signal),
    dispose: () => {
      servers.dispose();
      rmSync(root, { recursive: true, force: true });
    },
  };
}

function toChange([path, from, to]: Edit, read: (path: string) => string, exists: (path: string) => boolean): FileChange {
  if (from === undefined) return { kind: 'create', path, after: to ?? '' };
  const before = { path, text: read(path), version: '1' };
  if (to === undefined) return { kind: 'delete', path, before };
  if (!exists(path) || !before.text.includes(from)) throw new Error(`${path} has no ${JSON.stringify(from)}`);
  return { kind: 'modify', path, before, after: before.text.replace(from, () => to) };
}

/** The problems of a report as `file:code`. */
export const codes = (report: ValidationReport) => report.newProblems.map((problem) => `${problem.path}:${problem.code ?? ''}`);
