// What the index process and its owner say to each other.
import { z } from 'zod/mini';

const paths = z.array(z.string());

/** An OpenAI-compatible endpoint for vectors, in place of the table that comes along. */
const embeddings = z.object({ baseUrl: z.string(), model: z.string(), apiKey: z.optional(z.string()) });

export const indexPlace = z.object({
  root: z.string(),
  folder: z.string(),
  exclude: paths,
  first: paths,
  embeddings: z.optional(embeddings),
});
export type IndexPlaceWire = z.infer<typeof indexPlace>;

const query = z.object({
  text: z.string(),
  maxFiles: z.number(),
  boost: z.optional(paths),
  terms: z.optional(paths),
});

export const indexRequest = z.discriminatedUnion('kind', [
  z.object({ id: z.number(), kind: z.literal('open'), place: indexPlace }),
  z.object({ id: z.number(), kind: z.literal('search'), query }),
  z.object({ id: z.number(), kind: z.literal('findNames'), names: z.array(z.string()) }),
  z.object({ id: z.number(), kind: z.literal('update'), paths }),
  z.object({ id: z.number(), kind: z.literal('state') }),
  z.object({ id: z.number(), kind: z.literal('pause'), paused: z.boolean() }),
  z.object({ id: z.number(), kind: z.literal('refresh') }),
]);
export type IndexRequest = z.infer<typeof indexRequest>;

const range = z.object({ startLine: z.number(), endLine: z.number() });
export const wireHits = z.array(
  z.object({ path: z.string(), range, text: z.string(), symbol: z.optional(z.string()), score: z.number(), why: z.string() }),
);
export const wireLines = z.optional(z.array(z.object({ path: z.string(), line: z.number(), text: z.string() })));
export const wireState = z.object({
  kind: z.enum(['ready', 'indexing', 'textSearchOnly', 'off']),
  indexedFiles: z.number(),
  totalFiles: z.optional(z.number()),
  note: z.optional(z.string()),
});

/** `progress` comes unasked; every request gets exactly one `answer` or `failure`. */
export const indexReply = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('answer'), id: z.number(), value: z.optional(z.unknown()) }),
  z.object({ kind: z.literal('failure'), id: z.number(), code: z.string(), message: z.string() }),
  z.object({ kind: z.literal('progress'), state: wireState }),
]);
export type IndexReply = z.infer<typeof indexReply>;
