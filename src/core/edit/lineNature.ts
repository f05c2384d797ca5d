// What a single line is worth as evidence: its comparable form, its weight, and whether it stands for lines left out.
import { commentText } from './pathText.ts';

const folded: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u201a': "'",
  '\u201b': "'",
  '\u2032': "'",
  '\u201c': '"',
  '\u201d': '"',
  '\u201e': '"',
  '\u201f': '"',
  '\u2033': '"',
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2013': '-',
  '\u2014': '-',
  '\u2015': '-',
  '\u2212': '-',
  '\u2026': '...',
  '\u200b': '',
  '\u2060': '',
  '\ufeff': '',
};
const foldable = /[\u2018-\u201f\u2032\u2033\u2010-\u2015\u2212\u2026\u200b\u2060\ufeff]/g;
const plain = /^[\x21-\x7e]*(?: [\x21-\x7e]+)*$/;

/** Typographic characters as their plain ones, blanks of any kind as one space; nothing is trimmed. */
export function foldText(text: string): string {
  return text.normalize('NFC').replace(foldable, (mark) => folded[mark] ?? mark);
}

/** The form in which lines are compared: no blanks around, runs of blanks as one, typography folded. */
export function comparable(line: string): string {
  const trimmed = line.trim();
  return plain.test(trimmed) ? trimmed : foldText(trimmed).replace(/\s+/g, ' ').trim();
}

export function isBlank(line: string): boolean {
  return line.trim() === '';
}

/** By its first characters; enough for weighing, not for meaning. */
export function isComment(comparableLine: string): boolean {
  return /^(?:\/\/|\/\*|\*(?:\s|\/|$)|#(?:\s|!|$)|<!--|--\s|;|%\s|\(\*)/.test(comparableLine);
}

/** The weight of every comment, and of nothing else. */
export const commentWeight = 0.6;

/** How much a line says about a place: 0 to 1. Blank lines and lone brackets say little, comments less than code. */
export function weightOf(comparableLine: string): number {
  if (comparableLine === '') return 0.04;
  const letters = comparableLine.replace(/[^\p{L}\p{N}]/gu, '').length;
  if (letters === 0) return 0.2;
  if (letters < 4) return 0.5;
  return isComment(comparableLine) ? commentWeight : 1;
}

export type ElisionKind = 'worded' | 'bare';

const elisionWords =
  /\b(?:existing|rest|remain(?:s|ing|der)?|unchanged|same|other|previous|omitted|code|content|implementation|lines?|as before|etc)\b/i;

/**
 * A line that stands for lines left out: `// ... existing code ...`, `# ...`, `...`, `<!-- rest of the page unchanged -->`.
 * `bare` ones consist of dots only and may be real code; `worded` ones say it.
 */
export function elisionKind(line: string): ElisionKind | undefined {
  if (line.length > 400) return undefined;
  const text = comparable(line);
  if (text.length > 120 || !/\.\.\.|\b(?:existing|rest|remaining|unchanged)\b/i.test(text)) return undefined;
  const inner = commentText(text);
  const words = (inner ?? text).replace(/^\{?\/\*\s*|\s*\*\/\}?$/g, '').trim();
  if (/^(?:\.\.\.\s*)+$/.test(words)) return 'bare';
  const told = /^\.\.\.\s*(.*?)\s*(?:\.\.\.)?$/.exec(words)?.[1];
  if (told !== undefined && told !== '')
    return /^[\p{L}\s,'()-]+$/u.test(told) && (elisionWords.test(told) || /\.\.\.$/.test(words)) ? 'worded' : undefined;
  if (
    inner !== undefined &&
    /^(?:the )?(?:rest of|existing|remaining|unchanged|other existing)\b.*(?:\.\.\.|unchanged|here|same)$/i.test(words)
  )
    return 'worded';
  return inner !== undefined && /^[\p{L}\s]+\.\.\.$/u.test(words) && /^(?:rest|existing|remaining|other)\b/i.test(words)
    ? 'worded'
    : undefined;
}
