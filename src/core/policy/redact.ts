// Keeps secrets out of prompts, logs and journal records: each becomes a placeholder that is put back here, and only here, in the answer.
import { secretFormats } from './secretFormats.ts';
import { findNamedSecrets, findPlacedSecrets, type SecretSpan } from './secretPlaces.ts';
import { isWordy } from './secretWords.ts';

/** Remembers within one run which placeholder stands for what; the same secret always gets the same one. */
export interface Redactor {
  redact(text: string): string;
  /** Puts the secrets back. Unknown placeholders stay. */
  restore(text: string): string;
  /** Whether a secret that was replaced before stands in the text. */
  knows(text: string): boolean;
  /** How many different secrets were replaced so far. */
  readonly count: number;
}

const shortestRepeated = 8;
const placeholder = /\[redacted:[a-z-]+:\d+\]/g;

/** `known` are secrets that the host holds, such as the model's key: they go wherever they turn up. */
export function createRedactor(known: readonly string[] = []): Redactor {
  const byValue = new Map<string, string>();
  const byPlaceholder = new Map<string, string>();
  /** Placeholders that a text came with: nothing of ours may take their name, or text would turn into a secret. */
  const foreign = new Set<string>();
  const standFor = (value: string, kind: string): string => {
    const existing = byValue.get(value);
    if (existing) return existing;
    let number = byValue.size + 1;
    while (foreign.has(`[redacted:${kind}:${number}]`)) number += foreign.size;
    const name = `[redacted:${kind}:${number}]`;
    byValue.set(value, name);
    byPlaceholder.set(name, value);
    if (value.includes('\n')) for (const line of value.split(/\r?\n/)) if (isKeyLine(line)) standFor(line.trim(), kind);
    return name;
  };
  const certain = new Set(known.filter((value) => value.length >= shortestRepeated));
  for (const value of certain) standFor(value, 'key');
  const isFoundAgain = (value: string) => certain.has(value) || (value.length >= shortestRepeated && !isWordy(value));

  return {
    redact(text) {
      for (const name of findPlaceholders(text)) if (!byPlaceholder.has(name)) foreign.add(name);
      let result = '';
      let at = 0;
      for (const span of findSecrets(text)) {
        result += text.slice(at, span.start) + standFor(text.slice(span.start, span.end), span.kind);
        at = span.end;
      }
      result += text.slice(at);
      for (const [value, name] of byValue) if (isFoundAgain(value)) result = result.replaceAll(value, name);
      return result;
    },
    knows: (text) => [...byValue.keys()].some((value) => isFoundAgain(value) && text.includes(value)),
    restore: (text) => text.replace(placeholder, (name) => byPlaceholder.get(name) ?? name),
    get count() {
      return byValue.size;
    },
  };
}

/** A line of a key that runs over several: it is as secret alone, in a hunk or a search hit. */
const isKeyLine = (line: string): boolean => /^\s*[A-Za-z0-9+/=_-]{24,}\s*$/.test(line);

/** What looks like one of our placeholders, however a model may have bent it. */
export const findPlaceholders = (text: string): readonly string[] => text.match(/\[redacted:[^\]\n]{0,60}\]/gi) ?? [];

/** One text, nothing remembered: for logs. */
export const redact = (text: string): string => createRedactor().redact(text);

/** Where secrets stand, in order and without overlap; of two that overlap the one that starts first, then the longer one, stays. */
export function findSecrets(text: string): SecretSpan[] {
  const done = [...text.matchAll(placeholder)].map((match) => ({ start: match.index, end: match.index + match[0].length }));
  const found = [...findFormats(text), ...findNamedSecrets(text), ...findPlacedSecrets(text)];
  const all = found.filter((span) => !done.some((each) => span.start < each.end && span.end > each.start));
  all.sort((a, b) => a.start - b.start || b.end - a.end);
  const kept: SecretSpan[] = [];
  for (const span of all) {
    const last = kept.at(-1);
    if (!last || span.start >= last.end) kept.push(span);
    else if (span.end > last.end) kept[kept.length - 1] = { ...last, end: span.end };
  }
  return kept;
}

function findFormats(text: string): SecretSpan[] {
  return secretFormats
    .filter((format) => text.includes(format.hint))
    .flatMap((format) =>
      [...text.matchAll(format.pattern)].map((match) => {
        const value = match.groups?.secret ?? match[0];
        const start = match.index + match[0].lastIndexOf(value);
        return { start, end: start + value.length, kind: format.kind };
      }),
    );
}
