// The person at a terminal, as someone who is asked.
import type { Action } from '../core/model/policy.ts';
import type { Person } from '../core/ports/person.ts';
import { settleMisfitAt } from './settleMisfit.ts';
import type { Terminal } from './terminal.ts';

/** The effect in the words of its place: a command as it will run, and where. */
function whatOf(action: Action): string {
  if (action.kind === 'editFile') return `${action.effect} ${action.path}`;
  if (action.kind === 'runCommand') return `run this command in ${action.folder || 'the workspace root'}?\n\n  ${action.command}\n\nRun it`;
  if (action.kind === 'fetchPage') return `fetch the page ${action.url}`;
  if (action.kind === 'callTool') return `call ${action.tool} ${action.argumentsJson}`;
  return action.kind === 'sendPrompt' ? `send ${action.tokens} tokens to ${action.endpoint}` : action.kind;
}

/** An answer so quick was on its way before the question stood there. */
const deadTimeMs = 500;

/** Asks in the terminal; only a full "yes" approves. */
export const personAt = (terminal: Terminal): Person => ({
  settleMisfit: (question, signal) => settleMisfitAt(terminal, question, signal),
  async approve(action, decision, signal) {
    const what = whatOf(action);
    const why = decision.kind === 'allow' ? '' : decision.why;
    terminal.print(terminal.palette.paint('yellow', `${why} (${decision.rule})`));
    for (;;) {
      const isTyped = terminal.forgetTyped();
      const shownAt = performance.now();
      const answer = await terminal.ask(`Really ${what}? Type yes to confirm: `, signal);
      if (answer !== 'yes') return 'no';
      if (!isTyped || performance.now() - shownAt >= deadTimeMs) return 'yes';
    }
  },
});

/** For --yes and --json: nobody is there, so whatever would be asked is not done. */
export const nobody: Person = { approve: async () => 'no' };
