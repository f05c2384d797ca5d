// The edit loop in the real editor, against the recorded model: proposed, rehearsed, reviewed, written, undone.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fileHashes, lensTitles, openFile, propose, undecidedHunks, waitFor } from './gestures.ts';

const discount = 'src/discount.ts';

async function proposeDiscount(): Promise<void> {
  const editor = await openFile(discount);
  const line = editor.document
    .getText()
    .split('\n')
    .findIndex((text) => text.includes('discount.percent / 100'));
  editor.selection = new vscode.Selection(line, 0, line, 5);
  await propose(discount, 'The price must never go below zero.');
}

describe('edit loop', () => {
  before(() => vscode.extensions.getExtension('understudy.understudy')?.activate());
  afterEach(async () => {
    await vscode.commands.executeCommand('understudy.rejectAll', 'all');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('shows a rehearsed hunk and leaves every file and buffer as it was', async () => {
    const before = await fileHashes();
    const editor = await openFile(discount);
    const text = editor.document.getText();
    await proposeDiscount();
    assert.deepEqual(await fileHashes(), before);
    assert.equal(editor.document.getText(), text);
    assert.equal(editor.document.isDirty, false);
    const verdict = (await lensTitles(discount)).find((title) => title.startsWith('✓'));
    assert.match(verdict ?? (await lensTitles(discount)).join(), /^✓ .*types \d+\.\d s/);
  });

  it('accepts as one undo step that restores the text', async () => {
    await proposeDiscount();
    const { document } = vscode.window.activeTextEditor!;
    const text = document.getText();
    await vscode.commands.executeCommand('understudy.acceptFile', discount);
    assert.match(document.getText(), /const kept = Math\.max\(0, 1 - discount\.percent \/ 100\);/);
    assert.deepEqual(await undecidedHunks(discount), []);
    await vscode.commands.executeCommand('undo');
    assert.equal(document.getText(), text);
    await waitFor('the hunk to wait again', async () => (await lensTitles(discount)).includes('Accept'));
  });
});
