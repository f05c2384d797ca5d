// A short question to the fast tier beside a run's own: a summary, other words for a search. It is worth waiting for only so long, and
// a run never depends on its answer.
import type { AnsweringModel, ModelEnd, ModelRequest, TokenUsage } from '../model/chat.ts';
import type { RunEvent } from '../model/run.ts';
import type { Clock } from '../ports/clock.ts';
import type { LanguageModel } from '../ports/languageModel.ts';

/** `role` chooses the tier. */
export interface Consultation {
  readonly request: ModelRequest & Required<Pick<ModelRequest, 'role'>>;
  readonly patienceMs: number;
}

/** `text` is there only for an answer that ended properly and in time; `told` is what the journal keeps of it. */
export interface Consulted {
  readonly text?: string;
  readonly told: Extract<RunEvent, { kind: 'modelConsulted' }>;
}

/** Whether there is a model for small work; the person's main one is not asked on the side. */
export const hasFastModel = (model: LanguageModel): boolean => model.cheaper !== undefined;

export interface ConsultPorts {
  readonly model: LanguageModel;
  readonly clock: Clock;
}

/** Asks once. Aborting the run aborts the call; it does not throw. */
export async function consult(
  { request, patienceMs }: Consultation,
  { model, clock }: ConsultPorts,
  signal: AbortSignal,
): Promise<Consulted> {
  const startedAt = clock.now();
  const late = new AbortController();
  const done = new AbortController();
  clock.delay(patienceMs, AbortSignal.any([signal, done.signal])).then(
    () => late.abort(),
    () => undefined,
  );
  let text = '';
  let told: { readonly usage?: TokenUsage; readonly by?: AnsweringModel } = {};
  let end: ModelEnd = { kind: 'cancelled' };
  try {
    for await (const event of model.stream(request, AbortSignal.any([signal, late.signal]))) {
      if (event.kind === 'text') text += event.text;
      else if (event.kind === 'usage') told = { usage: event.usage, ...(event.by ? { by: event.by } : {}) };
      else if (event.kind === 'ended') end = event.end;
    }
  } finally {
    done.abort();
  }
  const asked = { kind: 'modelConsulted', role: request.role, end: end.kind, ms: clock.now() - startedAt, ...told } as const;
  return end.kind === 'complete' && text.trim() !== '' ? { text: text.trim(), told: asked } : { told: asked };
}
