// A long conversation in short: the last exchange whole, those before as one line each, or as a model summarised them.
import type { Message, ModelRequest } from '../model/chat.ts';

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

/** About 9,000 tokens. */
const roomForHistory = 36_000;

/** The conversation as far as it goes along whole: the newest exchanges, and those before them shortened once they are too much. */
export function withinRoom(history: readonly Message[], room = roomForHistory): readonly Message[] {
  let left = room;
  let start = history.length;
  for (let at = history.length - 1; at >= 0; at--) {
    left -= history[at]!.text.length;
    if (left < 0 && start < history.length) break;
    if (history[at]!.role === 'user') start = at;
  }
  return start === 0 ? history : shorten(history, start);
}

/** At most two messages longer than the last exchange. Fewer than three messages stay as they are. */
export function summariseHistory(history: readonly Message[]): readonly Message[] {
  const earlier = beforeLast(history).length;
  return history.length < 3 || earlier === 0 ? history : shorten(history, earlier);
}

/** Everything before `start` as one line each: the goal, what was asked, and of answers what they changed and what became of it. */
function shorten(history: readonly Message[], start: number): readonly Message[] {
  const earlier = history.slice(0, start);
  const goal = earlier.findIndex((message) => message.role === 'user');
  const lines = earlier.flatMap((message, at) => {
    if (message.text.trim() === '' || message.role === 'tool' || message.role === 'system') return [];
    if (message.role === 'assistant') return [`- You answered: ${answerInShort(message.text)}`];
    return [`- The person asked: ${cut(message.text, at === goal ? goalLength : lineLength)}`];
  });
  return [
    { role: 'user', text: `Earlier in this conversation, shortened:\n${lines.join('\n')}` },
    { role: 'assistant', text: 'I keep that in mind.' },
    ...history.slice(start),
  ];
}

const editedPath = /^(\S[^\n]*)\n<{7,}/gm;
const outcome = /\(\d+ of \d+ proposed hunks [^)]*\)\s*$/;

function answerInShort(text: string): string {
  const prose = text.replace(editedPath, '\n<<<<<<<').split(/^<{7,}/m)[0]!;
  const paths = [...new Set([...text.matchAll(editedPath)].map((found) => found[1]!))];
  const edited = paths.length > 0 ? ` Edited: ${paths.join(', ')}.` : '';
  const settled = outcome.exec(text)?.[0].trim();
  return `${cut(prose.replace(outcome, ''), lineLength)}${edited}${settled === undefined ? '' : ` ${settled}`}`.trim();
}

function cut(text: string, most: number): string {
  const plain = text.replace(/\s+/g, ' ').trim();
  return plain.length > most ? `${plain.slice(0, most)} …` : plain;
}

const longestForSummary = 24_000;
const summaryTokens = 500;

/** Asks for the conversation before the last exchange in short. Undefined when there is nothing to shorten. */
export function renderSummaryRequest(history: readonly Message[]): (ModelRequest & { readonly role: 'summarise' }) | undefined {
  const earlier = beforeLast(history);
  if (history.length < 3 || earlier.length === 0) return undefined;
  const said = earlier.filter((message) => message.role === 'user' || message.role === 'assistant');
  const told = said.map((message) => `${message.role === 'user' ? 'PERSON' : 'ASSISTANT'}: ${message.text}`).join('\n\n');
  const text =
    told.length > longestForSummary ? `${told.slice(0, longestForSummary / 4)}\n[…]\n${told.slice(-(longestForSummary * 3) / 4)}` : told;
  return {
    role: 'summarise',
    maxOutputTokens: summaryTokens,
    messages: [
      { role: 'system', text: summaryOrders },
      { role: 'user', text },
    ],
  };
}

const summaryOrders = `You shorten a conversation between a person and a coding assistant, so that the assistant can go on with it.
Keep: what the person wants in the end, what they ruled out, decisions made, and every file, function and setting that was named.
Leave out code, greetings and what was already undone. At most 15 short lines, each a fact. Do not answer the conversation.`;

/** The conversation with everything before the last exchange in a model's words; what the person asked first stays in theirs. */
export function withSummary(history: readonly Message[], summary: string): readonly Message[] {
  const earlier = beforeLast(history);
  const goal = earlier.find((message) => message.role === 'user')?.text ?? '';
  const first = goal.length > goalLength ? `${goal.slice(0, goalLength)} …` : goal;
  return [
    { role: 'user', text: `Earlier in this conversation. I asked first:\n${first}\n\nSince then, in short:\n${summary}` },
    { role: 'assistant', text: 'I keep that in mind.' },
    ...history.slice(earlier.length),
  ];
}

const beforeLast = (history: readonly Message[]): readonly Message[] =>
  history.slice(
    0,
    Math.max(
      0,
      history.findLastIndex((message) => message.role === 'user'),
    ),
  );
