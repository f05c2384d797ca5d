// One file prepared for finding blocks in it: its lines, their comparable forms as numbers, and where each form occurs.
import { indexLines, type LineTable } from '../text/lines.ts';
import { comparable, weightOf } from './lineNature.ts';
import { profileOf } from './similarity.ts';

/** Elementary steps of comparing, about a second's worth: a bound that is the same on every machine. */
const mostSteps = 150_000_000;

interface LineIds {
  readonly ids: Int32Array;
  /** The next line with the same id, -1 at the last. */
  readonly nextSame: Int32Array;
}

/** Built once per file and answer; equal comparable lines have equal ids. What exact blocks do not need is made when first asked for. */
export class FileIndex {
  readonly table: LineTable;
  private readonly idOf = new Map<string, number>();
  private readonly forms: string[] = [];
  private readonly weights: number[] = [];
  private readonly profiles: (Uint8Array | undefined)[] = [];
  private readonly firstOf: number[] = [];
  private numbered: LineIds | undefined;
  private effort = mostSteps;

  constructor(text: string) {
    this.table = indexLines(text);
  }

  /** Whether looking lines up is already cheaper than comparing them. */
  get isNumbered(): boolean {
    return this.numbered !== undefined;
  }

  /** The comparable form of each file line, as a number. */
  get ids(): Int32Array {
    return this.number().ids;
  }

  private number(): LineIds {
    if (this.numbered) return this.numbered;
    const { lines } = this.table;
    const ids = new Int32Array(lines.length);
    const nextSame = new Int32Array(lines.length).fill(-1);
    for (let line = lines.length - 1; line >= 0; line--) {
      const id = this.intern(comparable(lines[line]!));
      ids[line] = id;
      nextSame[line] = this.firstOf[id]!;
      this.firstOf[id] = line;
    }
    this.numbered = { ids, nextSame };
    return this.numbered;
  }

  /** Takes steps from the effort this file is worth; false when it is used up, and the search goes on with what is certain. */
  spend(steps: number): boolean {
    this.effort -= steps;
    return this.effort > 0;
  }

  get lines(): readonly string[] {
    return this.table.lines;
  }

  /** Id of a comparable line; lines that are not in the file get ids too. */
  intern(form: string): number {
    const known = this.idOf.get(form);
    if (known !== undefined) return known;
    const id = this.forms.length;
    this.idOf.set(form, id);
    this.forms.push(form);
    this.weights.push(-1);
    this.firstOf.push(-1);
    return id;
  }

  form(id: number): string {
    return this.forms[id]!;
  }

  weight(id: number): number {
    const known = this.weights[id]!;
    if (known >= 0) return known;
    const weight = weightOf(this.forms[id]!);
    this.weights[id] = weight;
    return weight;
  }

  profile(id: number): Uint8Array {
    const known = this.profiles[id];
    if (known) return known;
    const profile = profileOf(this.forms[id]!);
    this.profiles[id] = profile;
    return profile;
  }

  /** Lines with this id in file order, at most `limit`. */
  places(id: number, limit: number): number[] {
    const { nextSame } = this.number();
    const found: number[] = [];
    for (let line = this.firstOf[id]!; line >= 0 && found.length < limit; line = nextSame[line]!) found.push(line);
    return found;
  }
}
