import assert from 'node:assert/strict';
import type { FileChange } from '../../../src/core/model/change.ts';
import { ReviewSession } from '../../../src/core/review/reviewSession.ts';
import { hunksOf } from '../../../src/core/text/hunks.ts';
import type { TextChange } from '../../../src/core/text/trackedRange.ts';

const path = 'a.ts';
const before = ['one', 'two', 'three', 'four', 'five', 'six', ''].join('\n');
const after = ['one', 'TWO', 'TWO AND A HALF', 'three', 'four', 'five', 'five and a half', 'six', ''].join('\n');

function review(from = before, to = after): ReviewSession {
  const change: FileChange = { kind: 'modify', path, before: { path, text: from, version: '1' }, after: to };
  const report = { verdict: 'clean', checks: [], newProblems: [], fixedProblems: [], notChecked: [], tamper: [] } as const;
  return new ReviewSession('run', { changes: { changes: [change] }, hunks: hunksOf(change), report, misfits: [] });
}

const insert = (line: number, character: number, text: string): TextChange => ({
  range: { start: { line, character }, end: { line, character } },
  text,
});
const states = (session: ReviewSession) => session.hunks.map((hunk) => hunk.state);
const idAt = (session: ReviewSession, at: number) => new Set([session.hunks[at]!.id]);

function acceptOn(session: ReviewSession, ids: ReadonlySet<string>, text: string): string | undefined {
  session.follow(path, text);
  const { changes } = session.changesAccepting(ids, new Map([[path, { path, text, version: 'now' }]]));
  const [change] = changes;
  return change?.kind === 'modify' ? change.after : undefined;
}

describe('review session', () => {
  it('writes only the accepted hunk', () => {
    const session = review();
    assert.equal(session.hunks.length, 2);
    assert.equal(acceptOn(session, idAt(session, 1), before), before.replace('five\n', 'five\nfive and a half\n'));
  });

  it('writes the whole proposal when every hunk is accepted', () => {
    const session = review();
    assert.equal(acceptOn(session, new Set(session.hunks.map((hunk) => hunk.id)), before), after);
  });

  it('moves hunks with lines typed above them', () => {
    const session = review();
    const text = `zero\n${before}`;
    session.follow(path, text, [insert(0, 0, 'zero\n')]);
    assert.deepEqual(
      session.hunks.map((hunk) => hunk.current),
      [
        { startLine: 2, endLine: 3 },
        { startLine: 6, endLine: 6 },
      ],
    );
    assert.equal(acceptOn(session, idAt(session, 0), text), text.replace('two', 'TWO\nTWO AND A HALF'));
  });

  it('keeps an Enter at the end of a hunk outside of it', () => {
    const session = review();
    session.follow(path, before.replace('two\n', 'two\n\n'), [insert(1, 3, '\n')]);
    assert.deepEqual(states(session), ['pending', 'pending']);
    assert.deepEqual(session.hunks[0]?.current, { startLine: 1, endLine: 2 });
  });

  it('puts a hunk in conflict while its own lines differ, and frees it when they are back', () => {
    const session = review();
    session.follow(path, before.replace('two', 'twos'), [insert(1, 3, 's')]);
    assert.deepEqual(states(session), ['conflicted', 'pending']);
    assert.equal(acceptOn(session, idAt(session, 0), before.replace('two', 'twos')), undefined);
    session.follow(path, before);
    assert.deepEqual(states(session), ['pending', 'pending']);
  });

  it('lets an accepted hunk wait again when the person undoes it', () => {
    const session = review();
    const accepted = acceptOn(session, idAt(session, 1), before)!;
    session.follow(path, accepted);
    session.decide(idAt(session, 1), 'accepted');
    assert.deepEqual(states(session), ['pending', 'accepted']);
    session.follow(path, before);
    assert.deepEqual(states(session), ['pending', 'pending']);
  });

  it('keeps the other hunk in place after one was accepted', () => {
    const session = review();
    const accepted = acceptOn(session, idAt(session, 0), before)!;
    session.follow(path, accepted);
    assert.deepEqual(states(session), ['accepted', 'pending']);
    assert.equal(acceptOn(session, idAt(session, 1), accepted), after);
  });

  it('says that a place is gone when the lines around an insertion are deleted', () => {
    const session = review();
    const text = before.replace('five\nsix\n', '');
    session.follow(path, text, [{ range: { start: { line: 4, character: 0 }, end: { line: 6, character: 0 } }, text: '' }]);
    assert.deepEqual(states(session), ['pending', 'stale']);
  });

  it('keeps an insertion above what the person typed at its place', () => {
    const session = review();
    const text = before.replace('five\n', 'five\nmine\n');
    session.follow(path, text, [insert(4, 4, '\nmine')]);
    assert.deepEqual(states(session), ['pending', 'pending']);
    assert.equal(acceptOn(session, idAt(session, 1), text), before.replace('five\n', 'five\nfive and a half\nmine\n'));
  });

  it('follows a change that came from outside by the difference of the texts', () => {
    const session = review();
    session.follow(path, `// header\n\n${before}`);
    assert.deepEqual(session.hunks[0]?.current, { startLine: 3, endLine: 4 });
    assert.deepEqual(states(session), ['pending', 'pending']);
  });

  it('keeps Windows line ends, and closes a last line that is no longer last', () => {
    const session = review('a\r\nb', 'a\r\nb\r\nc');
    assert.equal(acceptOn(session, idAt(session, 0), 'a\r\nb\r\nmine'), 'a\r\nb\r\nc\r\nmine');
  });

  it('rejects without writing', () => {
    const session = review();
    session.decide(idAt(session, 0), 'rejected');
    assert.equal(acceptOn(session, idAt(session, 0), before), undefined);
    assert.deepEqual(states(session), ['rejected', 'pending']);
  });
});
