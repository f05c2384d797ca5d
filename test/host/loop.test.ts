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

  it('discusses a hunk: the model hears the request, its own answer and the reason, and its new hunk takes the old one’s place', async () => {
    await proposeDiscount();
    const { document } = vscode.window.activeTextEditor!;
    const text = document.getText();
    const [key] = await undecidedHunks(discount);
    await vscode.commands.executeCommand('understudy.discussHunk', key, 'Use a name that says share.');
    await waitFor('another hunk in its place', async () => {
      const now = await undecidedHunks(discount);
      return now.length === 1 && now[0] !== key;
    });
    assert.equal(document.getText(), text);
    await vscode.commands.executeCommand('understudy.acceptFile', discount);
    assert.match(document.getText(), /const keptShare = Math\.max/);
    await vscode.commands.executeCommand('undo');
    await vscode.commands.executeCommand('understudy.rejectAll', 'all');
  });

  it('takes what the person made of the proposed text in the diff', async () => {
    await proposeDiscount();
    const { document } = vscode.window.activeTextEditor!;
    await vscode.commands.executeCommand('understudy.openDiff', discount);
    const isProposal = (each: vscode.TextDocument) => each.uri.scheme === 'understudy-proposal' && each.uri.query === '';
    await waitFor('the diff', () => vscode.workspace.textDocuments.some(isProposal));
    const proposal = vscode.workspace.textDocuments.find(isProposal)!;
    const at = proposal.getText().indexOf('const kept =');
    const edit = new vscode.WorkspaceEdit();
    const range = new vscode.Range(proposal.positionAt(at), proposal.positionAt(at + 'const kept ='.length));
    edit.replace(proposal.uri, range, '/* by hand */ const kept =');
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await proposal.save());
    const verdicts = async () => (await lensTitles(discount)).filter((title) => /^[✓✗?] /.test(title));
    await waitFor('a hunk that nothing has judged', async () => (await verdicts()).join() === '? not validated');
    await vscode.commands.executeCommand('understudy.acceptFile', discount);
    assert.match(document.getText(), /\/\* by hand \*\/ const kept = Math\.max/);
    await vscode.window.showTextDocument(document);
    await vscode.commands.executeCommand('undo');
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
