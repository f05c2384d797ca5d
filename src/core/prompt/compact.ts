// A long conversation in short, made without a model: the last exchange whole, those before as one line each.
import type { Message } from '../model/chat.ts';

const lineLength = 160;
/** What the person asked first is the goal, and stays in more words. */
const goalLength = 800;
const outputLength = 300;

/**
 * The conversation with the oldest outputs cut first: what tools and terminals said before the last exchange goes, what the person and the
 * model said stays.
 */
export function trimOutputs(history: readonly Message[]): readonly Message[] {
  const lastAsked = history.findLastIndex((message) => message.role === 'user');
  return history.map((message, at) => {
    if (at >= lastAsked || message.role !== 'tool' || message.text.length <= outputLength) return message;
    return { ...message, text: `${message.text.slice(0, outputLength)}\n… the rest of this output is left out …` };
  });
}

/** At most two messages longer than the last exchange. Fewer than three messages stay as they are. */
export function summariseHistory(history: readonly Message[]): readonly Message[] {
  if (history.length < 3) return history;
  const lastAsked = history.findLastIndex((message) => message.role === 'user');
  const earlier = history.slice(0, Math.max(0, lastAsked));
  if (earlier.length === 0) return history;
  const goal = earlier.findIndex((message) => message.role === 'user');
  const lines = earlier.flatMap((message, at) => {
    const most = at === goal ? goalLength : lineLength;
    const text = message.text.replace(/\s+/g, ' ').trim();
    if (text === '' || message.role === 'tool') return [];
    const shown = text.length > most ? `${text.slice(0, most)} …` : text;
    return [`- ${message.role === 'user' ? 'The person asked' : 'You answered'}: ${shown}`];
  });
  return [
    { role: 'user', text: `Earlier in this conversation, shortened:\n${lines.join('\n')}` },
    { role: 'assistant', text: 'I keep that in mind.' },
    ...history.slice(lastAsked),
  ];
}
