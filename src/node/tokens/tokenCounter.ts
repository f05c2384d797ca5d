// Exact token counts from a process of our own, so that neither the vocabulary nor long texts hold up the host.
import { LRUCache } from 'lru-cache';
import type { Disposable } from '../../base/disposable.ts';
import { AppError } from '../../base/errors.ts';
import type { TokenCounter } from '../../core/ports/tokenCounter.ts';
import { lastingChild } from '../childLink.ts';
import { tokenCounts } from './wire.ts';

const cachedCharacters = 8_000_000;

/** The process starts with the first count, is started again if it dies, and never keeps the host alive. */
export function createTokenCounter(): TokenCounter & Disposable {
  const child = lastingChild({ entry: 'tokens', died: unavailable });
  const known = new LRUCache<string, number>({ maxSize: cachedCharacters, sizeCalculation: (_, text) => text.length + 1 });
  return {
    async count(texts, signal) {
      const fresh = [...new Set(texts.filter((text) => !known.has(text)))];
      const counted = fresh.length === 0 ? [] : tokenCounts.parse(await child.ask(fresh, signal));
      const now = new Map(fresh.map((text, at) => [text, counted[at] ?? 0]));
      const counts = texts.map((text) => now.get(text) ?? known.get(text) ?? 0);
      for (const [text, tokens] of now) known.set(text, tokens);
      return counts;
    },
    dispose: () => child.dispose(new AppError('tokens.stopped', 'Token counting has stopped. Start the command again.')),
  };
}

const unavailable = (why: string) =>
  new AppError('tokens.unavailable', `Tokens could not be counted: the counting process ended (${why}). Try again.`);
