// One test for each kind of file a person may have: accept keeps every byte that was not proposed, or refuses and says why.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { acceptSelectedLines } from '../../src/vscode/review/acceptSelectedLines.ts';
import { closeEditors, diskBytes, ReviewDesk, show, uriOf, waitUntil } from './reviewDesk.ts';

/** A folder of its own for each test: the editor remembers files by their names for a while after they were closed. */
let folder = '';
let file = '';
let tests = 0;
const utf16be = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16();
const utf16le = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const utf8 = (text: string) => Buffer.from(text, 'utf8');
const withMark = (text: string) => Buffer.from(`\ufeff${text}`, 'utf8');
const shout = (text: string) => text.replace('two', 'TWO ü 😀');

function put(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(uriOf(path).fsPath), { recursive: true });
  writeFileSync(uriOf(path).fsPath, bytes);
}

describe('accepting in every kind of file', () => {
  let desk: ReviewDesk;
  beforeEach(() => {
    folder = `review-files-${++tests}`;
    file = `${folder}/file.txt`;
    mkdirSync(uriOf(folder).fsPath, { recursive: true });
    desk = new ReviewDesk();
  });
  afterEach(async () => {
    desk.dispose();
    await closeEditors();
    rmSync(uriOf(folder).fsPath, { recursive: true, force: true });
  });

  const kept: Record<string, { bytes(text: string): Buffer; text: string }> = {
    'line feeds': { bytes: utf8, text: 'one\ntwo\nthree\n' },
    'Windows line ends': { bytes: utf8, text: 'one\r\ntwo\r\nthree\r\n' },
    'no final line end': { bytes: utf8, text: 'one\ntwo' },
    'a byte order mark': { bytes: withMark, text: 'one\ntwo\nthree\n' },
    'UTF-16 little endian': { bytes: utf16le, text: 'one\r\ntwo\r\nthree\r\n' },
    'UTF-16 big endian': { bytes: utf16be, text: 'one\ntwo\nthree' },
    'trailing blanks and tabs': { bytes: utf8, text: '\tone  \n\t two\t\n   \n' },
  };
  for (const [name, { bytes, text }] of Object.entries(kept)) {
    it(`keeps ${name}, in a closed file`, async () => {
      put(file, bytes(text));
      await desk.proposeText(file, shout);
      await desk.acceptAll();
      assert.deepEqual(desk.lastResult, { kind: 'written' });
      assert.equal(diskBytes(file).toString('hex'), bytes(shout(text)).toString('hex'));
    });

    it(`keeps ${name}, in an open file that is saved later`, async () => {
      put(file, bytes(text));
      const document = await show(file);
      await desk.proposeText(file, shout);
      await desk.acceptAll();
      assert.equal(document.getText(), shout(text));
      assert.equal(diskBytes(file).toString('hex'), bytes(text).toString('hex'));
      await document.save();
      assert.equal(diskBytes(file).toString('hex'), bytes(shout(text)).toString('hex'));
    });
  }

  const mixed = 'one\r\ntwo\nthree\r\nfour\n';
  it('keeps mixed line ends or refuses clearly, and never changes another line silently', async () => {
    put(file, mixed);
    await desk.proposeText(file, shout);
    await desk.acceptAll();
    if (desk.lastResult?.kind === 'written') assert.equal(diskBytes(file).toString(), shout(mixed));
    else {
      assert.match(desk.lastResult?.message ?? '', /line ends/);
      assert.equal(diskBytes(file).toString(), mixed);
    }
  });

  it('refuses to read what is in an encoding that does not say its name', async () => {
    put(file, Buffer.from('one\ntwo caf\xe9\n', 'latin1'));
    const result = await desk.reader.read(file, new AbortController().signal);
    assert.ok(result.kind === 'unreadable' && result.reason === 'encoding');
  });

  it('keeps a legacy encoding as the editor opened it, and refuses characters that it does not have', async () => {
    const latin = (text: string) => Buffer.from(text, 'latin1');
    put(file, latin('one\ntwo caf\xe9\n'));
    const document = await vscode.workspace.openTextDocument(uriOf(file), { encoding: 'windows1252' });
    await vscode.window.showTextDocument(document, { preview: false });
    await desk.proposeText(file, (text) => text.replace('one', 'ein St\xfcck'));
    await desk.acceptAll();
    assert.deepEqual(desk.lastResult, { kind: 'written' });
    assert.ok(await document.save());
    assert.deepEqual(diskBytes(file), latin('ein St\xfcck\ntwo caf\xe9\n'));
    await desk.proposeText(file, shout);
    await desk.acceptAll();
    assert.match(desk.lastResult?.kind === 'refused' ? desk.lastResult.message : '', /windows1252/);
    assert.equal(document.getText(), 'ein St\xfcck\ntwo caf\xe9\n');
  });

  it('creates, and refuses to create over a file that came meanwhile', async () => {
    const change = { kind: 'create' as const, path: file, after: 'new\r\nfile' };
    const session = await desk.propose([change]);
    put(file, 'mine\n');
    const refused = await desk.write([change]);
    assert.ok(refused.kind === 'refused' && refused.reason === 'exists');
    await waitUntil('the hunk to be in conflict', () => session.hunks[0]?.state === 'conflicted');
    assert.equal(diskBytes(file).toString(), 'mine\n');
    rmSync(uriOf(file).fsPath);
    await waitUntil('the hunk to wait again', () => session.hunks[0]?.state === 'pending');
    desk.lastResult = undefined;
    await desk.acceptAll();
    assert.deepEqual(desk.lastResult, { kind: 'written' }, session.hunks[0]?.state);
    assert.equal(diskBytes(file).toString(), 'new\r\nfile');
  });

  it('deletes a file as proposed, but not one that changed', async () => {
    put(file, 'old\n');
    await desk.propose([{ kind: 'delete', path: file, before: await desk.snapshot(file) }]);
    put(file, 'changed\n');
    await desk.acceptAll();
    assert.equal(diskBytes(file).toString(), 'changed\n');
    put(file, 'old\n');
    desk.lastResult = undefined;
    const session = await desk.propose([{ kind: 'delete', path: file, before: await desk.snapshot(file) }]);
    await desk.acceptAll();
    assert.deepEqual(desk.lastResult, { kind: 'written' }, session.hunks[0]?.state);
    assert.ok(!existsSync(uriOf(file).fsPath));
  });

  it('renames with its changes, and both come back by undo', async () => {
    put(file, 'one\r\ntwo\r\n');
    const to = `${folder}/sub/renamed.txt`;
    const before = await desk.snapshot(file);
    await desk.propose([{ kind: 'rename', path: file, to, before, after: shout(before.text) }]);
    await desk.acceptAll();
    assert.deepEqual(desk.lastResult, { kind: 'written' });
    await waitUntil('the renamed file', () => existsSync(uriOf(to).fsPath) && diskBytes(to).toString() === shout('one\r\ntwo\r\n'));
    assert.ok(!existsSync(uriOf(file).fsPath));
  });

  it('follows a file that the person renames, and accepts there', async () => {
    put(file, 'one\ntwo\n');
    const to = `${folder}/elsewhere.txt`;
    await show(file);
    const session = await desk.proposeText(file, shout);
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uriOf(file), uriOf(to));
    await vscode.workspace.applyEdit(edit);
    await waitUntil('the review to follow', () => session.hunks[0]?.path === to);
    await desk.acceptAll();
    assert.deepEqual(desk.lastResult, { kind: 'written' });
    const document = await vscode.workspace.openTextDocument(uriOf(to));
    assert.equal(document.getText(), shout('one\ntwo\n'));
  });

  it('loses the hunks of a file that the person deletes, and finds them when it is back', async () => {
    put(file, 'one\ntwo\n');
    const session = await desk.proposeText(file, shout);
    const edit = new vscode.WorkspaceEdit();
    edit.deleteFile(uriOf(file));
    await vscode.workspace.applyEdit(edit);
    await waitUntil('the hunk to be lost', () => session.hunks[0]?.state === 'stale');
    put(file, 'zero\none\ntwo\n');
    await show(file);
    await waitUntil('the hunk to be back', () => session.hunks[0]?.state === 'pending');
    await desk.acceptAll();
    assert.equal((await vscode.workspace.openTextDocument(uriOf(file))).getText(), shout('zero\none\ntwo\n'));
  });

  it('follows what other programs do to a file that is not open', async () => {
    put(file, 'one\ntwo\n');
    const session = await desk.proposeText(file, shout);
    put(file, 'zero\none\ntwo\n');
    await waitUntil('the hunk to move', () => session.hunks[0]?.current.startLine === 2);
    put(file, 'one\nmy two\n');
    await waitUntil('the hunk to be in conflict', () => session.hunks[0]?.state === 'conflicted');
    rmSync(uriOf(file).fsPath);
    await waitUntil('the hunk to be lost', () => session.hunks[0]?.state === 'stale');
    put(file, shout('one\ntwo\n'));
    await waitUntil('the hunk to be found accepted', () => session.hunks[0]?.state === 'accepted');
  });

  it('refuses a read-only file', async () => {
    put(file, 'one\ntwo\n');
    await desk.proposeText(file, shout);
    chmodSync(uriOf(file).fsPath, 0o444);
    await desk.acceptAll();
    assert.ok(desk.lastResult?.kind === 'refused' && desk.lastResult.reason === 'readOnly', JSON.stringify(desk.lastResult));
    assert.equal(diskBytes(file).toString(), 'one\ntwo\n');
  });

  it('writes through a link inside and refuses one that leads out', async () => {
    put(file, 'one\ntwo\n');
    symlinkSync(uriOf(folder).fsPath, uriOf(`${folder}/way`).fsPath);
    symlinkSync('/usr', uriOf(`${folder}/out`).fsPath);
    await desk.proposeText(`${folder}/way/file.txt`, shout);
    await desk.acceptAll();
    assert.equal(diskBytes(file).toString(), shout('one\ntwo\n'));
    await desk.propose([{ kind: 'create', path: `${folder}/out/x.txt`, after: 'x' }]);
    await desk.acceptAll();
    assert.ok(desk.lastResult?.kind === 'refused' && desk.lastResult.reason === 'outside');
  });

  it('refuses all files when one of them changed', async () => {
    const paths = ['a', 'b', 'c'].map((name) => `${folder}/${name}.txt`);
    for (const path of paths) put(path, 'one\ntwo\n');
    const changes = [];
    for (const path of paths)
      changes.push({ kind: 'modify' as const, path, before: await desk.snapshot(path), after: shout('one\ntwo\n') });
    put(paths[1]!, 'other\n');
    assert.equal((await desk.write(changes)).kind, 'refused');
    assert.deepEqual(
      paths.map((path) => diskBytes(path).toString()),
      ['one\ntwo\n', 'other\n', 'one\ntwo\n'],
    );
  });

  it('accepts the selected lines of a hunk; the rest waits, and undo brings the whole hunk back', async () => {
    put(file, 'one\ntwo\nthree\nfour\n');
    const document = await show(file);
    await desk.proposeText(file, () => 'one\nTWO\nTHREE\nfour\n');
    vscode.window.activeTextEditor!.selection = new vscode.Selection(2, 0, 2, 3);
    await acceptSelectedLines(desk.reviews);
    assert.equal(document.getText(), 'one\ntwo\nTHREE\nfour\n');
    assert.deepEqual(
      desk.reviews.waiting().map(({ hunk }) => [hunk.removed, hunk.added]),
      [[['two'], ['TWO']]],
    );
    await desk.acceptAll();
    assert.equal(document.getText(), 'one\nTWO\nTHREE\nfour\n');
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), 'one\ntwo\nthree\nfour\n');
    assert.deepEqual(
      desk.reviews.waiting().map(({ hunk }) => hunk.removed),
      [['two', 'three']],
    );
  });

  it('accepts 200 files in one step', async function () {
    this.timeout(180_000);
    const paths = Array.from({ length: 200 }, (_, index) => `${folder}/many/${index}.txt`);
    const changes = [];
    for (const path of paths) {
      put(path, 'one\ntwo\nthree\n');
      changes.push({ kind: 'modify' as const, path, before: await desk.snapshot(path), after: shout('one\ntwo\nthree\n') });
    }
    await desk.propose(changes);
    await desk.acceptAll();
    assert.deepEqual(desk.lastResult, { kind: 'written' });
    for (const path of paths) assert.equal(diskBytes(path).toString(), shout('one\ntwo\nthree\n'));
  });

  it('accepts 100 hunks of a file of 40,000 lines and 5 MB, one undo step', async () => {
    const lines = Array.from({ length: 40_000 }, (_, index) => `${index} ${'x'.repeat(120)}`);
    const text = `${lines.join('\n')}\n`;
    assert.ok(text.length > 5_000_000);
    put(file, text);
    const document = await show(file);
    const proposed = lines.map((line, index) => (index % 400 === 7 ? `${line} changed\nand one more` : line));
    const session = await desk.proposeText(file, () => `${proposed.join('\n')}\n`);
    assert.equal(session.hunks.length, 100);
    await desk.acceptAll();
    assert.equal(document.getText(), `${proposed.join('\n')}\n`);
    assert.ok(session.hunks.every((hunk) => hunk.state === 'accepted'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
    assert.ok(session.hunks.every((hunk) => hunk.state === 'pending'));
  });
});
