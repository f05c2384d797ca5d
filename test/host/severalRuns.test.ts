// Hunks of several runs that wait at once: one decision is one write and one undo step, and a newer hunk takes the place of an older one.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { FileChange } from '../../src/core/model/change.ts';
import type { RunEvent } from '../../src/core/model/run.ts';
import type { ReviewSession } from '../../src/core/review/reviewSession.ts';
import { closeEditors, diskBytes, ReviewDesk, show, uriOf, waitUntil } from './reviewDesk.ts';

let folder = '';
let file = '';
let tests = 0;
const before = 'one\ntwo\nthree\nfour\nfive\nsix\nseven\n';
const states = (...sessions: readonly ReviewSession[]) => sessions.map((session) => session.hunks.map((hunk) => hunk.state).join());

describe('hunks of several runs', () => {
  let desk: ReviewDesk;
  let document: vscode.TextDocument;

  beforeEach(async () => {
    folder = `several-runs-${++tests}`;
    file = `${folder}/file.txt`;
    mkdirSync(uriOf(folder).fsPath, { recursive: true });
    writeFileSync(uriOf(file).fsPath, before);
    desk = new ReviewDesk();
    document = await show(file);
  });
  afterEach(async () => {
    desk.dispose();
    await closeEditors();
    rmSync(uriOf(folder).fsPath, { recursive: true, force: true });
  });

  const modify = async (path: string, change: (text: string) => string): Promise<FileChange> => {
    const snapshot = await desk.snapshot(path);
    return { kind: 'modify', path, before: snapshot, after: change(snapshot.text) };
  };
  const eventsOf = async (session: ReviewSession) =>
    (await desk.journal.read(session.run)).flatMap((record) => (record.body.kind === 'event' ? [record.body.event as RunEvent] : []));
  const type = async (line: number, from: string, to: string) => {
    const edit = new vscode.WorkspaceEdit();
    edit.replace(document.uri, new vscode.Range(line, 0, line, from.length), to);
    assert.ok(await vscode.workspace.applyEdit(edit));
  };

  it('are accepted in one undo step, in one file and over files', async () => {
    const other = `${folder}/other.txt`;
    writeFileSync(uriOf(other).fsPath, before);
    const first = await desk.propose([
      await modify(file, (text) => text.replace('two\n', 'TWO\nand a half\n')),
      await modify(other, (text) => `zero\n${text}`),
    ]);
    const second = await desk.proposeText(file, (text) => text.replace('six\n', '').replace('three', 'THREE'));
    await show(other);
    await show(file);
    const after = before.replace('two\n', 'TWO\nand a half\n').replace('six\n', '').replace('three', 'THREE');
    await desk.acceptAll();
    assert.equal(document.getText(), after);
    assert.deepEqual(states(first, second), ['accepted,accepted', 'accepted,accepted']);
    for (let round = 0; round < 2; round++) {
      await vscode.commands.executeCommand('undo');
      await waitUntil('both files to be as before', () => states(first, second).join() === 'pending,pending,pending,pending', 5_000);
      assert.equal(document.getText(), before);
      await vscode.commands.executeCommand('redo');
      await waitUntil(
        'both files to be accepted again',
        () => states(first, second).join() === 'accepted,accepted,accepted,accepted',
        5_000,
      );
      assert.equal(document.getText(), after);
    }
    assert.ok((await eventsOf(first)).some((event) => event.kind === 'writeDone' && event.writes.length === 2));
    assert.ok((await eventsOf(second)).some((event) => event.kind === 'writeDone' && event.writes.length === 1));
  });

  it('are all left alone when one file of the write cannot be written', async () => {
    const taken = `${folder}/taken.txt`;
    const first = await desk.proposeText(file, (text) => text.replace('two', 'TWO'));
    const second = await desk.propose([
      await modify(file, (text) => text.replace('six', 'SIX')),
      { kind: 'create', path: taken, after: 'new\n' },
    ]);
    writeFileSync(uriOf(taken).fsPath, 'mine\n');
    await desk.acceptAll();
    assert.equal(desk.lastResult?.kind, 'refused');
    assert.equal(document.getText(), before);
    assert.equal(diskBytes(taken).toString(), 'mine\n');
    assert.deepEqual(states(first, second), ['pending', 'pending,pending']);
    await desk.reviews.decide(new Set(desk.reviews.waiting(file).map((entry) => entry.key)), 'accept');
    assert.equal(document.getText(), before.replace('two', 'TWO').replace('six', 'SIX'));
  });

  it('are written one after the other where one of them moves the file', async () => {
    const to = `${folder}/moved.txt`;
    const first = await desk.proposeText(file, (text) => text.replace('two', 'TWO'));
    const now = await desk.snapshot(file);
    const second = await desk.propose([{ kind: 'rename', path: file, to, before: now, after: now.text }]);
    await desk.acceptAll();
    await waitUntil('the moved file', () => existsSync(uriOf(to).fsPath));
    assert.deepEqual(states(first, second), ['accepted', 'accepted']);
    assert.equal((await vscode.workspace.openTextDocument(uriOf(to))).getText(), before.replace('two', 'TWO'));
  });

  it('make way for a newer proposal on their lines, also when the person had changed these; the journal and a reload know it', async () => {
    const first = await desk.proposeText(file, (text) => text.replace('two', 'TWO').replace('four', 'FOUR').replace('six', 'SIX'));
    await type(1, 'two', 'my two');
    assert.deepEqual(states(first), ['conflicted,pending,pending']);
    const second = await desk.proposeText(file, (text) => text.replace('my two', 'our two').replace('six', '6'));
    await waitUntil('the older hunks to make way', () => states(first)[0] === 'rejected,pending,rejected');
    const journaled = (await eventsOf(first)).filter((event) => event.kind === 'hunkDecided');
    assert.deepEqual(
      journaled.map((event) => [event.hunkId, event.supersededBy]),
      [first.hunks[0]!, first.hunks[2]!].map((hunk) => [hunk.id, second.run]),
    );
    assert.deepEqual(states(second), ['pending,pending']);
    assert.equal(document.getText(), before.replace('two', 'my two'));
    await desk.reload();
    assert.deepEqual(
      desk.reviews.waiting().map(({ hunk }) => hunk.added),
      [['our two'], ['FOUR'], ['6']],
    );
    await desk.acceptAll();
    const accepted = before.replace('two', 'our two').replace('four', 'FOUR').replace('six', '6');
    assert.equal(document.getText(), accepted);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before.replace('two', 'my two'));
    assert.equal(desk.reviews.waiting().length, 3);
  });
});
