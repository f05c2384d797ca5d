// Entry of the git process: answers questions about a repository over the parent's channel, and ends with it.
import { messageOf } from '../base/errors.ts';
import { pathPolicy } from '../core/policy/paths.ts';
import type { GitFacts } from '../core/ports/gitFacts.ts';
import { createGitFacts } from '../node/git/gitFacts.ts';
import { type GitReply, type GitRequest, gitRequest } from '../node/git/wire.ts';

const asked = new Map<number, AbortController>();

process.on('disconnect', () => process.exit(0));
process.on('message', (message) => {
  const request = gitRequest.parse(message);
  if (request.kind === 'withdraw') return asked.get(request.id)?.abort();
  answer(request).then(
    (value) => reply({ id: request.id, value }),
    (thrown: unknown) => reply({ id: request.id, failure: messageOf(thrown) }),
  );
});

async function answer({ id, root, question, args }: Extract<GitRequest, { kind: 'ask' }>): Promise<unknown> {
  const controller = new AbortController();
  asked.set(id, controller);
  try {
    const facts = createGitFacts({ program: 'git', root, env: process.env }, pathPolicy);
    const ask = facts[question] as (...args: readonly unknown[]) => ReturnType<GitFacts['head']>;
    return await ask(...args, controller.signal);
  } finally {
    asked.delete(id);
  }
}

function reply(message: GitReply): void {
  process.send?.(message, undefined, undefined, (fault) => {
    if (fault) process.exit(0);
  });
}
