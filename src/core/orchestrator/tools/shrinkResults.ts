// A conversation with tools that has grown too long: results that were read already are cut, the newest last. What was said stays.
import type { Message } from '../../model/chat.ts';

/** In order: older results to their beginnings, then every result. */
const levels = [
  { older: 300, newest: Number.POSITIVE_INFINITY },
  { older: 200, newest: 4_000 },
  { older: 100, newest: 800 },
] as const;

/** `loop` are the messages that came after the request. Undefined when they cannot be made shorter. */
export function shrinkResults(loop: readonly Message[]): readonly Message[] | undefined {
  const newest = loop.findLastIndex((message) => message.role === 'assistant');
  for (const level of levels) {
    const shorter = loop.map((message, at) => cut(message, at > newest ? level.newest : level.older));
    if (lengthOf(shorter) < lengthOf(loop)) return shorter;
  }
  return undefined;
}

const left = '\n… the rest of this result is left out; call again for a part of it …';

/** In the text protocol results are what the person's side says within a loop. */
function cut(message: Message, most: number): Message {
  if (message.role === 'assistant' || message.role === 'system' || message.text.length <= most + left.length) return message;
  return { ...message, text: `${message.text.slice(0, most)}${left}` };
}

const lengthOf = (messages: readonly Message[]): number => messages.reduce((sum, message) => sum + message.text.length, 0);
