// What the token process and its owner say to each other.
import { z } from 'zod/mini';

export const countRequest = z.object({ id: z.number(), texts: z.array(z.string()) });
export type CountRequest = z.infer<typeof countRequest>;

export const countReply = z.union([
  z.object({ id: z.number(), counts: z.array(z.number()) }),
  z.object({ id: z.number(), failure: z.string() }),
]);
export type CountReply = z.infer<typeof countReply>;
