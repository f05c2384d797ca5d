// The extension in the real extension host: it is there, starts by its own events, and offers what package.json says.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

describe('activation', () => {
  it('is found under its name and starts', async () => {
    const extension = vscode.extensions.getExtension('understudy.understudy');
    assert.ok(extension);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('registers every command that package.json offers', async () => {
    const extension = vscode.extensions.getExtension('understudy.understudy');
    const offered: { command: string }[] = extension?.packageJSON.contributes.commands;
    const registered = new Set(await vscode.commands.getCommands(true));
    assert.deepEqual(
      offered.map((entry) => entry.command).filter((name) => !registered.has(name)),
      [],
    );
  });
});
