// Says of a text whether it holds a secret, for whatever keeps texts: what was found once in a run is known wherever it turns up again.
import { createRedactor, findSecrets } from './redact.ts';

export interface SecretWatch {
  has(text: string): boolean;
  /** The text with placeholders. */
  show(text: string): string;
}

/** Verdicts on texts by themselves, kept over many runs: files rarely change between two of them. */
export type JudgedTexts = Map<string, boolean>;

const shortest = 8;
const shortestKept = 200;
const mostKept = 1_000;

export function createSecretWatch(judged: JudgedTexts = new Map()): SecretWatch {
  const redactor = createRedactor();
  return {
    has(text) {
      if (text.length < shortest) return false;
      if (!holdsOne(text, judged)) return redactor.knows(text);
      redactor.redact(text);
      return true;
    },
    show: (text) => redactor.redact(text),
  };
}

function holdsOne(text: string, judged: JudgedTexts): boolean {
  const before = judged.get(text);
  if (before !== undefined) return before;
  const holds = findSecrets(text).length > 0;
  if (text.length < shortestKept) return holds;
  judged.set(text, holds);
  const [oldest] = judged.keys();
  if (judged.size > mostKept && oldest !== undefined) judged.delete(oldest);
  return holds;
}
