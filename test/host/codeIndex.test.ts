// The code index in the real editor: a file that is saved is found by the next request, in the words it has now.
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import { lensTitles, openFile, propose, uriOf } from './gestures.ts';

const saved = 'src/depot.ts';

describe('code index', () => {
  before(() => vscode.extensions.getExtension('understudy.understudy')?.activate());
  after(async () => {
    await vscode.commands.executeCommand('understudy.rejectAll', 'all');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    rmSync(uriOf(saved).fsPath, { force: true });
  });

  it('shows the model a file as it was saved a moment ago, without its being open', async () => {
    writeFileSync(uriOf(saved).fsPath, 'export const depotWaitingDays = 3;\n');
    const { document } = await openFile(saved);
    const change = new vscode.WorkspaceEdit();
    change.replace(document.uri, new vscode.Range(0, 0, 1, 0), 'export const depotWaitingDays = 12;\n');
    await vscode.workspace.applyEdit(change);
    assert.equal(await document.save(), true);
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await openFile('src/shipping.ts');
    // The recorded model answers only a prompt that holds the new text.
    await propose('src/shipping.ts', 'Say how long a parcel waits at the depot.');
    assert.ok((await lensTitles('src/shipping.ts')).includes('Accept'));
  });
});
