// Exact token counts of pieces as the prompt will contain them, each text counted once.
import type { ContextItem, PackedItem } from '../model/context.ts';
import { renderPiece } from '../text/contextText.ts';

export interface PieceCosts {
  /** Counts many pieces in one question. */
  countAll(items: readonly ContextItem[]): Promise<void>;
  /** Infinite for a piece that is far too long to fit. */
  costOf(item: ContextItem, form: PackedItem['form']): Promise<number>;
  /** The piece with its text as it is sent: without secrets. */
  toSent<Item extends ContextItem>(item: Item): Item;
}

/** No text has more characters per token than this for long, and a long one of code has far fewer; what cannot fit is not counted. */
const maxCharactersPerToken = 24;
const longText = 16_000;
const maxCharactersPerTokenOfCode = 8;

export function createPieceCosts(
  budgetTokens: number,
  count: (texts: readonly string[]) => Promise<readonly number[]>,
  redact: (text: string) => string = (text) => text,
): PieceCosts {
  const known = new Map<string, number>();
  const clean = new Map<string, string>();
  const withoutSecrets = (text: string) => {
    const done = clean.get(text) ?? redact(text);
    clean.set(text, done);
    return done;
  };
  const toSent = <Item extends ContextItem>(item: Item): Item => ({ ...item, text: withoutSecrets(item.text) });
  const mayFit = (text: string) =>
    text.length <= budgetTokens * (text.length > longText ? maxCharactersPerTokenOfCode : maxCharactersPerToken);
  const ask = async (texts: readonly string[]) => {
    const counts = await count(texts);
    for (const [at, text] of texts.entries()) known.set(text, counts[at]!);
  };
  return {
    toSent,
    countAll: (items) =>
      ask([
        ...new Set(
          items
            .filter((item) => mayFit(item.text))
            .map((item) => renderPiece(toSent(item), 'whole'))
            .filter(mayFit),
        ),
      ]),
    costOf: async (item, form) => {
      if (form !== 'line' && !mayFit(item.text)) return Number.POSITIVE_INFINITY;
      const text = renderPiece(form === 'line' ? item : toSent(item), form);
      if (!mayFit(text)) return Number.POSITIVE_INFINITY;
      if (!known.has(text)) await ask([text]);
      return known.get(text)!;
    },
  };
}
