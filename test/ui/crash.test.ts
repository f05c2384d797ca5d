// The editor dies in the middle of an accept over many files: when it is back, all of the files are as before or all as accepted.
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { createJournal } from '../../src/core/journal/createJournal.ts';
import type { FileChange } from '../../src/core/model/change.ts';
import { defaultRunLimits } from '../../src/core/model/settings.ts';
import { JournalRecorder } from '../../src/core/orchestrator/recorder.ts';
import { defaultPolicy } from '../../src/core/policy/policy.ts';
import { hunksOf } from '../../src/core/text/hunks.ts';
import { systemClock } from '../../src/node/clock.ts';
import { openDataFolder } from '../../src/node/dataFolder.ts';
import { sha256 } from '../../src/node/hash.ts';
import { freshSalt } from '../../src/node/ids.ts';
import { createFileRecordStore } from '../../src/node/journal/fileRecordStore.ts';
import { openWorkbench, pictureOfFailure, runCommand, type Workbench } from './workbench.ts';

const files = 80;
const lines = Array.from({ length: 60 }, (_, at) => `line ${at}`);
const oldText = `${lines.join('\n')}\n`;
const newText = `${lines.map((line, at) => (at % 20 === 5 ? `${line}, accepted` : line)).join('\n')}\n`;
const pathOf = (at: number) => `many/file${at}.txt`;
const report = { verdict: 'clean', checks: [], newProblems: [], fixedProblems: [], notChecked: [], tamper: [] } as const;

describe('an editor that dies in the middle of an accept', function () {
  /** Each test loads three windows. */
  this.timeout(300_000);
  let workbench: Workbench;
  const textsNow = () => Array.from({ length: files }, (_, at) => readFileSync(join(workbench.workspace, pathOf(at)), 'utf8'));
  const status = (text: string) => workbench.page.locator('.statusbar-item', { hasText: text }).first();

  /** A run that ended with a proposal over all files, as its journal tells it to the next start. */
  async function leaveProposal(): Promise<void> {
    mkdirSync(join(workbench.workspace, 'many'), { recursive: true });
    for (let at = 0; at < files; at++) writeFileSync(join(workbench.workspace, pathOf(at)), oldText);
    const changes = Array.from({ length: files }, (_, at): FileChange => {
      const path = pathOf(at);
      return { kind: 'modify', path, before: { path, text: oldText, version: sha256(oldText) }, after: newText };
    });
    const data = await openDataFolder(workbench.workspace, { UNDERSTUDY_DATA: join(workbench.dataFolder, 'understudy') });
    const journal = createJournal(createFileRecordStore(data.journal), { hash: sha256, clock: systemClock, salt: freshSalt });
    const recorder = new JournalRecorder('leftRun', journal, sha256);
    const rules = { policy: defaultPolicy, trust: 'trusted' };
    const environment = { product: 'understudy', host: 'a test', model: 'none', settingsHash: '', policyHash: '' };
    const request = { kind: 'edit', text: 'Do it.', focus: [] };
    await recorder.event({ kind: 'runStarted', request, limits: defaultRunLimits, rules, environment });
    await recorder.event({ kind: 'proposed', changes: { changes }, hunks: changes.flatMap(hunksOf), report, misfits: [] });
    await recorder.event({ kind: 'runEnded', outcome: { kind: 'forReview' } });
  }

  /** Accepts everything, and comes back as soon as some files are written and others are not. */
  async function acceptHalfway(): Promise<void> {
    await runCommand(workbench.page, 'Understudy: Accept All Hunks');
    for (const end = Date.now() + 60_000; Date.now() < end; await delay(2)) {
      if (textsNow().some((text) => text === newText)) return;
    }
    throw new Error('Waited 60 s for the first file to be written.');
  }

  async function assertUndone(): Promise<void> {
    await status(`${3 * files} to review`).waitFor({ timeout: 60_000 });
    const texts = textsNow();
    assert.deepEqual([texts.filter((text) => text === oldText).length, texts.filter((text) => text === newText).length], [files, 0]);
    await workbench.page.locator('.tab.dirty').waitFor({ state: 'detached' });
    assert.deepEqual(
      readdirSync(join(workbench.workspace, 'many')).filter((name) => name.includes('understudy')),
      [],
    );
  }

  beforeEach(async () => {
    workbench = await openWorkbench();
    await leaveProposal();
    await workbench.load();
    await status(`${3 * files} to review`).waitFor({ timeout: 60_000 });
  });
  afterEach(async function () {
    await pictureOfFailure(workbench?.page, this.currentTest);
    await workbench?.close();
  });

  it('has all files as before, on disk and in its buffers, when its extension host was killed', async () => {
    await acceptHalfway();
    for (const host of extensionHostsOf(workbench.serverPid())) process.kill(host, 'SIGKILL');
    await workbench.load();
    await assertUndone();
  });

  it('has all files as before, on disk and in its buffers, when the whole of it was killed; and says so', async () => {
    await acceptHalfway();
    await workbench.killServer();
    const halfway = textsNow();
    assert.ok(halfway.some((text) => text === newText) && halfway.some((text) => text === oldText), 'some files are written, some are not');
    await workbench.restartServer();
    await workbench.load();
    await assertUndone();
    await runCommand(workbench.page, 'Notifications: Show Notifications');
    await workbench.page.locator('.notifications-center', { hasText: 'a write was cut off' }).waitFor();
  });
});

/** The processes below the server that run extensions: that of a window which was closed a moment ago may be among them. */
function extensionHostsOf(server: number): readonly number[] {
  const found: number[] = [];
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    try {
      const command = readFileSync(`/proc/${name}/cmdline`, 'utf8');
      if (command.includes('--type=extensionHost') && isBelow(Number(name), server)) found.push(Number(name));
    } catch {
      // It ended meanwhile.
    }
  }
  assert.ok(found.length > 0);
  return found;
}

function isBelow(pid: number, ancestor: number): boolean {
  for (let at = pid; at > 1; ) {
    if (at === ancestor) return true;
    at = Number(/\) \S (\d+)/.exec(readFileSync(`/proc/${at}/stat`, 'utf8'))?.[1] ?? 0);
  }
  return false;
}
