// Questions that a server could not answer although it answered others meanwhile. Some code keeps a type checker busy without end: asked
// again, the same question about the same text would stop the server once more.
import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

export interface FactQuestion {
  readonly path: string;
  readonly text: string;
  /** Method and place. */
  readonly what: string;
}

const mostKept = 500;

export class UnansweredQuestions {
  private readonly kept = new LRUCache<string, true>({ max: mostKept });
  private readonly answeredAt = new WeakMap<object, number>();

  has(question: FactQuestion): boolean {
    return this.kept.has(keyOf(question));
  }

  noteAnswer(server: object): void {
    this.answeredAt.set(server, performance.now());
  }

  /** A server that answered nothing since `askedAt` is cold or gone: that says nothing of this question. */
  noteSilence(server: object, question: FactQuestion, askedAt: number): void {
    if ((this.answeredAt.get(server) ?? Number.NEGATIVE_INFINITY) > askedAt) this.kept.set(keyOf(question), true);
  }
}

const keyOf = ({ path, text, what }: FactQuestion) => `${path}:${what}:${createHash('sha1').update(text).digest('base64')}`;
