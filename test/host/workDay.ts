// One day of random actions in the real editor, beside a small model of what buffer, disk and git index must hold.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as vscode from 'vscode';
import { pickLines } from '../../src/core/review/partHunk.ts';
import type { ReviewSession, TrackedHunk } from '../../src/core/review/reviewSession.ts';
import { splitLines } from '../../src/core/text/lines.ts';
import { closeEditors, diskBytes, ReviewDesk, show, uriOf, waitUntil } from './reviewDesk.ts';

const folder = 'day-of-work';

/** Numbers from a seed, the same on every machine. */
function createRandom(seed: number): (below: number) => number {
  let state = seed * 2_654_435_769;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

const encodings = [
  { name: 'UTF-8', encode: (text: string) => Buffer.from(text) },
  { name: 'UTF-8 with a mark', encode: (text: string) => Buffer.from(`\ufeff${text}`) },
  { name: 'UTF-16', encode: (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le') },
];
const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=Tester', '-c', 'user.email=tester@example.invalid', ...args], {
    cwd: uriOf(folder).fsPath,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });

/** A text that undo or redo leads to, and the hunks that were accepted on the way between it and its neighbour. */
interface Step {
  readonly text: string;
  readonly accepted?: { readonly run: string; readonly ids: readonly string[] };
}

export class Day {
  private readonly random: (below: number) => number;
  private readonly encode: (text: string) => Buffer;
  private readonly lineEnd: string;
  private readonly desk = new ReviewDesk();
  private index = '';
  private indexBytes = '';
  private session!: ReviewSession;
  private path: string;
  private disk: string;
  /** Texts before and after the present one, as undo and redo walk them. */
  private past: Step[] = [];
  private future: Step[] = [];
  /** What git has of the file under its present name. */
  private committed: string | undefined;
  private now: string;
  private lines = 0;
  readonly log: string[] = [];

  constructor(seed: number) {
    this.random = createRandom(seed);
    this.encode = encodings[seed % encodings.length]!.encode;
    this.lineEnd = seed % 2 === 0 ? '\n' : '\r\n';
    this.path = `${folder}/day${seed}.txt`;
    const lines = Array.from({ length: 30 }, (_, index) => `line ${index}`);
    this.now = lines.join(this.lineEnd) + (seed % 5 === 0 ? '' : this.lineEnd);
    this.disk = this.now;
  }

  async begin(): Promise<void> {
    mkdirSync(uriOf(folder).fsPath, { recursive: true });
    writeFileSync(uriOf(this.path).fsPath, this.encode(this.disk));
    git('init', '--quiet');
    this.commit();
    await show(this.path);
    await this.propose();
  }

  async end(): Promise<void> {
    this.desk.dispose();
    await closeEditors();
    rmSync(uriOf(folder).fsPath, { recursive: true, force: true });
  }

  async act(): Promise<void> {
    const deck = Object.entries(this.actions).flatMap(([name, action]) => Array.from({ length: action.weight }, () => ({ name, action })));
    const { name, action } = deck[this.random(deck.length)]!;
    this.log.push(name);
    await action.run();
    this.check();
  }

  /** Writing and deciding are what days are made of; what makes the editor load files anew is rarer, as in life. */
  private readonly actions: Readonly<Record<string, { readonly weight: number; run(): unknown }>> = {
    type: { weight: 3, run: () => this.edit(0, 1) },
    typeMore: { weight: 3, run: () => this.edit(1, 3) },
    paste: { weight: 3, run: () => this.paste() },
    erase: { weight: 3, run: () => this.edit(2, 0) },
    accept: { weight: 4, run: () => this.decide('accept') },
    acceptAll: { weight: 2, run: () => this.decide('acceptAll') },
    acceptPart: { weight: 3, run: () => this.acceptPart() },
    reject: { weight: 3, run: () => this.decide('reject') },
    undo: { weight: 6, run: () => this.undo() },
    redo: { weight: 4, run: () => this.redo() },
    save: { weight: 2, run: () => this.save('workbench.action.files.save') },
    saveWithoutFormatting: { weight: 1, run: () => this.save('workbench.action.files.saveWithoutFormatting') },
    propose: { weight: 4, run: () => this.propose() },
    reload: { weight: 2, run: () => this.reload() },
    revert: { weight: 1, run: () => this.revert() },
    outside: { weight: 1, run: () => this.writeOutside() },
    commit: { weight: 1, run: () => this.commit() },
    checkout: { weight: 1, run: () => this.checkout() },
    rename: { weight: 1, run: () => this.rename() },
    reopen: { weight: 1, run: () => this.reopen() },
  };

  private check(): void {
    assert.equal(this.document.getText(), this.now, 'the buffer');
    assert.equal(diskBytes(this.path).toString('hex'), this.encode(this.disk).toString('hex'), 'the disk');
    this.checkIndex();
    const lines = splitLines(this.now);
    for (const hunk of this.waiting())
      assert.deepEqual(lines.slice(hunk.current.startLine, hunk.current.endLine), hunk.removed, 'a waiting hunk');
  }

  /** The editor may give a file a new document when it is shown again. */
  private get document(): vscode.TextDocument {
    const uri = uriOf(this.path).toString();
    const document = vscode.workspace.textDocuments.find((candidate) => !candidate.isClosed && candidate.uri.toString() === uri);
    assert.ok(document, 'the document is open');
    return document;
  }

  /** Git is asked only when its index file was written: the editor's own git refreshes it now and then. */
  private checkIndex(): void {
    const bytes = readFileSync(uriOf(`${folder}/.git/index`).fsPath).toString('hex');
    if (bytes === this.indexBytes) return;
    assert.equal(git('ls-files', '--stage'), this.index, 'the git index');
    this.indexBytes = bytes;
  }

  private waiting(): readonly TrackedHunk[] {
    return this.session.hunks.filter((hunk) => hunk.state === 'pending');
  }

  private step(text: string, accepted?: Step['accepted']): void {
    if (text === this.now) return;
    this.past.push({ text: this.now, ...(accepted ? { accepted } : {}) });
    this.future = [];
    this.now = text;
  }

  /** The editor read the file anew: what came before is not undone any more. */
  private startOver(text: string): void {
    this.now = text;
    this.past = [];
    this.future = [];
  }

  /** By the editor's own paste, with whole lines on the clipboard. */
  private async paste(): Promise<void> {
    const count = splitLines(this.now).length;
    const startLine = this.random(Math.max(1, count));
    const endLine = Math.min(count, startLine + this.random(3));
    const text = Array.from({ length: 6 }, () => `pasted ${this.lines++}${this.lineEnd}`).join('');
    const editor = vscode.window.activeTextEditor!;
    editor.selection = new vscode.Selection(startLine, 0, endLine, 0);
    const [from, to] = [this.document.offsetAt(editor.selection.start), this.document.offsetAt(editor.selection.end)];
    await vscode.commands.executeCommand('paste', { text, pasteOnNewLine: false, multicursorText: null });
    this.step(this.now.slice(0, from) + text + this.now.slice(to));
  }

  private async edit(most: number, added: number): Promise<void> {
    const count = splitLines(this.now).length;
    const startLine = this.random(Math.max(1, count));
    const endLine = Math.min(count, startLine + this.random(most + 1));
    const text = Array.from({ length: added }, () => `typed ${this.lines++}${this.lineEnd}`).join('');
    const range = new vscode.Range(startLine, 0, endLine, 0);
    const [from, to] = [this.document.offsetAt(range.start), this.document.offsetAt(range.end)];
    const edit = new vscode.WorkspaceEdit();
    edit.replace(this.document.uri, range, text);
    if (from === to && text === '') return;
    assert.ok(await vscode.workspace.applyEdit(edit));
    this.step(this.now.slice(0, from) + text + this.now.slice(to));
  }

  /** A new proposal over the text as it stands: some lines change, some come, some go. */
  private async propose(): Promise<void> {
    const proposed = splitLines(this.now).flatMap((line, at) => {
      const choice = this.random(8);
      if (choice === 0) return [`${line} proposed ${this.lines++}`];
      if (choice === 1) return [line, `new ${this.lines++}`];
      return choice === 2 && at % 2 === 0 ? [] : [line];
    });
    const isClosed = /\n$/.test(this.now);
    this.session = await this.desk.proposeText(
      this.path,
      () => proposed.join(this.lineEnd) + (isClosed && proposed.length > 0 ? this.lineEnd : ''),
    );
  }

  /** The window starts anew: reviews come back from the journal, and what was rejected stays so. */
  private async reload(): Promise<void> {
    const { run, hunks } = this.session;
    const rejected = hunks.filter((hunk) => hunk.state === 'rejected').map((hunk) => hunk.id);
    const couldDecide = this.waiting().length > 0;
    await this.desk.reload();
    const restored = this.desk.reviews.find(run);
    assert.ok(restored || !couldDecide, 'a review that waits comes back');
    if (!restored || restored.hunks.some((hunk) => hunk.path !== this.path)) return this.propose();
    this.session = restored;
    for (const hunk of restored.hunks) if (rejected.includes(hunk.id)) assert.equal(hunk.state, 'rejected');
  }

  private async decide(kind: 'accept' | 'acceptAll' | 'reject'): Promise<void> {
    const waiting = this.waiting();
    if (waiting.length === 0) return;
    const chosen = kind === 'acceptAll' ? waiting : [waiting[this.random(waiting.length)]!];
    const keys = new Set(
      this.desk.reviews
        .waiting()
        .filter((entry) => entry.run === this.session.run && chosen.some((hunk) => hunk.id === entry.hunk.id))
        .map((entry) => entry.key),
    );
    const expected = this.replaced(chosen.map((hunk) => ({ hunk, lines: hunk.added })));
    this.desk.lastResult = undefined;
    await this.desk.reviews.decide(keys, kind === 'reject' ? 'reject' : 'accept');
    const states = this.session.hunks.map((hunk) => `${hunk.state} ${hunk.current.startLine}-${hunk.current.endLine}`).join(', ');
    assert.deepEqual(this.desk.lastResult, { kind: 'written' }, `Nothing was written; hunks: ${states}`);
    if (kind !== 'reject') this.stepToLines(expected, { run: this.session.run, ids: chosen.map((hunk) => hunk.id) });
  }

  private async acceptPart(): Promise<void> {
    const waiting = this.waiting();
    const hunk = waiting[this.random(Math.max(1, waiting.length))];
    if (!hunk) return;
    const some = (lines: readonly string[]) => new Set([...lines.keys()].filter(() => this.random(2) === 0));
    const lines = pickLines(hunk, { removed: some(hunk.removed), added: some(hunk.added) });
    const entry = this.desk.reviews.waiting().find((each) => each.run === this.session.run && each.hunk.id === hunk.id)!;
    const expected = this.replaced([{ hunk, lines: lines.map((line) => line.replace(/\r?\n$/, '')) }]);
    this.desk.lastResult = undefined;
    await this.desk.reviews.place(entry, { lines, rest: 'waits' });
    assert.deepEqual(this.desk.lastResult, { kind: 'written' });
    this.stepToLines(expected);
  }

  private replaced(placed: readonly { hunk: TrackedHunk; lines: readonly string[] }[]): readonly string[] {
    const lines = [...splitLines(this.now)];
    const fromBelow = [...placed]
      .reverse()
      .sort(
        (left, right) =>
          right.hunk.current.startLine - left.hunk.current.startLine || right.hunk.current.endLine - left.hunk.current.endLine,
      );
    for (const { hunk, lines: added } of fromBelow)
      lines.splice(hunk.current.startLine, hunk.current.endLine - hunk.current.startLine, ...added);
    return lines;
  }

  /** The buffer must hold these lines, each ended as before; only the end of the file may be open or closed. */
  private stepToLines(expected: readonly string[], accepted?: Step['accepted']): void {
    const text = this.document.getText();
    assert.deepEqual(splitLines(text), expected);
    assert.ok([...text.matchAll(/\r?\n/g)].every(([lineEnd]) => lineEnd === this.lineEnd));
    this.step(text, accepted);
  }

  private async undo(): Promise<void> {
    const before = this.past.pop();
    if (before === undefined) return;
    await vscode.commands.executeCommand('undo');
    this.future.push({ ...before, text: this.now });
    this.now = before.text;
    this.checkAccepted(before.accepted, 'pending');
  }

  private async redo(): Promise<void> {
    const after = this.future.pop();
    if (after === undefined) return;
    await vscode.commands.executeCommand('redo');
    this.past.push({ ...after, text: this.now });
    this.now = after.text;
    this.checkAccepted(after.accepted, 'accepted');
  }

  /** Undo of an accept brings its hunks back, redo accepts them again; only what was rejected since stays so. */
  private checkAccepted(accepted: Step['accepted'], expected: 'pending' | 'accepted'): void {
    if (accepted?.run !== this.session.run) return;
    const states = this.session.hunks.filter((hunk) => accepted.ids.includes(hunk.id) && hunk.state !== 'rejected');
    for (const hunk of states) assert.equal(hunk.state, expected, `${hunk.id} after ${expected === 'pending' ? 'undo' : 'redo'}`);
  }

  /**
   * The editor may refuse because the file changed on disk while it was reading it. Then nothing is lost on either side,
   * and the person writes over it on purpose.
   */
  private async save(command: string): Promise<void> {
    const onDisk = this.disk;
    await vscode.commands.executeCommand(command);
    this.disk = this.now;
    if (!this.document.isDirty) return;
    assert.equal(this.document.getText(), this.now, 'the buffer after a save that was refused');
    assert.equal(diskBytes(this.path).toString('hex'), this.encode(onDisk).toString('hex'), 'the disk after a save that was refused');
    this.replaceFile(this.now);
    await this.loadAnew();
  }

  private async saveFirst(): Promise<void> {
    if (this.document.isDirty) await this.save('workbench.action.files.save');
  }

  /** Another program writes the file while the buffer is clean; the editor takes it over. */
  private async writeOutside(): Promise<void> {
    await this.saveFirst();
    const lines = splitLines(this.now);
    const at = this.random(lines.length + 1);
    const changed = [...lines.slice(0, at), `outside ${this.lines++}`, ...lines.slice(at + this.random(3))];
    const text = changed.map((line) => line + this.lineEnd).join('');
    this.replaceFile(text);
    await this.takesOver(text);
  }

  /** In one step: the editor's local history never ends copying a file that is cut short meanwhile, and its saves wait for that. */
  private replaceFile(text: string): void {
    const aside = join(uriOf(folder).fsPath, '.git', 'aside');
    writeFileSync(aside, this.encode(text));
    renameSync(aside, uriOf(this.path).fsPath);
  }

  private async takesOver(text: string): Promise<void> {
    await waitUntil('the editor to read the file again', () => this.document.getText() === text);
    this.disk = text;
    this.startOver(text);
  }

  private commit(): void {
    git('add', '--all');
    git('commit', '--quiet', '--allow-empty', '--message', 'So far');
    this.index = git('ls-files', '--stage');
    this.committed = this.disk;
  }

  /** Git puts the committed text back while the buffer is clean. */
  private async checkout(): Promise<void> {
    if (this.committed === undefined) return;
    await this.saveFirst();
    git('checkout', '--quiet', '--', this.path.slice(folder.length + 1));
    await this.takesOver(this.committed);
  }

  /** The person gives up what is not saved. */
  private async revert(): Promise<void> {
    if (this.document.isDirty) await this.loadAnew();
  }

  private async loadAnew(): Promise<void> {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await this.takesOver(this.disk);
  }

  private async rename(): Promise<void> {
    await this.saveFirst();
    const to = `${folder}/renamed${this.lines++}.txt`;
    const edit = new vscode.WorkspaceEdit();
    edit.renameFile(uriOf(this.path), uriOf(to));
    assert.ok(await vscode.workspace.applyEdit(edit));
    this.path = to;
    this.committed = undefined;
    await show(to);
    await waitUntil('the review to follow', () => this.session.hunks.every((hunk) => hunk.path === to));
    this.startOver(this.now);
  }

  private async reopen(): Promise<void> {
    await this.saveFirst();
    await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
    await show(this.path);
    this.startOver(this.now);
  }
}
