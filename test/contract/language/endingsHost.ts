// A host of language servers for endings.test.ts, in a process of its own: `endingsHost FOLDER PATH WHAT`. Rehearses an edit of one file,
// names the process of each server, then disposes them (WHAT is `dispose`, or `disposeStopped` with the servers stopped before) or lives on.
import { createLanguageServers } from '../../../src/node/language/languageServers.ts';
import type { ServerRow } from '../../../src/node/language/serverRow.ts';
import { serverTable } from '../../../src/node/language/serverTable.ts';
import { rowOf } from './fakeRow.ts';
import { quiet } from './workbench.ts';

const [, , root = '', path = '', what = ''] = process.argv;
const rows: readonly ServerRow[] = [rowOf('brood', 'pull'), ...serverTable];
const servers = createLanguageServers({ root, logger: quiet, rows });
const before = { path, text: '', version: '1' };
const changes = [{ kind: 'modify' as const, path, before, after: 'let fresh = 1;\n' }];
const { checks, notChecked } = await servers.shadow.rehearse({ changes }, 30_000, new AbortController().signal);
const pids = servers.running().map(({ pid }) => pid);
if (what === 'disposeStopped') for (const pid of pids) process.kill(-(pid ?? 0), 'SIGSTOP');
process.stdout.write(`${JSON.stringify({ judged: checks.length > 0, notChecked, pids })}\n`);
if (what === 'live') setInterval(() => undefined, 1_000);
else servers.dispose();
