// What the index process is asked, and its answers. Unasked it tells its state.
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
  names: z.optional(z.array(z.string())),
  terms: z.optional(paths),
});

export const indexQuestion = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('open'), place: indexPlace }),
  z.object({ kind: z.literal('search'), query }),
  z.object({ kind: z.literal('findNames'), names: z.array(z.string()) }),
  z.object({ kind: z.literal('structure') }),
  z.object({ kind: z.literal('update'), paths }),
  z.object({ kind: z.literal('state') }),
  z.object({ kind: z.literal('pause'), paused: z.boolean() }),
  z.object({ kind: z.literal('refresh') }),
]);
export type IndexQuestion = z.infer<typeof indexQuestion>;

const range = z.object({ startLine: z.number(), endLine: z.number() });
export const wireHits = z.array(
  z.object({ path: z.string(), range, text: z.string(), symbol: z.optional(z.string()), score: z.number(), why: z.string() }),
);
export const wireLines = z.optional(z.array(z.object({ path: z.string(), line: z.number(), text: z.string() })));
export const wireStructure = z.optional(z.array(z.object({ path: z.string(), modules: z.optional(paths) })));
export const wireState = z.object({
  kind: z.enum(['ready', 'indexing', 'textSearchOnly', 'off']),
  indexedFiles: z.number(),
  totalFiles: z.optional(z.number()),
  note: z.optional(z.string()),
});
