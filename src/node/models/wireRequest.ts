// A model request in the OpenAI chat-completions form, with the few things in which endpoints differ.
import type { Message, ModelRequest } from '../../core/model/chat.ts';
import type { WireQuirks } from '../../core/model/endpoint.ts';

/** The body of POST /chat/completions. */
export function toWireRequest(request: ModelRequest, model: string, quirks: WireQuirks): Record<string, unknown> {
  const { temperature, maxOutputTokens, tools } = request;
  return {
    model,
    messages: request.messages.map(toWireMessage),
    stream: true,
    ...(quirks.asksUsage === false ? {} : { stream_options: { include_usage: true } }),
    ...(maxOutputTokens === undefined ? {} : { [quirks.maxTokensField ?? 'max_tokens']: maxOutputTokens }),
    ...(temperature === undefined || quirks.takesTemperature === false ? {} : { temperature }),
    ...(tools && tools.length > 0 ? { tools: tools.map((tool) => ({ type: 'function', function: tool })) } : {}),
  };
}

function toWireMessage(message: Message): Record<string, unknown> {
  if (message.role === 'tool') return { role: 'tool', tool_call_id: message.toolCallId, content: message.text };
  if (message.role !== 'assistant' || !message.toolCalls?.length) return { role: message.role, content: message.text };
  const calls = message.toolCalls.map((call) => ({
    id: call.id,
    type: 'function',
    function: { name: call.name, arguments: call.argumentsJson },
  }));
  return { role: 'assistant', content: message.text || null, tool_calls: calls };
}

/** What a refusal teaches of the endpoint's form; undefined when it is about something else, or was learnt before. */
export function learnQuirk(status: number, refusal: string, known: WireQuirks): WireQuirks | undefined {
  if (status !== 400 && status !== 422) return undefined;
  if (/max_completion_tokens/.test(refusal) && /max_tokens/.test(refusal) && known.maxTokensField === undefined)
    return { ...known, maxTokensField: 'max_completion_tokens' };
  if (/temperature/.test(refusal) && known.takesTemperature !== false) return { ...known, takesTemperature: false };
  if (/stream_options|include_usage/.test(refusal) && known.asksUsage !== false) return { ...known, asksUsage: false };
  return undefined;
}
