// Two folders in one window: paths begin with the folder's name, and an edit finds, rehearses and writes the file of the folder it is about.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { waitFor } from '../gestures.ts';

const [shop, depot] = vscode.workspace.workspaceFolders ?? [];
const discountOf = (folder: vscode.WorkspaceFolder) => vscode.Uri.joinPath(folder.uri, 'src', 'discount.ts');

async function titles(uri: vscode.Uri): Promise<string[]> {
  const lenses = await vscode.commands.executeCommand<vscode.CodeLens[]>('vscode.executeCodeLensProvider', uri, 100);
  return lenses.flatMap((lens) => (lens.command?.command.startsWith('understudy.') ? lens.command.title : []));
}

describe('a window with two folders', () => {
  it('has two', () => {
    assert.deepEqual([shop?.name, depot?.name], ['shop', 'depot']);
  });

  it('proposes, rehearses and accepts in the second one, and leaves the first alone', async () => {
    const uri = discountOf(depot!);
    const before = readFileSync(discountOf(shop!).fsPath, 'utf8');
    const editor = await vscode.window.showTextDocument(uri, { preview: false });
    const line = editor.document
      .getText()
      .split('\n')
      .findIndex((text) => text.includes('discount.percent / 100'));
    editor.selection = new vscode.Selection(line, 0, line, 5);
    await vscode.commands.executeCommand('understudy.editSelection', 'The price must never go below zero.');
    await waitFor('the hunk', async () => (await titles(uri)).includes('Accept'));
    assert.match((await titles(uri)).join('\n'), /✓ .*types \d+\.\d s/);
    await vscode.workspace.openTextDocument(discountOf(shop!));
    assert.deepEqual(await titles(discountOf(shop!)), []);
    await vscode.commands.executeCommand('understudy.acceptFile', 'depot/src/discount.ts');
    assert.match(editor.document.getText(), /const kept = Math\.max\(0, 1 - discount\.percent \/ 100\);/);
    assert.ok(await editor.document.save());
    assert.match(readFileSync(uri.fsPath, 'utf8'), /const kept/);
    assert.equal(readFileSync(discountOf(shop!).fsPath, 'utf8'), before);
  });
});
