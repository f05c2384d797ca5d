// The turns of one chat, and who hears when one of them is another.
import type { Disposable } from '../../base/disposable.ts';
import type { TurnState } from './turnState.ts';

/** What a command prints comes faster than anybody reads. */
const drawMs = 100;

export class TurnBook implements Disposable {
  private readonly turns: Map<string, TurnState>;
  private drawing: ReturnType<typeof setTimeout> | undefined;

  constructor(
    earlier: readonly TurnState[],
    private readonly tell: (turn: TurnState) => void,
  ) {
    this.turns = new Map(earlier.map((turn) => [turn.id, turn]));
  }

  all(): readonly TurnState[] {
    return [...this.turns.values()];
  }

  find(id: string): TurnState | undefined {
    return this.turns.get(id);
  }

  findRun(run: string): TurnState | undefined {
    return this.all().find((turn) => turn.run === run);
  }

  /** Without a word: the page hears of it in another way. */
  note(turn: TurnState): void {
    this.turns.set(turn.id, turn);
  }

  keep(turn: TurnState): void {
    this.note(turn);
    this.tell(turn);
  }

  /** Told a few times a second only, each time as it is then. */
  keepSoon(turn: TurnState): void {
    this.note(turn);
    this.drawing ??= setTimeout(() => {
      this.drawing = undefined;
      const now = this.turns.get(turn.id);
      if (now) this.tell(now);
    }, drawMs);
  }

  dispose(): void {
    clearTimeout(this.drawing);
  }
}
