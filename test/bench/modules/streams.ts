// Scorer module: how the product reads one provider answer.
import type { ModelErrorKind } from '../../../src/core/model/chat.ts';
import { createOpenAiChat } from '../../../src/node/models/openAiChat.ts';

const wireName = (kind: ModelErrorKind) => kind.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

export async function read(baseUrl: string, signal: AbortSignal) {
  const model = createOpenAiChat({ baseUrl, model: 'm', idleMs: 1_500 });
  const answer = { outcome: '', error: null as string | null, text: '', tool_calls: [] as object[], finish_reason: '', usage: {} };
  for await (const event of model.stream({ messages: [{ role: 'user', text: 'hi' }] }, signal)) {
    if (event.kind === 'text') answer.text += event.text;
    if (event.kind === 'usage') answer.usage = { prompt_tokens: event.usage.input, completion_tokens: event.usage.output };
    if (event.kind === 'toolCall') {
      const { id, name, argumentsJson } = event.call;
      answer.tool_calls.push({ id, name, arguments: JSON.parse(argumentsJson) });
    }
    if (event.kind !== 'ended') continue;
    answer.outcome = event.end.kind;
    answer.error = event.end.kind === 'error' ? wireName(event.end.error) : null;
    answer.finish_reason = event.end.kind === 'complete' ? event.end.finishReason : '';
  }
  return answer;
}
