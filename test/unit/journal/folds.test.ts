import assert from 'node:assert/strict';
import { auditRun, unsettledWrite } from '../../../src/core/journal/fold/audit.ts';
import { summariseRun, type TimedEvent } from '../../../src/core/journal/fold/runSummary.ts';
import { totalAcceptance, totalByModel } from '../../../src/core/journal/fold/totals.ts';
import type { JournalRecord } from '../../../src/core/model/journal.ts';
import type { RunEvent, WriteSummary } from '../../../src/core/model/run.ts';
import { defaultRunLimits } from '../../../src/core/model/settings.ts';
import { defaultPolicy } from '../../../src/core/policy/policy.ts';
import { sha256 } from '../../../src/node/hash.ts';
import { createMemoryJournal } from '../../fakes/memoryJournal.ts';

const started: RunEvent = {
  kind: 'runStarted',
  request: { kind: 'edit', text: 'Do it', focus: [] },
  limits: defaultRunLimits,
  rules: { policy: defaultPolicy, trust: 'trusted' },
  environment: { product: 'p', host: 'h', model: 'first', settingsHash: '', policyHash: '' },
};
const asked = (model: string): RunEvent => ({ kind: 'modelAsked', model, promptHash: '', promptTokens: 10, repairs: 0 });
const answered = (usage?: { input: number; output: number }): RunEvent => ({
  kind: 'modelAnswered',
  end: { kind: 'complete', finishReason: 'stop' },
  answerHash: '',
  ...(usage ? { usage } : {}),
});
const report = { verdict: 'clean', checks: [], newProblems: [], fixedProblems: [], notChecked: [], tamper: [] } as const;
const hunk = (id: string) => ({
  id,
  path: 'a.ts',
  before: { startLine: 0, endLine: 1 },
  after: { startLine: 0, endLine: 1 },
  removed: [],
  added: [],
});
const proposed: RunEvent = { kind: 'proposed', changes: { changes: [] }, hunks: ['1', '2', '3'].map(hunk), report, misfits: [] };
const forReview: RunEvent = { kind: 'runEnded', outcome: { kind: 'forReview' } };
const decision = (hunkId: string, choice: 'accept' | 'reject'): RunEvent => ({ kind: 'hunkDecided', hunkId, decision: choice });
const writes: readonly WriteSummary[] = [{ path: 'a.ts', kind: 'modify' }];
const intended: RunEvent = { kind: 'writeIntended', writes };
const done: RunEvent = { kind: 'writeDone', writes };

const timed = (...events: RunEvent[]): TimedEvent[] => events.map((event, index) => ({ at: 100 + index, event }));
const stateOf = (...events: RunEvent[]) => summariseRun(timed(started, ...events))?.state;

describe('run summary', () => {
  it('does not count as rejected what a newer proposal took away', () => {
    const superseded: RunEvent = { kind: 'hunkDecided', hunkId: '2', decision: 'reject', supersededBy: 'other' };
    const summary = summariseRun(timed(started, proposed, forReview, decision('1', 'reject'), superseded));
    assert.deepEqual(summary?.hunks, { proposed: 3, accepted: 0, rejected: 1 });
  });

  it('adds up calls, tokens and decisions', () => {
    const summary = summariseRun(
      timed(
        started,
        asked('m'),
        answered({ input: 5, output: 2 }),
        asked('m'),
        answered(),
        proposed,
        forReview,
        decision('1', 'accept'),
        decision('2', 'reject'),
        decision('1', 'reject'),
        decision('3', 'accept'),
        intended,
        done,
      ),
    );
    assert.deepEqual(summary, {
      request: { kind: 'edit', text: 'Do it', focus: [] },
      model: 'm',
      startedAt: 100,
      lastAt: 112,
      state: 'written',
      calls: 2,
      usage: { input: 5, output: 2, cachedInput: 0 },
      callsWithoutUsage: 1,
      hunks: { proposed: 3, accepted: 1, rejected: 2 },
      written: ['a.ts'],
    });
  });

  it('tells how a run stands', () => {
    assert.equal(stateOf(asked('m')), 'cutOff');
    assert.equal(stateOf(proposed, forReview), 'waiting');
    assert.equal(stateOf(proposed, forReview, decision('1', 'reject')), 'decided');
    assert.equal(stateOf(proposed, forReview, decision('1', 'accept'), intended), 'writing');
    assert.equal(stateOf(intended, { kind: 'writeRefused', path: 'a.ts', reason: 'changed' }), 'notWritten');
    assert.equal(stateOf({ kind: 'runEnded', outcome: { kind: 'failed', code: 'x', message: '' } }), 'failed');
    assert.equal(summariseRun([]), undefined);
  });

  it('totals many runs by model, and what was accepted', () => {
    const one = summariseRun(
      timed(
        started,
        asked('m'),
        answered({ input: 5, output: 2 }),
        proposed,
        decision('1', 'accept'),
        decision('2', 'accept'),
        decision('3', 'reject'),
      ),
    )!;
    const two = summariseRun(timed(started, asked('n'), answered({ input: 50, output: 2 })))!;
    assert.deepEqual(
      totalByModel([one, two, one]).map(({ model, runs, usage }) => [model, runs, usage.input]),
      [
        ['n', 1, 50],
        ['m', 2, 10],
      ],
    );
    assert.deepEqual(totalAcceptance([one, two]), { proposed: 3, accepted: 2, rejected: 1, rate: 2 / 3 });
    assert.equal(totalAcceptance([two]).rate, undefined);
  });
});

describe('audit', () => {
  async function recordsOf(...events: RunEvent[]): Promise<readonly JournalRecord[]> {
    const journal = createMemoryJournal();
    for (const event of events) await journal.append('run', { kind: 'event', event });
    return journal.read('run');
  }
  const findings = async (...events: RunEvent[]) =>
    auditRun('run', await recordsOf(...events), sha256).findings.map((finding) => finding.what);
  const denied: RunEvent = {
    kind: 'decided',
    action: { kind: 'editFile', path: 'a.ts', effect: 'modify' },
    decision: { kind: 'deny', rule: 'r', why: '' },
  };

  it('finds nothing to say against an orderly run', async () => {
    assert.deepEqual(auditRun('run', await recordsOf(started, forReview, intended, done), sha256), { records: 4, writes: 1, findings: [] });
  });

  it('finds effects that were denied, not announced, or others than announced', async () => {
    assert.match((await findings(started, denied, intended, done)).join(), /although a rule denied/);
    assert.match((await findings(started, done)).join(), /without being announced/);
    assert.match(
      (await findings(started, intended, { kind: 'writeDone', writes: [{ path: 'b.ts', kind: 'modify' }] })).join(),
      /something else/i,
    );
    assert.match((await findings(forReview)).join(), /begin with its request/);
  });

  it('finds a changed record', async () => {
    const records = [...(await recordsOf(started, forReview))];
    records[1] = { ...records[1]!, at: 1 };
    assert.deepEqual(auditRun('run', records, sha256).findings, [{ seq: 1, what: 'The record was changed after it was written.' }]);
  });

  it('names the write that was never settled', () => {
    assert.deepEqual(unsettledWrite(timed(started, intended)), writes);
    assert.equal(unsettledWrite(timed(started, intended, done)), undefined);
    assert.equal(unsettledWrite(timed(started)), undefined);
  });
});
