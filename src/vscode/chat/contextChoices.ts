// What the person chose over the context of a chat: pieces that always go along, and pieces that stay out. Kept with its requests.
import type { ContextChoices, ContextPlace, LedgerEntry } from '../../core/model/context.ts';
import type { FilePath, LineRange } from '../../core/model/document.ts';
import type { EditRequest } from '../../core/model/run.ts';
import type { ChoicesView } from '../../protocol/view.ts';

/** A piece with the name that its place has in every ledger. */
interface ChosenPiece {
  readonly key: string;
  readonly id: string;
  readonly place?: ContextPlace;
}

export interface ChosenContext {
  readonly pinned: readonly ChosenPiece[];
  readonly removed: readonly ChosenPiece[];
}

export const nothingChosen: ChosenContext = { pinned: [], removed: [] };

type Piece = Pick<LedgerEntry, 'id' | 'path' | 'range'>;

/** One name for a place, whichever collector found it; a piece without a place goes by its id. */
export function keyOf({ id, path, range }: Piece): string {
  return path === undefined ? id : `${path}${range ? `:${range.startLine + 1}-${range.endLine}` : ''}`;
}

/** A piece is pinned or removed, never both. */
export function choose(chosen: ChosenContext, choice: 'pin' | 'remove', piece: Piece): ChosenContext {
  const { path, range } = piece;
  const entry: ChosenPiece = { key: keyOf(piece), id: piece.id, ...(path === undefined ? {} : { place: placeOf(path, range) }) };
  const { pinned, removed } = forget(chosen, entry.key);
  return choice === 'pin' ? { pinned: [...pinned, entry], removed } : { pinned, removed: [...removed, entry] };
}

export function forget({ pinned, removed }: ChosenContext, key: string): ChosenContext {
  const others = (pieces: readonly ChosenPiece[]) => pieces.filter((piece) => piece.key !== key);
  return { pinned: others(pinned), removed: others(removed) };
}

/** As a request carries them; undefined when nothing was chosen. */
export function toChoices({ pinned, removed }: ChosenContext): ContextChoices | undefined {
  if (pinned.length + removed.length === 0) return undefined;
  const placesOf = (pieces: readonly ChosenPiece[]) => pieces.flatMap((piece) => piece.place ?? []);
  return { pinned: placesOf(pinned), removed: removed.map((piece) => piece.id), without: placesOf(removed) };
}

/** Back from the last request of a chat, so that a reload keeps what was chosen. */
export function chosenIn(request: EditRequest | undefined): ChosenContext {
  const { pinned = [], removed = [], without = [] } = request?.choices ?? {};
  const fromPlace = (place: ContextPlace) => {
    const key = keyOf({ id: '', ...place });
    return { key, id: removed.find((id) => id.endsWith(`:${key}`)) ?? key, place };
  };
  const left = without.map(fromPlace);
  const bare = removed.filter((id) => !left.some((piece) => piece.id === id)).map((id) => ({ key: id, id }));
  return { pinned: pinned.map(fromPlace), removed: [...left, ...bare] };
}

export function toChoicesView({ pinned, removed }: ChosenContext): ChoicesView {
  const show = ({ key, id, place }: ChosenPiece) => ({ key, title: place ? key : id.slice(id.indexOf(':') + 1) });
  return { pinned: pinned.map(show), removed: removed.map(show) };
}

const placeOf = (path: FilePath, range: LineRange | undefined): ContextPlace => ({ path, ...(range ? { range } : {}) });
