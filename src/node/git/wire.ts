// What the git process is asked: a question of GitFacts by its name.
import { z } from 'zod/mini';

export const gitQuestion = z.object({
  root: z.string(),
  question: z.enum(['head', 'changes', 'diff', 'log', 'blame']),
  args: z.array(z.unknown()),
});
export type GitQuestion = z.infer<typeof gitQuestion>;
