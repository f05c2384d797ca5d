// Asks the person for one effect, in a dialog that names it. No answer is a no.
import * as vscode from 'vscode';
import type { Action } from '../../core/model/policy.ts';
import type { Person } from '../../core/ports/person.ts';

export function createDialogPerson(): Person {
  return {
    async approve(action, decision) {
      const detail = decision.kind === 'allow' ? '' : decision.why;
      const verb = verbOf(action);
      const answer = await vscode.window.showWarningMessage(questionOf(action), { modal: true, detail }, verb);
      return answer === verb ? 'yes' : 'no';
    },
  };
}

function questionOf(action: Action): string {
  switch (action.kind) {
    case 'editFile':
      return `May Understudy ${action.effect} ${action.path}?`;
    case 'readFile':
      return `May Understudy read ${action.path}?`;
    case 'runCommand':
      return `May Understudy run this command? ${action.command}`;
    case 'sendPrompt':
      return `May Understudy send ${action.tokens} tokens to ${action.endpoint}?`;
    case 'callTool':
      return `May Understudy use the tool ${action.tool}?`;
  }
}

function verbOf(action: Action): string {
  return { editFile: 'Change It', readFile: 'Read It', runCommand: 'Run It', sendPrompt: 'Send It', callTool: 'Use It' }[action.kind];
}
