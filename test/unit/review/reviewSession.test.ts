import assert from 'node:assert/strict';
import type { FileChange } from '../../../src/core/model/change.ts';
import { pickLines, selectWithPartners } from '../../../src/core/review/partHunk.ts';
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

  it('keeps a hunk whose lines were deleted out of the way of its neighbours', () => {
    const from = ['zero', 'one', 'two', 'three', 'four', ''].join('\n');
    const session = review(from, ['zero', 'ONE', 'TWO', 'three', 'FOUR', ''].join('\n'));
    const erase = (start: number, end: number): TextChange => ({
      range: { start: { line: start, character: 0 }, end: { line: end, character: 0 } },
      text: '',
    });
    const shorter = from.replace('four\n', '');
    session.follow(path, shorter, [erase(4, 5)]);
    session.follow(path, shorter.replace('two\nthree\n', ''), [erase(2, 4)]);
    session.follow(path, shorter, [insert(2, 0, 'two\nthree\n')]);
    assert.deepEqual(states(session), ['pending', 'conflicted']);
    session.follow(path, from, [insert(4, 0, 'four\n')]);
    assert.deepEqual(states(session), ['pending', 'pending']);
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

  it('knows a file by its new name, also after an undo there', () => {
    const session = review();
    const accepted = acceptOn(session, idAt(session, 1), before)!;
    session.follow(path, accepted);
    session.renamed(path, 'b.ts');
    session.follow('b.ts', before);
    assert.deepEqual(
      session.hunks.map((hunk) => `${hunk.path} ${hunk.state}`),
      ['b.ts pending', 'b.ts pending'],
    );
    const { changes } = session.changesAccepting(idAt(session, 0), new Map([['b.ts', { path: 'b.ts', text: before, version: '2' }]]));
    assert.deepEqual(
      changes.map((change) => change.path),
      ['b.ts'],
    );
  });

  it('shows what the person made of the lines in conflict, and writes what they choose', () => {
    const session = review();
    const text = before.replace('two', 'twos');
    session.follow(path, text);
    const [hunk] = session.hunks;
    assert.deepEqual([hunk?.removed, hunk?.yours, hunk?.added], [['two'], ['twos'], ['TWO', 'TWO AND A HALF']]);
    const chosen = { lines: ['TWOS\n', 'TWO AND A HALF\n'], rest: 'dropped' as const };
    const { changes } = session.changesPlacing(hunk!.id, chosen, new Map([[path, { path, text, version: '2' }]]));
    assert.ok(changes[0]?.kind === 'modify' && changes[0].after === before.replace('two', 'TWOS\nTWO AND A HALF'));
    session.wrote(changes);
    assert.deepEqual(states(session), ['accepted', 'pending']);
  });

  it('accepts some lines of a hunk; the rest waits, and an undo brings the whole hunk back', () => {
    const session = review();
    const [hunk] = session.hunks;
    const lines = pickLines(hunk!, { removed: new Set([0]), added: new Set([1]) });
    const { changes } = session.changesPlacing(hunk!.id, { lines, rest: 'waits' }, new Map([[path, { path, text: before, version: '2' }]]));
    session.wrote(changes);
    assert.ok(changes[0]?.kind === 'modify');
    assert.equal(changes[0].after, before.replace('two', 'TWO AND A HALF'));
    assert.deepEqual([session.hunks[0]?.state, session.hunks[0]?.removed, session.hunks[0]?.added], ['pending', [], ['TWO']]);
    assert.equal(acceptOn(session, idAt(session, 0), changes[0].after), before.replace('two', 'TWO\nTWO AND A HALF'));
    session.follow(path, before);
    assert.deepEqual(session.hunks[0]?.removed, ['two']);
  });

  it('ends the file as the person does, unless its end was what was proposed', () => {
    const open = 'one\ntwo';
    assert.equal(acceptOn(review(before, after), idAt(review(before, after), 0), before), before.replace('two', 'TWO\nTWO AND A HALF'));
    const closing = review(open, `${open}\n`);
    assert.equal(acceptOn(closing, idAt(closing, 0), open), `${open}\n`);
    closing.follow(path, `${open}\n`);
    assert.deepEqual(states(closing), ['accepted']);
    const last = review('one\ntwo\n', 'one\nTWO\n');
    assert.equal(acceptOn(last, idAt(last, 0), open), 'one\nTWO');
  });

  it('takes the line ends that the person has chosen since', () => {
    const session = review();
    const windows = before.replaceAll('\n', '\r\n');
    assert.equal(acceptOn(session, idAt(session, 0), windows), windows.replace('two', 'TWO\r\nTWO AND A HALF'));
  });

  it('loses hunks with the file, and finds them when it is back', () => {
    const session = review();
    session.lose(path);
    assert.deepEqual(states(session), ['stale', 'stale']);
    session.follow(path, `// header\n${before}`);
    assert.deepEqual(states(session), ['pending', 'pending']);
    assert.deepEqual(session.hunks[0]?.current, { startLine: 2, endLine: 3 });
  });

  it('takes a rejection back, and says what the text says then', () => {
    const session = review();
    session.decide(idAt(session, 0), 'rejected');
    session.follow(path, before.replace('two', 'twos'));
    session.decide(idAt(session, 0), 'pending');
    assert.deepEqual(states(session), ['conflicted', 'pending']);
  });

  it('follows a new file, a deleted one and a rename as wholes', () => {
    const report = { verdict: 'clean', checks: [], newProblems: [], fixedProblems: [], notChecked: [], tamper: [] } as const;
    const sessionOf = (change: FileChange) =>
      new ReviewSession('run', { changes: { changes: [change] }, hunks: hunksOf(change), report, misfits: [] });
    const snapshot = { path, text: before, version: '1' };

    const created = sessionOf({ kind: 'create', path, after: 'new\n' });
    created.follow(path, 'mine\n');
    assert.deepEqual(states(created), ['conflicted']);
    created.follow(path, 'new\n');
    assert.deepEqual(states(created), ['accepted']);
    created.lose(path);
    assert.deepEqual(states(created), ['pending']);

    const deleted = sessionOf({ kind: 'delete', path, before: snapshot });
    deleted.follow(path, 'changed\n');
    assert.deepEqual(states(deleted), ['conflicted']);
    deleted.lose(path);
    assert.deepEqual(states(deleted), ['accepted']);
    deleted.follow(path, before);
    assert.deepEqual(states(deleted), ['pending']);

    const renaming = sessionOf({ kind: 'rename', path, to: 'b.ts', before: snapshot, after: before.replace('two', 'TWO') });
    const { changes } = renaming.changesAccepting(idAt(renaming, 0), new Map([[path, snapshot]]));
    assert.deepEqual(changes, [{ kind: 'rename', path, to: 'b.ts', before: snapshot, after: before }]);
    renaming.wrote(changes);
    assert.deepEqual(states(renaming), ['accepted', 'pending']);
    const rest = renaming.changesAccepting(idAt(renaming, 1), new Map([['b.ts', { ...snapshot, path: 'b.ts' }]]));
    assert.deepEqual(
      rest.changes.map((change) => `${change.kind} ${change.path}`),
      ['modify b.ts'],
    );
  });

  it('takes with a chosen line the one it stands for, and with the last one what the other side has more', () => {
    const [hunk] = review('a\nb\nkeep\nc\n', 'A\nB\nB2\nkeep\n').hunks;
    const selected = (side: 'removed' | 'added', ...lines: number[]) => {
      const { removed, added } = selectWithPartners(hunk!, side, new Set(lines));
      return [[...removed], [...added]];
    };
    assert.deepEqual(hunk?.removed, ['a', 'b']);
    assert.deepEqual(selected('added', 0), [[0], [0]]);
    assert.deepEqual(selected('removed', 1), [[1], [1, 2]]);
    assert.deepEqual(selected('added', 2), [[], [2]]);
    assert.deepEqual(pickLines(hunk!, selectWithPartners(hunk!, 'added', new Set([0]))), ['A\n', 'b\n']);
  });
});
