// A request as weighted tokens.
import type { QueryTerm } from './fieldIndex.ts';
import { hashOf } from './tokenHash.ts';
import { emptyWords, type Tokenizer, wordsOf } from './tokens.ts';

const bodyWeight = 0.35;
const maxWeight = 2;

export interface ParsedQuery {
  readonly terms: readonly QueryTerm[];
  /** The same tokens as text for the store, heaviest first. */
  readonly tokens: readonly string[];
  /**
   * How far this is a sentence in everyday words, by someone who does not name code: meaning counts more, exact words less. 0 for
   * requests in code words; short sentences stand between, because half of them are headlines of changes.
   */
  readonly plainness: number;
}

/** Share of words that only hold a sentence together; requests in code words have few. */
const plainShare = 0.3;
const minPlainWords = 8;
const fullyPlainWords = 11;
const codeWord = /[a-z][A-Z]|\w_\w|`|\w\.\w|\w\(|[A-Z]{2,}|--\w|\/\w|\s[A-Z]\w/;

function plainnessOf(text: string): number {
  const words = wordsOf(text);
  const holding = words.filter((word) => emptyWords.has(word.toLowerCase())).length;
  if (holding < plainShare * words.length || codeWord.test(text.slice(1).replaceAll(/\bI\b/g, 'i'))) return 0;
  return Math.max(0, Math.min(1, (words.length - minPlainWords + 1) / (fullyPlainWords - minPlainWords + 1)));
}

/** The first line says what is wanted and counts in full; what follows explains it. */
export function parseQuery(text: string, tokenizer: Tokenizer): ParsedQuery {
  const weights = new Map<string, number>();
  const add = (part: string, weight: number) => {
    for (const word of wordsOf(part)) {
      if (emptyWords.has(word.toLowerCase())) continue;
      for (const token of new Set(tokenizer.tokens(word))) weights.set(token, Math.min(maxWeight, (weights.get(token) ?? 0) + weight));
    }
  };
  const [title = '', ...body] = text.trim().split('\n');
  add(title, 1);
  add(body.join('\n'), bodyWeight);
  const ordered = [...weights].sort((a, b) => b[1] - a[1]);
  return {
    terms: ordered.map(([token, weight]) => ({ hash: hashOf(token), weight })),
    tokens: ordered.map(([token]) => token),
    plainness: plainnessOf(text.trim()),
  };
}
