// What editors do by themselves while hunks wait: saving in each of four ways, formatting, sorting imports, notebooks.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { ReviewSession } from '../../src/core/review/reviewSession.ts';
import { closeEditors, diskBytes, ReviewDesk, rootUri, show, uriOf, waitUntil } from './reviewDesk.ts';

let folder = '';
let file = '';
let tests = 0;
const before = 'import b\nimport a\none\ntwo\nthree\nfour\nfive\nsix\nseven\n';
const proposed = before.replace('two', 'TWO').replace('six', 'SIX');

const set = (section: string, key: string, value: unknown) =>
  vscode.workspace.getConfiguration(section).update(key, value, vscode.ConfigurationTarget.Workspace);
const onDisk = (path = file) => diskBytes(path).toString();
const index = () => execFileSync('git', ['ls-files', '--stage'], { cwd: rootUri().fsPath, encoding: 'utf8' });

/** The launcher has the window lose or get the focus. */
const windowFocus = (what: 'blur' | 'focus') => console.log(`[stage] ${what} window`);

describe('what the editor does by itself while hunks wait', () => {
  let desk: ReviewDesk;
  let document: vscode.TextDocument;
  let session: ReviewSession;
  let stagedBefore = '';

  beforeEach(async () => {
    folder = `habits-${++tests}`;
    file = `${folder}/file.habits`;
    mkdirSync(uriOf(folder).fsPath, { recursive: true });
    writeFileSync(uriOf(file).fsPath, before);
    stagedBefore = index();
    desk = new ReviewDesk();
    document = await show(file);
    session = await desk.proposeText(file, () => proposed);
  });
  afterEach(async () => {
    for (const [section, key] of [
      ['files', 'autoSave'],
      ['files', 'autoSaveDelay'],
      ['editor', 'formatOnSave'],
      ['editor', 'codeActionsOnSave'],
    ] as const)
      await set(section, key, undefined);
    desk.dispose();
    await closeEditors();
    rmSync(uriOf(folder).fsPath, { recursive: true, force: true });
    rmSync(uriOf('.vscode').fsPath, { recursive: true, force: true });
  });

  const states = () => session.hunks.map((hunk) => hunk.state);
  const acceptFirst = () => desk.reviews.decide(new Set([desk.reviews.waiting()[0]!.key]), 'accept');

  const modes: Record<string, { trigger(): unknown; saves: boolean }> = {
    off: { trigger: () => new Promise((resolve) => setTimeout(resolve, 400)), saves: false },
    afterDelay: { trigger: () => undefined, saves: true },
    onFocusChange: { trigger: () => show('README.md'), saves: true },
    onWindowChange: { trigger: () => windowFocus('blur'), saves: true },
  };
  for (const [mode, { trigger, saves }] of Object.entries(modes)) {
    it(`saves only what is accepted or typed, with automatic saving ${mode}`, async () => {
      await set('files', 'autoSaveDelay', 50);
      await set('files', 'autoSave', mode);
      await acceptFirst();
      const typed = new vscode.WorkspaceEdit();
      typed.insert(document.uri, new vscode.Position(0, 0), '// mine\n');
      assert.ok(await vscode.workspace.applyEdit(typed));
      const expected = `// mine\n${before.replace('two', 'TWO')}`;
      assert.equal(document.getText(), expected);
      await trigger();
      if (saves) await waitUntil('the automatic save', () => !document.isDirty);
      windowFocus('focus');
      assert.equal(onDisk(), saves ? expected : before);
      assert.deepEqual(states(), ['accepted', 'pending']);
      await show(file);
      await vscode.commands.executeCommand('undo');
      await vscode.commands.executeCommand('undo');
      assert.equal(document.getText(), before);
      assert.deepEqual(states(), ['pending', 'pending']);
      assert.equal(index(), stagedBefore);
    });
  }

  const selector = { pattern: '**/*.habits' };

  /** A formatter as languages have them: it indents every line that holds a word in small letters. */
  const formatter = () =>
    vscode.languages.registerDocumentFormattingEditProvider(selector, {
      provideDocumentFormattingEdits: (given) =>
        given
          .getText()
          .split('\n')
          .flatMap((line, at) => (/^(one|three)$/.test(line) ? [vscode.TextEdit.insert(new vscode.Position(at, 0), '  ')] : [])),
    });

  it('follows a formatter that runs on save, and saves without it on request', async () => {
    const registered = formatter();
    await set('editor', 'formatOnSave', true);
    await acceptFirst();
    await vscode.commands.executeCommand('workbench.action.files.saveWithoutFormatting');
    assert.equal(onDisk(), before.replace('two', 'TWO'));
    const typed = new vscode.WorkspaceEdit();
    typed.insert(document.uri, new vscode.Position(2, 0), 'zero\n');
    assert.ok(await vscode.workspace.applyEdit(typed));
    await vscode.commands.executeCommand('workbench.action.files.save');
    const formatted = before.replace('one', 'zero\n  one').replace('two', 'TWO').replace('three', '  three');
    assert.equal(onDisk(), formatted);
    assert.deepEqual(states(), ['accepted', 'pending']);
    await desk.acceptAll();
    assert.equal(document.getText(), formatted.replace('six', 'SIX'));
    registered.dispose();
  });

  it('follows imports that are sorted on save', async () => {
    const kind = vscode.CodeActionKind.SourceOrganizeImports;
    const sorter: vscode.CodeActionProvider = {
      provideCodeActions: (given) => {
        const action = new vscode.CodeAction('Sort imports', kind);
        action.edit = new vscode.WorkspaceEdit();
        action.edit.replace(given.uri, new vscode.Range(0, 0, 2, 0), 'import a\nimport b\n// sorted\n');
        return given.getText().startsWith('import b') ? [action] : [];
      },
    };
    const registered = vscode.languages.registerCodeActionsProvider(selector, sorter, { providedCodeActionKinds: [kind] });
    await set('editor', 'codeActionsOnSave', { 'source.organizeImports': 'explicit' });
    await acceptFirst();
    await vscode.commands.executeCommand('workbench.action.files.save');
    const sorted = before.replace('import b\nimport a\n', 'import a\nimport b\n// sorted\n').replace('two', 'TWO');
    assert.equal(onDisk(), sorted);
    assert.deepEqual(states(), ['accepted', 'pending']);
    await desk.acceptAll();
    assert.equal(document.getText(), sorted.replace('six', 'SIX'));
    registered.dispose();
  });

  it('follows in two editors of one file, and accepts once for both', async () => {
    await vscode.commands.executeCommand('workbench.action.splitEditor');
    await waitUntil('two editors', () => vscode.window.visibleTextEditors.filter((editor) => editor.document === document).length === 2);
    await acceptFirst();
    assert.equal(document.getText(), before.replace('two', 'TWO'));
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before);
    assert.deepEqual(states(), ['pending', 'pending']);
  });

  it('undoes and redoes an accept of hunk, file and all with the states of the hunks', async () => {
    const other = `${folder}/other.habits`;
    writeFileSync(uriOf(other).fsPath, before);
    const one = new Set([desk.reviews.waiting()[0]!.key]);
    const ownFile = () => new Set(desk.reviews.waiting(file).map((entry) => entry.key));
    await desk.reviews.decide(one, 'accept');
    await desk.reviews.decide(ownFile(), 'accept');
    assert.deepEqual(states(), ['accepted', 'accepted']);
    for (const expected of [
      ['accepted', 'pending'],
      ['pending', 'pending'],
    ]) {
      await vscode.commands.executeCommand('undo');
      assert.deepEqual(states(), expected);
    }
    for (const expected of [
      ['accepted', 'pending'],
      ['accepted', 'accepted'],
    ]) {
      await vscode.commands.executeCommand('redo');
      assert.deepEqual(states(), expected);
    }
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('undo');
    const changes = [];
    for (const path of [file, other]) changes.push({ kind: 'modify' as const, path, before: await desk.snapshot(path), after: proposed });
    await desk.reviews.decide(new Set(desk.reviews.waiting().map((entry) => entry.key)), 'reject');
    const both = await desk.propose(changes);
    await show(other);
    await desk.acceptAll();
    assert.ok(both.hunks.every((hunk) => hunk.state === 'accepted'));
    await show(file);
    await vscode.commands.executeCommand('undo');
    await waitUntil('both files to be undone', () => both.hunks.every((hunk) => hunk.state === 'pending'), 3_000);
    await vscode.commands.executeCommand('redo');
    await waitUntil('both files to be redone', () => both.hunks.every((hunk) => hunk.state === 'accepted'), 3_000);
  });

  it('takes the proposal in the place of lines the person changed, or leaves theirs, as they choose', async () => {
    const typed = new vscode.WorkspaceEdit();
    typed.replace(document.uri, new vscode.Range(3, 0, 3, 3), 'my two');
    typed.replace(document.uri, new vscode.Range(7, 0, 7, 3), 'my six');
    assert.ok(await vscode.workspace.applyEdit(typed));
    assert.deepEqual(states(), ['conflicted', 'conflicted']);
    const [first, second] = desk.reviews.open();
    await desk.reviews.place(first!, { lines: first!.hunk.replacement, rest: 'dropped' });
    await desk.reviews.decide(new Set([second!.key]), 'reject');
    const expected = before.replace('two', 'TWO').replace('six', 'my six');
    assert.equal(document.getText(), expected);
    assert.deepEqual(states(), ['accepted', 'rejected']);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), before.replace('two', 'my two').replace('six', 'my six'));
  });

  it('puts back what reached the disk when the editor cannot write all of it', async () => {
    const [taken, other] = [`${folder}/new/file.txt`, `${folder}/other.txt`];
    writeFileSync(uriOf(other).fsPath, before);
    const changes = [
      { kind: 'create' as const, path: taken, after: 'new\n' },
      { kind: 'rename' as const, path: other, to: `${folder}/file.habits/below.txt`, before: await desk.snapshot(other), after: before },
    ];
    assert.equal((await desk.write(changes)).kind, 'refused');
    assert.equal(onDisk(other), before);
    assert.throws(() => onDisk(taken));
  });

  it('leaves a notebook with unsaved cells alone, and says so; a saved one is edited as the file it is', async () => {
    const notebook = `${folder}/sums.ipynb`;
    const cell = { cell_type: 'code', execution_count: null, id: 'a1', metadata: {}, outputs: [], source: ['x = 1'] };
    const text = `${JSON.stringify({ cells: [cell], metadata: {}, nbformat: 4, nbformat_minor: 5 }, undefined, 1)}\n`;
    writeFileSync(uriOf(notebook).fsPath, text);
    const shown = await vscode.workspace.openNotebookDocument(uriOf(notebook));
    await vscode.window.showNotebookDocument(shown);
    await desk.proposeText(notebook, () => text.replace('x = 1', 'x = 2'));
    const edit = new vscode.WorkspaceEdit();
    edit.set(shown.uri, [
      vscode.NotebookEdit.insertCells(1, [new vscode.NotebookCellData(vscode.NotebookCellKind.Code, 'y = 3', 'python')]),
    ]);
    assert.ok(await vscode.workspace.applyEdit(edit));
    await waitUntil('unsaved cells', () => shown.isDirty);
    await desk.reviews.decide(new Set(desk.reviews.waiting(notebook).map((entry) => entry.key)), 'accept');
    assert.equal(onDisk(notebook), text);
    assert.equal(shown.cellCount, 2);
    const read = await desk.reader.read(notebook, new AbortController().signal);
    assert.match(read.kind === 'unreadable' ? read.message : read.kind, /notebook.*unsaved/);
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await waitUntil('the notebook as it was', () => !shown.isDirty);
    await desk.proposeText(notebook, () => text.replace('x = 1', 'x = 2'));
    await desk.reviews.decide(new Set(desk.reviews.waiting(notebook).map((entry) => entry.key)), 'accept');
    assert.equal(onDisk(notebook), text.replace('x = 1', 'x = 2'));
    await waitUntil('the notebook to show it', () => shown.cellAt(0).document.getText() === 'x = 2');
  });
});
