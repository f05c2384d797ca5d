// The story of a question: context, model, answer. Proposes nothing and writes nothing.
import type { ModelRequest } from '../model/chat.ts';
import type { RunEvent, RunOutcome } from '../model/run.ts';
import { outputRoom } from '../routing/overflow.ts';
import { askFitting } from './askFitting.ts';
import { askModel } from './askModel.ts';
import { checkFocus } from './checkFocus.ts';
import type { RunPorts } from './ports.ts';
import { cutBy, type EditRun, incomplete, tooLong } from './runEdit.ts';

/** Ends with `answered`, or `incomplete` when the answer did not end properly. */
export async function* runAsk(run: EditRun, ports: RunPorts, signal: AbortSignal): AsyncGenerator<RunEvent, RunOutcome> {
  const { limits } = run;
  const request = await checkFocus(run.request, ports.reader, signal);
  const maxOutputTokens = outputRoom(limits.maxOutputTokens, ports.model.facts?.contextTokens);
  const ask = (prompt: ModelRequest) => askModel(prompt, { repairs: 0, maxOutputTokens }, ports, signal);
  const { answer } = yield* askFitting({ request, limits, ask, endOf: (each) => each.end }, ports, signal);
  if (!answer) return tooLong(ports.model.id);
  if (answer.end.kind === 'cancelled') return { kind: 'cancelled' };
  if (answer.end.kind !== 'complete') return incomplete(answer.end);
  const cut = cutBy(answer.end.finishReason);
  if (cut !== undefined) yield { kind: 'notice', text: `The answer is not whole: ${cut}.` };
  return { kind: 'answered', text: answer.text };
}
