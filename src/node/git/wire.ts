// What the git process and its owner say to each other: a question of GitFacts by its name, and its answer.
import { z } from 'zod/mini';

export const gitRequest = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('ask'),
    id: z.number(),
    root: z.string(),
    question: z.enum(['head', 'changes', 'diff', 'log', 'blame']),
    args: z.array(z.unknown()),
  }),
  z.object({ kind: z.literal('withdraw'), id: z.number() }),
]);
export type GitRequest = z.infer<typeof gitRequest>;

export const gitReply = z.union([
  z.object({ id: z.number(), failure: z.string() }),
  z.object({ id: z.number(), value: z.optional(z.unknown()) }),
]);
export type GitReply = z.infer<typeof gitReply>;
