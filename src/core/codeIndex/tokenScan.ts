// The same tokens as `Tokenizer` gives, for whole files at once: as small numbers, without a string for any word that was met before.
import { hashOf } from './tokenHash.ts';
import { maxWordLength, tokensOfWord } from './tokens.ts';

/** Classes of characters below 128. */
const letter = 1;
const digit = 2;
const mark = 3;
const classes = new Uint8Array(128);
for (let code = 48; code < 58; code++) classes[code] = digit;
for (let code = 65; code < 91; code++) classes[code] = classes[code + 32] = letter;
classes[36] = classes[95] = mark;

const newLine = 10;
const isWide = (code: number) => (code >= 0xc0 && code <= 0x24f) || (code >= 0x370 && code <= 0x1fff) || (code >= 0x3040 && code <= 0xd7ff);

/** Words of one file may go past what is remembered: it is forgotten between files only, because numbers hold for one file. */
export class TokenScan {
  /** Tokens of everything scanned since `begin`, in order, as places in `names` and `hashes`. */
  ids = new Int32Array(4096);
  count = 0;
  names: string[] = [];
  hashes: number[] = [];
  private places = new Map<string, number>();
  private words = new WordTable();

  constructor(private readonly maxWords: number) {}

  begin(): void {
    this.count = 0;
    if (this.words.size < this.maxWords) return;
    this.names = [];
    this.hashes = [];
    this.places = new Map();
    this.words = new WordTable();
  }

  /** Adds the tokens of a text. Gives the number of tokens before each of its lines, and after the last. */
  scan(text: string): number[] {
    const starts = [this.count];
    const end = text.length;
    for (let at = 0; at < end; ) {
      const code = text.charCodeAt(at);
      const next = wordEnd(text, at, code);
      if (next === at) {
        if (code === newLine) starts.push(this.count);
        at++;
        continue;
      }
      if (next - at <= maxWordLength) this.add(text, at, next);
      at = next;
    }
    starts.push(this.count);
    return starts;
  }

  private add(text: string, from: number, to: number): void {
    const found = this.words.find(text, from, to);
    const tokens = found ?? this.words.set(tokensOfWord(text.slice(from, to)).map((token) => this.place(token)));
    if (this.count + tokens.length > this.ids.length) {
      const larger = new Int32Array(2 * this.ids.length + tokens.length);
      larger.set(this.ids);
      this.ids = larger;
    }
    for (let i = 0; i < tokens.length; i++) this.ids[this.count++] = tokens[i]!;
  }

  private place(token: string): number {
    const known = this.places.get(token);
    if (known !== undefined) return known;
    const place = this.names.length;
    this.names.push(token);
    this.hashes.push(hashOf(token));
    this.places.set(token, place);
    return place;
  }
}

/** Where the word ends that begins at `at`; `at` itself where none does. Digits alone are a word from two on. */
function wordEnd(text: string, at: number, code: number): number {
  if (code >= 128) {
    let end = at;
    while (end < text.length && isWide(text.charCodeAt(end))) end++;
    return end;
  }
  const kind = classes[code]!;
  if (kind === 0) return at;
  let end = at + 1;
  if (kind !== digit) {
    while (end < text.length && kindAt(text, end) !== 0) end++;
    return end;
  }
  while (end < text.length && kindAt(text, end) === digit) end++;
  if (end < text.length && kindAt(text, end) === letter) {
    while (end < text.length && (kindAt(text, end) === letter || kindAt(text, end) === digit)) end++;
    return end;
  }
  return end - at > 1 ? end : at;
}

function kindAt(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code < 128 ? classes[code]! : 0;
}

/** Words by 64 bits of their characters, so that looking one up makes no string. */
class WordTable {
  private first = new Int32Array(1 << 15);
  private second = new Int32Array(1 << 15);
  private tokens: (readonly number[] | undefined)[] = new Array(1 << 15).fill(undefined);
  size = 0;
  private slot = 0;
  private keys: readonly [number, number] = [0, 0];

  find(text: string, from: number, to: number): readonly number[] | undefined {
    let a = 0x811c9dc5 | 0;
    let b = to - from;
    for (let i = from; i < to; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b + code, 0x5bd1e995) ^ (b >>> 13);
    }
    const slot = this.slotOf(a, b);
    const found = this.tokens[slot];
    if (found === undefined) {
      this.slot = slot;
      this.keys = [a, b];
    }
    return found;
  }

  /** Keeps the tokens of the word that was looked for last. */
  set(tokens: readonly number[]): readonly number[] {
    [this.first[this.slot], this.second[this.slot]] = this.keys;
    this.tokens[this.slot] = tokens;
    if (++this.size * 2 > this.tokens.length) this.grow();
    return tokens;
  }

  private slotOf(a: number, b: number): number {
    const mask = this.tokens.length - 1;
    let slot = (a ^ (b >>> 7)) & mask;
    while (this.tokens[slot] !== undefined && (this.first[slot] !== a || this.second[slot] !== b)) slot = (slot + 1) & mask;
    return slot;
  }

  private grow(): void {
    const { first, second, tokens } = this;
    this.first = new Int32Array(2 * first.length);
    this.second = new Int32Array(2 * first.length);
    this.tokens = new Array(2 * first.length).fill(undefined);
    tokens.forEach((known, from) => {
      if (known === undefined) return;
      const slot = this.slotOf(first[from]!, second[from]!);
      this.first[slot] = first[from]!;
      this.second[slot] = second[from]!;
      this.tokens[slot] = known;
    });
  }
}
