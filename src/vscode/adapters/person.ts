// Asks the person for one effect, in a dialog that names it. No answer is a no.
import * as vscode from 'vscode';
import { assertNever } from '../../base/assertNever.ts';
import type { Action } from '../../core/model/policy.ts';
import type { Person } from '../../core/ports/person.ts';

export function createDialogPerson(): Person {
  return {
    async approve(action, decision) {
      const detail = decision.kind === 'allow' ? '' : decision.why;
      return action.kind === 'runCommand' ? askDeliberately(action, detail) : ask(action, detail);
    },
  };
}

async function ask(action: Action, detail: string): Promise<'yes' | 'no'> {
  const verb = verbs[action.kind];
  const answer = await vscode.window.showWarningMessage(questionOf(action), { modal: true, detail }, verb);
  return answer === verb ? 'yes' : 'no';
}

/** A key that was on its way when the dialog appeared must not run anything: quick answers are asked again, and Enter refuses. */
async function askDeliberately(action: Action & { kind: 'runCommand' }, why: string): Promise<'yes' | 'no'> {
  const detail = `${action.command}\n\nFolder: ${action.folder || 'the workspace root'}\n${why}`;
  // As a close affordance it would not be the button that has the focus: the editor gives that to the first of the others.
  const refuse: vscode.MessageItem = { title: 'Do Not Run' };
  const allow: vscode.MessageItem = { title: verbs.runCommand };
  for (;;) {
    const shownAt = Date.now();
    const answer = await vscode.window.showWarningMessage(questionOf(action), { modal: true, detail }, refuse, allow);
    if (answer !== allow) return 'no';
    if (Date.now() - shownAt >= deadTimeMs) return 'yes';
  }
}

const deadTimeMs = 500;

function questionOf(action: Action): string {
  switch (action.kind) {
    case 'editFile':
      return `May Understudy ${action.effect} ${action.path}?`;
    case 'readFile':
      return `May Understudy read ${action.path}?`;
    case 'runCommand':
      return 'May Understudy run this command?';
    case 'sendPrompt':
      return `May Understudy send ${action.tokens} tokens to ${action.endpoint}?`;
    case 'callTool':
      return `May Understudy use the tool ${action.tool}?`;
    case 'fetchPage':
      return `May Understudy fetch ${action.url}?`;
    case 'searchCode':
      return `May Understudy search your code for "${action.query}"?`;
    default:
      return assertNever(action);
  }
}

const verbs: Readonly<Record<Action['kind'], string>> = {
  editFile: 'Change It',
  readFile: 'Read It',
  searchCode: 'Search',
  runCommand: 'Run It',
  sendPrompt: 'Send It',
  callTool: 'Use It',
  fetchPage: 'Fetch It',
};
