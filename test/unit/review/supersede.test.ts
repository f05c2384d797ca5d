import assert from 'node:assert/strict';
import type { FileChange } from '../../../src/core/model/change.ts';
import { ReviewSession } from '../../../src/core/review/reviewSession.ts';
import { findSuperseded } from '../../../src/core/review/supersede.ts';
import { hunksOf } from '../../../src/core/text/hunks.ts';

const path = 'a.txt';
const text = 'one\ntwo\nthree\nfour\n';
const report = { verdict: 'clean', checks: [], newProblems: [], fixedProblems: [], notChecked: [], tamper: [] } as const;

function review(change: FileChange): ReviewSession {
  return new ReviewSession('run', { changes: { changes: [change] }, hunks: hunksOf(change), report, misfits: [] });
}
const modify = (after: string) => review({ kind: 'modify', path, before: { path, text, version: '' }, after });
const counted = (older: ReviewSession, newer: ReviewSession) => findSuperseded(older.hunks, newer.hunks).size;

describe('hunks that a newer proposal takes the place of', () => {
  it('stand on the same lines, in whole or in part', () => {
    assert.equal(counted(modify('one\nTWO\nTHREE\nfour\n'), modify('one\ntwo\n3\nfour\n')), 1);
    assert.equal(counted(modify('one\nTWO\nthree\nfour\n'), modify('one\ntwo\n3\nfour\n')), 0);
    assert.equal(counted(modify('ONE\ntwo\nthree\nFOUR\n'), modify('one\ntwo\nthree\n4\n')), 1);
  });

  it('come at the same place, or between lines that change', () => {
    assert.equal(counted(modify('one\nhalf\ntwo\nthree\nfour\n'), modify('one\nother\ntwo\nthree\nfour\n')), 1);
    assert.equal(counted(modify('one\ntwo\nhalf\nthree\nfour\n'), modify('one\n2\n3\nfour\n')), 1);
    assert.equal(counted(modify('one\nhalf\ntwo\nthree\nfour\n'), modify('one\n2\nthree\nfour\n')), 0);
  });

  it('are those that are still open', () => {
    const older = modify('one\nTWO\nthree\nfour\n');
    older.decide(new Set(older.hunks.map((hunk) => hunk.id)), 'accepted');
    assert.equal(counted(older, modify('one\n2\nthree\nfour\n')), 0);
  });

  it('compete for a name with another name, not with lines', () => {
    const rename = (to: string) => review({ kind: 'rename', path, to, before: { path, text, version: '' }, after: text });
    assert.equal(counted(rename('b.txt'), rename('c.txt')), 1);
    assert.equal(counted(rename('b.txt'), modify('zero\none\ntwo\nthree\nfour\n')), 0);
  });
});
