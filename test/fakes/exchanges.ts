// Recorded exchanges: what a prompt must contain, and what the recorded demo model answers then.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod/mini';

/** What goes wrong on the way, counted in characters of the answer. */
const fault = z.discriminatedUnion('kind', [
  /** The connection ends in mid-answer, with no finish reason. */
  z.object({ kind: z.literal('cut'), afterChars: z.number() }),
  /** The connection is reset in mid-answer. */
  z.object({ kind: z.literal('reset'), afterChars: z.number() }),
  /** The connection stays open in silence. */
  z.object({ kind: z.literal('stall'), afterChars: z.number() }),
  /** An error object in mid-stream. */
  z.object({ kind: z.literal('errorEvent'), afterChars: z.number(), message: z.string() }),
  /** An event that is not JSON. */
  z.object({ kind: z.literal('garbage'), afterChars: z.number() }),
  /** A refusal instead of a stream. `retryAfterS` becomes the Retry-After header. */
  z.object({ kind: z.literal('status'), status: z.number(), body: z.optional(z.unknown()), retryAfterS: z.optional(z.number()) }),
]);

const exchange = z.object({
  name: z.string(),
  /** Texts that the prompt must contain; only the right context, or the compiler's own words, could put them there. */
  needs: z.array(z.string()),
  /** Texts that the prompt must not contain. */
  lacks: z.optional(z.array(z.string())),
  /** The answer, as one text or as its lines; `answerFile` names a text file beside this one instead. */
  answer: z.optional(z.union([z.string(), z.array(z.string())])),
  answerFile: z.optional(z.string()),
  toolCalls: z.optional(z.array(z.object({ name: z.string(), arguments: z.record(z.string(), z.unknown()) }))),
  finishReason: z.optional(z.string()),
  usage: z.optional(z.object({ prompt_tokens: z.number(), completion_tokens: z.number() })),
  chunkChars: z.optional(z.number()),
  chunkDelayMs: z.optional(z.number()),
  fault: z.optional(fault),
  /** Answers at most so many times, then counts as absent. */
  times: z.optional(z.number()),
});

export type Exchange = z.infer<typeof exchange>;

/** Reads every *.json of a folder, in name order: one exchange or a list of them per file. */
export function readExchanges(folder: string): Exchange[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .flatMap((name) => {
      const parsed: unknown = JSON.parse(readFileSync(join(folder, name), 'utf8'));
      return z.array(exchange).parse(Array.isArray(parsed) ? parsed : [parsed]);
    })
    .map((each) => (each.answerFile ? { ...each, answer: readFileSync(join(folder, each.answerFile), 'utf8') } : each));
}

export const answerText = (each: Exchange): string => (Array.isArray(each.answer) ? each.answer.join('\n') : (each.answer ?? ''));

/** Among the exchanges whose texts are all there, the most demanding one; the first of equals. */
export function findExchange(exchanges: readonly Exchange[], prompt: string): Exchange | undefined {
  const fitting = exchanges.filter((each) => missingFrom(each, prompt).length === 0);
  return fitting.reduce<Exchange | undefined>((best, each) => (best && best.needs.length >= each.needs.length ? best : each), undefined);
}

/** Why an exchange does not fit: needed texts that are absent, and forbidden ones that are there. */
export function missingFrom(each: Exchange, prompt: string): string[] {
  return [
    ...each.needs.filter((text) => !prompt.includes(text)).map((text) => `lacks ${JSON.stringify(text)}`),
    ...(each.lacks ?? []).filter((text) => prompt.includes(text)).map((text) => `must not contain ${JSON.stringify(text)}`),
  ];
}
