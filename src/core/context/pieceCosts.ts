// Exact token counts of pieces as the prompt will contain them, each text counted once.
import type { ContextItem, PackedItem } from '../model/context.ts';
import { renderPiece } from '../text/contextText.ts';

export interface PieceCosts {
  /** Counts many pieces in one question. */
  countAll(items: readonly ContextItem[]): Promise<void>;
  /** Infinite for a piece that is far too long to fit. */
  costOf(item: ContextItem, form: PackedItem['form']): Promise<number>;
}

/** No text has more characters per token than this for long, and a long one of code has far fewer; what cannot fit is not counted. */
const maxCharactersPerToken = 24;
const longText = 16_000;
const maxCharactersPerTokenOfCode = 8;

export function createPieceCosts(budgetTokens: number, count: (texts: readonly string[]) => Promise<readonly number[]>): PieceCosts {
  const known = new Map<string, number>();
  const mayFit = (text: string) =>
    text.length <= budgetTokens * (text.length > longText ? maxCharactersPerTokenOfCode : maxCharactersPerToken);
  const ask = async (texts: readonly string[]) => {
    const counts = await count(texts);
    for (const [at, text] of texts.entries()) known.set(text, counts[at]!);
  };
  return {
    countAll: (items) => ask([...new Set(items.map((item) => renderPiece(item, 'whole')).filter(mayFit))]),
    costOf: async (item, form) => {
      const text = renderPiece(item, form);
      if (!mayFit(text)) return Number.POSITIVE_INFINITY;
      if (!known.has(text)) await ask([text]);
      return known.get(text)!;
    },
  };
}
