// One file prepared for finding blocks in it: its lines, their comparable forms as numbers, and where each form occurs.
import { indexLines, type LineTable } from '../text/lines.ts';
import { comparable, weightOf } from './lineNature.ts';
import { profileOf } from './similarity.ts';

/** Built once per file and answer; equal comparable lines have equal ids. */
export class FileIndex {
  readonly table: LineTable;
  readonly ids: Int32Array;
  private readonly idOf = new Map<string, number>();
  private readonly forms: string[] = [];
  private readonly weights: number[] = [];
  private readonly profiles: (Uint8Array | undefined)[] = [];
  private readonly head: number[] = [];
  private readonly nextSame: Int32Array;

  constructor(text: string) {
    this.table = indexLines(text);
    const { lines } = this.table;
    this.ids = new Int32Array(lines.length);
    this.nextSame = new Int32Array(lines.length).fill(-1);
    for (let line = lines.length - 1; line >= 0; line--) {
      const id = this.intern(comparable(lines[line]!));
      this.ids[line] = id;
      this.nextSame[line] = this.head[id]!;
      this.head[id] = line;
    }
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
    this.head.push(-1);
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
    const found: number[] = [];
    for (let line = this.head[id]!; line >= 0 && found.length < limit; line = this.nextSame[line]!) found.push(line);
    return found;
  }
}
