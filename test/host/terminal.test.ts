// A command that fails in a real terminal of the editor: the next request shows the model what it printed.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import * as vscode from 'vscode';
import { lensTitles, openFile, propose } from './gestures.ts';

const integrationMs = 60_000;
const commandMs = 60_000;
const bash = '/bin/bash';

/** Undefined when the shell does not tell the editor of its commands, or has ended. */
async function shellOf(terminal: vscode.Terminal): Promise<vscode.TerminalShellIntegration | undefined> {
  for (const end = Date.now() + integrationMs; Date.now() < end && terminal.exitStatus === undefined; await delay(50))
    if (terminal.shellIntegration) return terminal.shellIntegration;
  return undefined;
}

/** The exit code, as the editor tells it. */
async function run(shell: vscode.TerminalShellIntegration, command: string): Promise<number | undefined> {
  const ended = new Promise<number | undefined>((resolve) => {
    const listener = vscode.window.onDidEndTerminalShellExecution(({ execution, exitCode }) => {
      if (execution !== started) return;
      listener.dispose();
      resolve(exitCode);
    });
  });
  const started = shell.executeCommand(command);
  return Promise.race([
    ended,
    delay(commandMs, undefined, { ref: false }).then(() => assert.fail(`"${command}" did not end within ${commandMs} ms`)),
  ]);
}

describe('terminal', function () {
  this.timeout(3 * 60_000);
  before(() => vscode.extensions.getExtension('understudy.understudy')?.activate());
  after(async () => {
    for (const terminal of vscode.window.terminals) terminal.dispose();
    await vscode.commands.executeCommand('understudy.rejectAll', 'all');
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });

  it('tells the model what the last failed command printed', async function () {
    const terminal = vscode.window.createTerminal({ name: 'depot', ...(existsSync(bash) ? { shellPath: bash } : {}) });
    const shell = await shellOf(terminal);
    if (!shell) {
      this.test!.title += ` (skipped: this machine's shell tells the editor nothing of its commands)`;
      this.skip();
      return;
    }
    const code = await run(shell, `sh -c 'echo "door 17 of the depot is stuck"; exit 3'`);
    assert.equal(code, 3);
    await openFile('src/shipping.ts');
    // The recorded model answers only a prompt that holds the command's words and its exit code.
    await propose('src/shipping.ts', 'Let parcels through the door that is stuck.');
    assert.ok((await lensTitles('src/shipping.ts')).includes('Accept'));
  });
});
