// One small question to a model, to know before it is needed whether it answers.
import type { LanguageModel } from '../../core/ports/languageModel.ts';

export type TestResult = { readonly kind: 'answered'; readonly ms: number } | { readonly kind: 'refused'; readonly message: string };

const patienceMs = 60_000;

/** Asks for a single word. Never throws for what the model or the network does. */
export async function testCall(model: LanguageModel, signal: AbortSignal, now: () => number): Promise<TestResult> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(patienceMs)]);
  const started = now();
  const request = { messages: [{ role: 'user' as const, text: 'Answer with the single word: ready' }], maxOutputTokens: 64 };
  for await (const event of model.stream(request, limit)) {
    if (event.kind !== 'ended') continue;
    const { end } = event;
    if (end.kind === 'error') return { kind: 'refused', message: end.message };
    if (end.kind === 'cancelled') return { kind: 'refused', message: `No answer within ${patienceMs / 1000} seconds.` };
    // A model that spends its few tokens on thinking is cut off, and works all the same.
    return { kind: 'answered', ms: now() - started };
  }
  return { kind: 'refused', message: 'The model ended without an answer.' };
}
