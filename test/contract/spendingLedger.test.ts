// One book for all windows: processes that reserve at the same time never pass a limit by more than one request.
import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBudget } from '../../src/core/routing/budget.ts';
import { systemClock } from '../../src/node/clock.ts';
import { createIds } from '../../src/node/ids.ts';
import { createFileLedger } from '../../src/node/spendingLedger.ts';

const account = (run: string) => ({ run, day: '2026-11-21', workspace: 'w' });

describe('spending ledger', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'understudy-ledger-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const path = () => join(folder, 'spending.json');
  const open = (limit: number) =>
    createBudget(() => ({ day: { tokens: limit } }), { ledger: createFileLedger(path()), clock: systemClock, ids: createIds(systemClock) });

  const inChild = (limit: number): Promise<number> =>
    new Promise((resolve, reject) => {
      const child = fork(join(import.meta.dirname, 'spendingChild.ts'), [path(), String(limit)], { execArgv: process.execArgv });
      child.once('message', (granted) => resolve(Number(granted)));
      child.once('error', reject);
    });

  it('keeps four processes with 25 calls each within the limit and one request', async () => {
    const limit = 400;
    const granted = await Promise.all([inChild(limit), inChild(limit), inChild(limit), inChild(limit)]);
    const spent = (await open(limit).spent('day', account('any'))).tokens;
    assert.equal(
      spent,
      granted.reduce((sum, each) => sum + each * 10, 0),
    );
    assert.ok(spent >= limit && spent < limit + 10, `${spent} of ${limit}`);
  });

  it('takes over the lock of a process that died, and a book that is damaged counts as none', async () => {
    writeFileSync(`${path()}.lock`, 'dead');
    utimesSync(`${path()}.lock`, new Date(Date.now() - 60_000), new Date(Date.now() - 60_000));
    writeFileSync(path(), '{"totals":');
    const reserved = await open(10).reserve(account('r'), { tokens: 5, minutes: 0 });
    assert.equal(reserved.kind, 'reserved');
    assert.deepEqual(readdirSync(folder), ['spending.json']);
    if (process.platform !== 'win32') assert.equal(statSync(path()).mode & 0o077, 0);
  });
});
