// A row of the server table for the fake server.
import { join } from 'node:path';
import type { Asking, ServerCommand, ServerRow } from '../../../src/node/language/serverRow.ts';

const program = join(import.meta.dirname, '..', '..', 'fakes', 'languageServerProcess.mjs');

export const rowOf = (mode: string, asking: Asking, quirks: Partial<ServerCommand> = {}): ServerRow => ({
  id: 'fake',
  title: 'Fake',
  languages: { '.fake': 'fake' },
  find: () =>
    Promise.resolve({
      kind: 'found',
      server: { command: process.execPath, args: [program, mode], judge: `fake (${mode})`, asking, ...quirks },
    }),
  emptied: () => '',
});
