// A long conversation in short, made without a model: the last exchange whole, those before as one line each.
import type { Message } from '../model/chat.ts';

const lineLength = 160;

/** At most two messages longer than the last exchange. Fewer than three messages stay as they are. */
export function summariseHistory(history: readonly Message[]): readonly Message[] {
  if (history.length < 3) return history;
  const lastAsked = history.findLastIndex((message) => message.role === 'user');
  const earlier = history.slice(0, Math.max(0, lastAsked));
  if (earlier.length === 0) return history;
  const lines = earlier.flatMap((message) => {
    const text = message.text.replace(/\s+/g, ' ').trim();
    if (text === '' || message.role === 'tool') return [];
    const shown = text.length > lineLength ? `${text.slice(0, lineLength)} …` : text;
    return [`- ${message.role === 'user' ? 'The person asked' : 'You answered'}: ${shown}`];
  });
  return [
    { role: 'user', text: `Earlier in this conversation, shortened:\n${lines.join('\n')}` },
    { role: 'assistant', text: 'I keep that in mind.' },
    ...history.slice(lastAsked),
  ];
}
