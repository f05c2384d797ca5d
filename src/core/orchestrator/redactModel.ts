// The last thing before a prompt leaves and the first after an answer comes: secrets out, and back in.
// Tool calls keep their placeholders: a secret put into a command would leave by another door.
import type { Message, ModelEvent } from '../model/chat.ts';
import type { Redactor } from '../policy/redact.ts';
import type { LanguageModel } from '../ports/languageModel.ts';
import { faceOf } from '../routing/retry.ts';

const longestPlaceholder = 80;

/** The same model, which never sees what `redactor` finds. */
export function redactModel(model: LanguageModel, redactor: Redactor): LanguageModel {
  return {
    ...faceOf(model),
    async *stream(request, signal) {
      const clean = { ...request, messages: request.messages.map((message) => redactMessage(message, redactor)) };
      let held = '';
      for await (const event of model.stream(clean, signal)) {
        if (event.kind === 'text') {
          const { ready, rest } = splitOpenPlaceholder(held + event.text);
          held = rest;
          if (ready !== '') yield { kind: 'text', text: redactor.restore(ready) };
          continue;
        }
        if (held !== '') yield { kind: 'text', text: held };
        held = '';
        yield cleanEnd(event, redactor);
      }
    },
  };
}

function redactMessage(message: Message, redactor: Redactor): Message {
  const text = redactor.redact(message.text);
  if (message.role !== 'assistant' || !message.toolCalls) return { ...message, text };
  return {
    ...message,
    text,
    toolCalls: message.toolCalls.map((call) => ({ ...call, argumentsJson: redactor.redact(call.argumentsJson) })),
  };
}

/** A placeholder may come in pieces: what could be its beginning waits for the rest. */
function splitOpenPlaceholder(text: string): { readonly ready: string; readonly rest: string } {
  const open = text.lastIndexOf('[');
  const tail = open < 0 ? '' : text.slice(open);
  const isOpen =
    tail !== '' &&
    tail.length < longestPlaceholder &&
    /^\[(?:r|re|red|reda|redac|redact|redacte|redacted(?::[a-z-]*(?::\d*)?)?)?$/.test(tail);
  return isOpen ? { ready: text.slice(0, open), rest: tail } : { ready: text, rest: '' };
}

/** Providers quote what they were sent, keys included. */
const cleanEnd = (event: ModelEvent, redactor: Redactor): ModelEvent =>
  event.kind === 'ended' && event.end.kind === 'error'
    ? { kind: 'ended', end: { ...event.end, message: redactor.redact(event.end.message) } }
    : event;
