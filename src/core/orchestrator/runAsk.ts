// The story of a question: context, model with tools, answer. Proposes nothing and writes nothing; a command runs only if the person allows it.
import type { ModelEnd, ModelRequest } from '../model/chat.ts';
import type { RunEvent, RunOutcome } from '../model/run.ts';
import { outputRoom } from '../routing/overflow.ts';
import { askFitting } from './askFitting.ts';
import { checkFocus } from './checkFocus.ts';
import type { RunPorts } from './ports.ts';
import { cutBy, type EditRun, incomplete, tooLong } from './runEdit.ts';
import { allTools } from './tools/allTools.ts';
import { runToolLoop, type ToolLoopOutcome } from './tools/toolLoop.ts';

const maxTurns = 12;

/** Ends with `answered`, or `incomplete` when the answer did not end properly. */
export async function* runAsk(run: EditRun, ports: RunPorts, signal: AbortSignal): AsyncGenerator<RunEvent, RunOutcome> {
  const { limits, rules } = run;
  const { facts } = ports.model;
  const request = await checkFocus(run.request, ports.reader, signal);
  const maxOutputTokens = outputRoom(limits.maxOutputTokens, facts?.contextTokens);
  const takesTools = facts?.takesTools ?? true;
  const ask = (prompt: ModelRequest) =>
    runToolLoop({ request: { ...prompt, maxOutputTokens }, tools: allTools, rules, maxTurns, takesTools }, ports, signal);
  const { answer } = yield* askFitting({ request, limits, rules, ask, endOf }, ports, signal);
  if (!answer) return tooLong(ports.model.id);
  if (answer.kind === 'stopped') return { kind: 'incomplete', reason: `${answer.reason} Ask in other words, or choose another model.` };
  if (answer.kind === 'incomplete') return answer.end.kind === 'cancelled' ? { kind: 'cancelled' } : incomplete(answer.end);
  const cut = cutBy(answer.finishReason);
  if (cut !== undefined) yield { kind: 'notice', text: `The answer is not whole: ${cut}.` };
  return { kind: 'answered', text: answer.text };
}

const endOf = (answer: ToolLoopOutcome): ModelEnd | undefined => (answer.kind === 'incomplete' ? answer.end : undefined);
