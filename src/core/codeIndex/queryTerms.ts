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
  /** A sentence in everyday words, by someone who does not name code: meaning counts more, exact words less. */
  readonly isPlain: boolean;
}

/** Share of words that only hold a sentence together; requests in code words have few. */
const plainShare = 0.3;
const minPlainWords = 8;
const codeWord = /[a-z][A-Z]|\w_\w|`|\w\.\w|\w\(|[A-Z]{2,}|--\w|\/\w|\s[A-Z]\w/;

function isPlainSentence(text: string): boolean {
  const words = wordsOf(text);
  const holding = words.filter((word) => emptyWords.has(word.toLowerCase())).length;
  return words.length >= minPlainWords && holding >= plainShare * words.length && !codeWord.test(text.slice(1).replaceAll(/\bI\b/g, 'i'));
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
    isPlain: isPlainSentence(text.trim()),
  };
}
