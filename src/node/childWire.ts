// What our child processes and their owner say to each other. Every question gets exactly one reply, unless it is withdrawn.
import { z } from 'zod/mini';

/** A question by its number, or the word that nobody waits for its answer any more. */
export const childRequest = z.union([z.object({ id: z.number(), question: z.unknown() }), z.object({ withdraw: z.number() })]);
export type ChildRequest = z.infer<typeof childRequest>;

/** `news` comes unasked. `code` is that of the AppError thrown. */
export const childReply = z.union([
  z.object({ id: z.number(), failure: z.string(), code: z.optional(z.string()) }),
  z.object({ news: z.unknown() }),
  z.object({ id: z.number(), value: z.optional(z.unknown()) }),
]);
export type ChildReply = z.infer<typeof childReply>;
