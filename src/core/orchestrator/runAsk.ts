// The story of a question: context, model, answer. Proposes nothing and writes nothing.
import { buildContext } from '../context/buildContext.ts';
import type { RunEvent, RunOutcome } from '../model/run.ts';
import { renderAskPrompt } from '../prompt/render.ts';
import { askModel } from './askModel.ts';
import { checkFocus } from './checkFocus.ts';
import type { RunPorts } from './ports.ts';
import { type EditRun, incomplete } from './runEdit.ts';

/** Ends with `answered`, or `incomplete` when the answer did not end properly. */
export async function* runAsk(run: EditRun, ports: RunPorts, signal: AbortSignal): AsyncGenerator<RunEvent, RunOutcome> {
  const { limits } = run;
  const request = await checkFocus(run.request, ports.reader, signal);
  const context = await buildContext(request, limits, ports, signal);
  yield { kind: 'contextReady', ledger: context.ledger, tokens: context.tokens, budgetTokens: context.budgetTokens };
  const answer = yield* askModel(
    renderAskPrompt(request, context, request.chat?.earlier),
    { repairs: 0, maxOutputTokens: limits.maxOutputTokens },
    ports,
    signal,
  );
  if (answer.end.kind === 'cancelled') return { kind: 'cancelled' };
  if (answer.end.kind !== 'complete') return incomplete(answer.end);
  return { kind: 'answered', text: answer.text };
}
