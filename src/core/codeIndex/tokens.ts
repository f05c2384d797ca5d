// Our own words of code and prose: identifiers taken apart, lightly stemmed, and the whole identifier kept.
import { hashOf } from './tokenHash.ts';

/** Words that say nothing about which file is meant, in prose and in commit messages. */
export const emptyWords: ReadonlySet<string> = new Set(
  (
    'a about after again all also an and any are as at be because been before being both but by can cannot could did do does doing done ' +
    'each either else even ever every few for from get gets give goes had has have having he her here him his how i if in instead into is ' +
    'it its itself just let lets like made make makes many may me might more most much must my need needs neither no nor not now of off on ' +
    'once one only onto or other our out over own per please put rather s same she should since so some still such t than that the their ' +
    'them then there these they this those though through to too two under until up upon us use used using very via want was we were what ' +
    'when where whether which while who whom whose why will with within without would yet you your don doesn isn won can add fix'
  ).split(' '),
);

const wordPattern = /[A-Za-z_$][A-Za-z0-9_$]*|[0-9]+[A-Za-z][A-Za-z0-9]*|[0-9]{2,}|[\u00c0-\u024f\u0370-\u1fff\u3040-\ud7ff]+/g;
const partPattern = /[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9_$]+/g;
export const maxWordLength = 80;

/** The parts of one identifier in lower case: camelCase, snake_case, acronyms and digits apart ("HTTPServer2" gives http, server, 2). */
export function identifierParts(word: string): string[] {
  return (word.match(partPattern) ?? []).map((part) => part.toLowerCase());
}

const doubled = /([bdfgmnprt])\1$/;

/** A light stem: plural, -ing, -ed and a few kin, so that "parsers", "parsing" and "parsed" meet. Never shorter than three letters. */
export function stem(word: string): string {
  const n = word.length;
  if (n < 4) return word;
  if (word.endsWith('ies')) return n > 4 ? word.slice(0, -2) : word;
  if (word.endsWith('y')) return `${word.slice(0, -1)}i`;
  if (word.endsWith('sses') || word.endsWith('xes') || word.endsWith('ches') || word.endsWith('shes')) return word.slice(0, -2);
  if (word.endsWith('s') && !/(?:ss|us|is)$/.test(word)) return stem(word.slice(0, -1));
  if (n > 5 && word.endsWith('ing')) return settle(word, 3);
  if (n > 4 && word.endsWith('ed') && !word.endsWith('eed')) return settle(word, 2);
  if (n > 6 && word.endsWith('ation')) return settle(word, 3);
  if (n > 5 && /(?:er|or)$/.test(word) && /[bcdfgklmnprstvxz](?:er|or)$/.test(word)) return settle(word, 2);
  if (n > 6 && word.endsWith('ly')) return settle(word, 2);
  return n > 4 && word.endsWith('e') ? word.slice(0, -1) : word;
}

/** The word without its ending, brought to one form; a rest that is no word any more gives the word itself ("string"). */
function settle(word: string, ending: number): string {
  const root = word.slice(0, -ending);
  if (root.length < 3 || !/[aeiouy]/.test(root)) return word;
  if (doubled.test(root)) return root.slice(0, -1);
  return root.length > 4 && root.endsWith('e') ? root.slice(0, -1) : root;
}

/** Tokens of one word as found in a text: its stemmed parts, and the whole in lower case where it has several parts. */
export function tokensOfWord(word: string): readonly string[] {
  const parts = identifierParts(word);
  const stems = parts.filter((part) => part.length > 1 || part > '~').map(stem);
  if (parts.length < 2) return stems;
  return [...stems, parts.join('')];
}

interface KnownWord {
  readonly tokens: readonly string[];
  readonly hashes: readonly number[];
}

/** Remembers words, because requests and paths repeat them; drops everything when it grows past `maxWords`. */
export class Tokenizer {
  private readonly known = new Map<string, KnownWord>();

  constructor(private readonly maxWords = 60_000) {}

  /** Every token of the text in order, empty words included. */
  tokens(text: string): string[] {
    const found: string[] = [];
    for (const word of text.match(wordPattern) ?? []) if (word.length <= maxWordLength) found.push(...this.know(word).tokens);
    return found;
  }

  /** The same tokens as hashes. */
  hashes(text: string): number[] {
    const found: number[] = [];
    for (const word of text.match(wordPattern) ?? []) {
      if (word.length > maxWordLength) continue;
      for (const hash of this.know(word).hashes) found.push(hash);
    }
    return found;
  }

  private know(word: string): KnownWord {
    const known = this.known.get(word);
    if (known) return known;
    if (this.known.size >= this.maxWords) this.known.clear();
    const tokens = tokensOfWord(word);
    const fresh = { tokens, hashes: tokens.map(hashOf) };
    this.known.set(word, fresh);
    return fresh;
  }
}

/** The words of a text as written, in order. */
export function wordsOf(text: string): string[] {
  return text.match(wordPattern) ?? [];
}

/** The words of a request that can tell files apart, as written, each once. */
export function telling(text: string): string[] {
  const words = wordsOf(text).filter((word) => word.length > 1 && !emptyWords.has(word.toLowerCase()));
  return [...new Set(words)];
}
