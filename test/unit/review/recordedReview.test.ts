import assert from 'node:assert/strict';
import type { FileChange } from '../../../src/core/model/change.ts';
import type { RunEvent } from '../../../src/core/model/run.ts';
import { pickLines } from '../../../src/core/review/partHunk.ts';
import { reviewRecorded } from '../../../src/core/review/recordedReview.ts';
import { hunksOf } from '../../../src/core/text/hunks.ts';

const path = 'a.ts';
const before = ['one', 'two', 'three', 'four', 'five', 'six', ''].join('\n');
const after = ['one', 'TWO', 'THREE', 'four', 'five', 'SIX', ''].join('\n');
const change: FileChange = { kind: 'modify', path, before: { path, text: before, version: '1' }, after };
const hunks = hunksOf(change);
const report = { verdict: 'clean', checks: [], newProblems: [], fixedProblems: [], notChecked: [], tamper: [] } as const;
const proposed: RunEvent = { kind: 'proposed', changes: { changes: [change] }, hunks, report, misfits: [] };
const decided = (at: number, decision: 'accept' | 'reject', placed?: readonly string[]): RunEvent => ({
  kind: 'hunkDecided',
  hunkId: hunks[at]!.id,
  decision,
  ...(placed ? { placed } : {}),
});
const done: RunEvent = { kind: 'writeDone', writes: [] };
const refused: RunEvent = { kind: 'writeRefused', path, reason: 'changed' };

function statesOn(text: string, ...events: RunEvent[]): string[] {
  const session = reviewRecorded('run', [proposed, ...events])!;
  session.follow(path, text);
  return session.hunks.map((hunk) => hunk.state);
}

describe('a review taken up from the journal', () => {
  it('is nothing for a run that proposed nothing', () => {
    assert.equal(reviewRecorded('run', [done]), undefined);
  });

  it('waits with what was not decided, and keeps what was', () => {
    assert.deepEqual(statesOn(before), ['pending', 'pending']);
    assert.deepEqual(statesOn(before, decided(0, 'reject')), ['rejected', 'pending']);
    assert.deepEqual(statesOn(before.replace('six', 'SIX'), decided(1, 'accept'), done), ['pending', 'accepted']);
  });

  it('waits with what was accepted but not written', () => {
    assert.deepEqual(statesOn(before, decided(0, 'accept'), refused), ['pending', 'pending']);
    assert.deepEqual(statesOn(before, decided(0, 'accept')), ['pending', 'pending']);
  });

  it('waits again with what was accepted and is not in the file any more', () => {
    assert.deepEqual(statesOn(`zero\n${before}`, decided(0, 'accept'), done, decided(1, 'reject')), ['pending', 'rejected']);
  });

  it('keeps an accepted hunk accepted when the person wrote on in it', () => {
    const text = after.replace('TWO', 'TWO and more').replace('SIX', 'six');
    assert.deepEqual(statesOn(text, decided(0, 'accept'), done), ['accepted', 'pending']);
  });

  it('is found where the person moved the file', () => {
    const moved: RunEvent = { kind: 'fileMoved', path, to: 'b.ts' };
    const session = reviewRecorded('run', [proposed, decided(0, 'accept'), done, moved, decided(1, 'accept'), done])!;
    session.follow('b.ts', after.replace('SIX', 'six'));
    assert.deepEqual(
      session.hunks.map((hunk) => [hunk.path, hunk.state]),
      [
        ['b.ts', 'accepted'],
        ['b.ts', 'pending'],
      ],
    );
  });

  it('waits with the rest of a hunk that was accepted in part, and with nothing once that is accepted too', () => {
    const session = reviewRecorded('run', [proposed])!;
    const placed = pickLines(session.hunks[0]!, { removed: new Set([1]), added: new Set([1]) });
    const partly = [decided(0, 'accept', placed), done, decided(1, 'reject')];
    const taken = reviewRecorded('run', [proposed, ...partly])!;
    taken.follow(path, `// mine\n${before.replace('three', 'THREE')}`);
    const [rest] = taken.hunks;
    assert.deepEqual([rest?.state, rest?.removed, rest?.added, rest?.current], ['pending', ['two'], ['TWO'], { startLine: 2, endLine: 3 }]);
    const whole: RunEvent = { kind: 'hunkDecided', hunkId: rest!.id, decision: 'accept' };
    assert.deepEqual(statesOn(after.replace('SIX', 'six'), ...partly, whole, done), ['accepted', 'rejected']);
  });
});
