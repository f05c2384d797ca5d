// The invariant: buffers, files and the git index stay clean until accept, whatever the person does meanwhile.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { fileHashes, lensTitles, openFile, propose, undecidedHunks, uriOf, waitFor, workspaceFolder } from './gestures.ts';

const path = 'src/cart.ts';
const twoFiles = 'Count the quantity in the total and on the receipt.';
const mine = '// typed by the person\n';
const diskText = (name = path) => readFileSync(join(workspaceFolder(), name), 'utf8');
const git = (...args: string[]) => execFileSync('git', args, { cwd: workspaceFolder(), encoding: 'utf8' });

async function typeAtTop(editor: vscode.TextEditor): Promise<void> {
  assert.ok(await editor.edit((edit) => edit.insert(new vscode.Position(0, 0), mine)));
}

const autoSave = (value: string | undefined) =>
  vscode.workspace.getConfiguration('files').update('autoSave', value, vscode.ConfigurationTarget.Workspace);

/** What a person may do while hunks wait, and whether it saves what they typed. */
const steps: Record<string, { run(): Thenable<unknown>; saves: boolean }> = {
  save: { run: () => vscode.commands.executeCommand('workbench.action.files.save'), saves: true },
  'save without formatting': { run: () => vscode.commands.executeCommand('workbench.action.files.saveWithoutFormatting'), saves: true },
  'save all': { run: () => vscode.commands.executeCommand('workbench.action.files.saveAll'), saves: true },
  'automatic save': {
    run: async () => {
      await vscode.workspace.getConfiguration('files').update('autoSaveDelay', 100, vscode.ConfigurationTarget.Workspace);
      await autoSave('afterDelay');
      await waitFor('the automatic save', () => !vscode.window.activeTextEditor!.document.isDirty);
      await autoSave(undefined);
    },
    saves: true,
  },
  stage: { run: async () => git('add', 'src'), saves: false },
};

describe('clean until accept', () => {
  let original = '';
  let index = '';

  beforeEach(async () => {
    original = diskText();
    index = git('ls-files', '--stage');
    const before = await fileHashes();
    await openFile(path);
    await propose(path, twoFiles);
    assert.deepEqual(await fileHashes(), before);
  });

  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('understudy.rejectAll', 'all');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    git('checkout', '--quiet', 'HEAD', '--', '.');
    git('reset', '--quiet');
  });

  for (const [name, step] of Object.entries(steps)) {
    it(`keeps the proposal out of buffer, disk and index through ${name}`, async () => {
      const editor = vscode.window.activeTextEditor!;
      await typeAtTop(editor);
      await step.run();
      assert.equal(editor.document.getText(), mine + original);
      assert.equal(diskText(), step.saves ? mine + original : original);
      assert.equal(git('ls-files', '--stage'), index);
      assert.equal((await lensTitles(path)).filter((title) => title === 'Accept').length, 3);
    });
  }

  it('accepts every hunk where it moved to, and one undo takes all of them back', async () => {
    const { document } = vscode.window.activeTextEditor!;
    await typeAtTop(vscode.window.activeTextEditor!);
    await vscode.commands.executeCommand('understudy.acceptFile', path);
    assert.ok(document.getText().startsWith(mine));
    assert.match(document.getText(), /sum = add\(sum, lineTotal\(line\)\);/);
    assert.match(document.getText(), /export function lineTotal/);
    assert.equal(diskText(), original);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), mine + original);
  });

  it('writes one hunk and leaves the others waiting', async () => {
    const [first] = await undecidedHunks(path);
    await vscode.commands.executeCommand('understudy.acceptHunk', first);
    const { document } = vscode.window.activeTextEditor!;
    assert.match(document.getText(), /multiply, zero \} from/);
    assert.doesNotMatch(document.getText(), /lineTotal/);
    assert.equal((await undecidedHunks(path)).length, 2);
  });

  it('writes a file that was closed, byte for byte as proposed, and opens no tab for it', async () => {
    const tabs = tabNames();
    await vscode.commands.executeCommand('understudy.acceptFile', 'src/receipt.ts');
    await waitFor('the receipt on disk', () => diskText('src/receipt.ts').includes('lineTotal'));
    await delay(1_200);
    assert.deepEqual(tabNames(), tabs);
    assert.deepEqual(
      vscode.workspace.textDocuments.filter((document) => document.isDirty).map((document) => document.uri.path),
      [],
    );
  });

  it('refuses a hunk whose lines the person changed, and frees it when they are back', async () => {
    const editor = vscode.window.activeTextEditor!;
    const line = original.split('\n').findIndex((text) => text.includes('line.product.price);'));
    await editor.edit((edit) => edit.insert(new vscode.Position(line, 0), '/* mine */'));
    const changed = editor.document.getText();
    assert.ok((await lensTitles(path)).includes('Take Proposal'));
    await vscode.commands.executeCommand('understudy.acceptFile', path);
    assert.ok(editor.document.getText().includes('/* mine */'));
    assert.doesNotMatch(editor.document.getText(), /sum = add\(sum, lineTotal/);
    await vscode.commands.executeCommand('undo');
    assert.equal(editor.document.getText(), changed);
  });

  it('follows a change of the file from outside', async () => {
    const { document } = vscode.window.activeTextEditor!;
    writeFileSync(uriOf(path).fsPath, `// from outside\n${original}`);
    await waitFor('the editor to read the file again', () => document.getText().startsWith('// from outside'));
    await vscode.commands.executeCommand('understudy.acceptFile', path);
    assert.match(document.getText(), /^\/\/ from outside\n[\s\S]*sum = add\(sum, lineTotal\(line\)\);/);
  });
});

describe('the person keeps typing', () => {
  afterEach(async () => {
    await vscode.commands.executeCommand('workbench.action.files.revert');
    await vscode.commands.executeCommand('understudy.rejectAll', 'all');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('loses nothing that is typed while the answer streams, and accepts beside it', async () => {
    const editor = await openFile(path);
    await waitFor('the editor to have heard of the last checkout', () => editor.document.getText() === diskText());
    const proposing = propose(path, twoFiles);
    let typed = '';
    for (let count = 0; count < 30; count++) {
      typed += `// line ${count}\n`;
      await editor.edit((edit) => edit.insert(new vscode.Position(count, 0), `// line ${count}\n`), {
        undoStopBefore: false,
        undoStopAfter: false,
      });
      await delay(20);
    }
    await proposing;
    assert.ok(editor.document.getText().startsWith(typed));
    await vscode.commands.executeCommand('understudy.acceptFile', path);
    assert.ok(editor.document.getText().startsWith(typed));
    assert.match(editor.document.getText(), /sum = add\(sum, lineTotal\(line\)\);/);
  });

  it('moves no caret, scrolls nothing, and opens or closes no tab', async () => {
    await openFile('src/order.ts');
    const editor = await openFile('src/cart.ts');
    editor.selection = new vscode.Selection(4, 2, 4, 6);
    const state = () => ({
      tabs: tabNames(),
      active: vscode.window.activeTextEditor?.document.uri.path,
      caret: editor.selections.map((selection) => [selection.anchor.line, selection.anchor.character, selection.active.character]),
      first: editor.visibleRanges[0]?.start.line,
    });
    const before = state();
    await propose(path, twoFiles);
    await delay(500);
    assert.deepEqual(state(), before);
    await vscode.commands.executeCommand('understudy.rejectAll', 'all');
    assert.deepEqual(state(), before);
  });
});

function tabNames(): string[] {
  return vscode.window.tabGroups.all.flatMap((group) => group.tabs.map((tab) => tab.label));
}
