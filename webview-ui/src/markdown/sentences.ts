// Which whole sentences of a growing text have not been read out yet, for screen readers.

export interface Announcement {
  /** How many characters of the text are dealt with. */
  readonly upTo: number;
  readonly sentences: readonly string[];
}

/** Sentences that ended since `from`; with `finished`, the rest as well. Code is named, not spelled. */
export function findSentences(text: string, from: number, finished: boolean): Announcement {
  const fresh = text.slice(from);
  const end = finished ? fresh.length : lastSentenceEnd(fresh);
  const sentences = speakable(fresh.slice(0, end))
    .split(/(?<=[.!?:])\s+|\n+/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => /[\p{L}\p{N}]/u.test(sentence));
  return { upTo: from + end, sentences };
}

const codeBlock = /^(```|~~~)[\s\S]*?^\1.*$/gm;
const editBlock = /^<{5,9} SEARCH[\s\S]*?^>{5,9} REPLACE.*$/gm;

/** Within code a full stop ends nothing; nothing is read from where a block has begun and not ended. */
function lastSentenceEnd(text: string): number {
  const masked = text.replace(codeBlock, blank).replace(editBlock, blank);
  const open = masked.search(/^(```|~~~|<{5,9} SEARCH)/m);
  const readable = open < 0 ? masked : masked.slice(0, open);
  let end = 0;
  for (const match of readable.matchAll(/[.!?:](?=\s)|\n(?=\n)/g)) end = match.index + 1;
  return end;
}

const blank = (code: string) => 'x'.repeat(code.length);

function speakable(text: string): string {
  return text
    .replace(codeBlock, '\nCode block.\n')
    .replace(editBlock, '\nEdit block.\n')
    .replace(/[*_`#>|]/g, '');
}
