// Git's facts from a process of our own: starting a program stops the one that starts it for longer the more memory it has, and the
// host has much.
import type { Disposable } from '../../base/disposable.ts';
import { AppError } from '../../base/errors.ts';
import type { GitFacts } from '../../core/ports/gitFacts.ts';
import { lastingChild } from '../childLink.ts';
import type { GitQuestion } from './wire.ts';

/** The process starts with the first question, is started again if it dies, and never keeps the host alive. */
export function createGitProcess(root: string): GitFacts & Disposable {
  const { XDG_CONFIG_HOME } = process.env;
  const child = lastingChild({
    entry: 'git',
    environment: XDG_CONFIG_HOME === undefined ? {} : { XDG_CONFIG_HOME },
    serialization: 'advanced',
    died: ended,
  });
  const ask =
    <Q extends GitQuestion['question']>(question: Q) =>
    async (...args: unknown[]) =>
      (await child.ask({ root, question, args: args.slice(0, -1) } satisfies GitQuestion, args.at(-1) as AbortSignal)) ?? undefined;
  return {
    head: ask('head') as GitFacts['head'],
    changes: ask('changes') as GitFacts['changes'],
    diff: ask('diff') as GitFacts['diff'],
    log: ask('log') as GitFacts['log'],
    blame: ask('blame') as GitFacts['blame'],
    dispose: () => child.dispose(ended('it was stopped')),
  };
}

const ended = (why: string) =>
  new AppError('git.ended', `The process that asks git has ended (${why}). It is started again with the next question.`);
