// Entry of the git process: answers questions about a repository.
import { pathPolicy } from '../core/policy/paths.ts';
import type { GitFacts } from '../core/ports/gitFacts.ts';
import { createGitFacts } from '../node/git/gitFacts.ts';
import { gitQuestion } from '../node/git/wire.ts';
import { answerParent } from './answerParent.ts';

answerParent({
  answer(asked, signal) {
    const { root, question, args } = gitQuestion.parse(asked);
    const facts = createGitFacts({ program: 'git', root, env: process.env }, pathPolicy);
    const ask = facts[question] as (...args: readonly unknown[]) => ReturnType<GitFacts['head']>;
    return ask(...args, signal);
  },
});
