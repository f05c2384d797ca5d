// One edit block being read, line by line: which lines may part it and which line ends it.
import type { FilePath } from '../model/document.ts';
import { dividerWidth, type OpenMarker, parseClose, parseOpen } from './markers.ts';
import type { AnswerBlock, ReplaceDraft } from './parsedAnswer.ts';
import { commentPath } from './pathText.ts';

/** Where the block belongs as far as the lines before it tell. */
export interface BlockPlace {
  readonly path?: FilePath;
  readonly guessed?: boolean;
}

export type LineRole = 'content' | 'firstDivider' | 'end';

/**
 * Markers inside the content are content: an inner block must be closed before the outer one, and a block ends only with a marker
 * of its own kind. A bare end marker at the very end of the stream may be half of `>>>>>>> REPLACE`, so it does not count there.
 */
export class BlockReader {
  private readonly body: string[] = [];
  private readonly dividers: { index: number; width: number }[] = [];
  private readonly inner: number[] = [];

  constructor(
    readonly ordinal: number,
    private readonly marker: OpenMarker,
    readonly place: BlockPlace,
  ) {}

  get search(): readonly string[] {
    return this.body.slice(0, this.dividers[0]?.index ?? this.body.length);
  }

  get lineHint(): number | undefined {
    return this.marker.lineHint;
  }

  read(whole: string, isTerminated: boolean): LineRole {
    const line = whole.startsWith(this.marker.indent) ? whole.slice(this.marker.indent.length) : whole;
    if (this.isEnd(line, isTerminated)) return 'end';
    const open = parseOpen(line);
    if (open && open.keyword !== 'short') this.inner.push(open.width);
    const width = dividerWidth(line);
    this.body.push(line);
    if (width === 0) return 'content';
    this.dividers.push({ index: this.body.length - 1, width });
    return this.dividers.length === 1 ? 'firstDivider' : 'content';
  }

  private isEnd(line: string, isTerminated: boolean): boolean {
    const close = parseClose(line);
    if (!close) return false;
    const innermost = this.inner.lastIndexOf(close.width);
    if (innermost >= 0) {
      this.inner.splice(innermost);
      return false;
    }
    const { keyword, width } = this.marker;
    if (keyword === 'DELETE' || keyword === 'RENAME') {
      return close.keyword === keyword || (close.keyword === undefined && close.width === width && isTerminated);
    }
    if (this.dividers.length === 0 && close.keyword === undefined) return false;
    if (close.keyword !== undefined) return close.keyword !== 'DELETE' && close.keyword !== 'RENAME';
    return close.width === width && (keyword === 'short' || isTerminated);
  }

  finish(): AnswerBlock {
    const { ordinal } = this;
    const path = this.place.path;
    const { keyword } = this.marker;
    if (keyword === 'DELETE') return { kind: 'delete', ordinal, path: path ?? this.onlyLine() };
    if (keyword === 'RENAME') return { kind: 'rename', ordinal, path: path ?? '', to: this.onlyLine() };
    return this.toDraft();
  }

  private onlyLine(): FilePath {
    return this.body.map((line) => line.trim()).find((line) => line !== '') ?? '';
  }

  private toDraft(): ReplaceDraft {
    const { path, guessed } = this.place;
    const own = this.dividers.filter(({ width }) => width === this.marker.width);
    const inComment = commentPath(this.body[0] ?? '');
    return {
      kind: 'replace',
      ordinal: this.ordinal,
      form: 'block',
      body: this.body,
      dividers: (own.length > 0 ? own : this.dividers).map(({ index }) => index),
      ...(path === undefined ? {} : { path }),
      ...(guessed ? { pathGuessed: true } : {}),
      ...(inComment === undefined ? {} : { commentPath: inComment }),
      ...(this.marker.lineHint === undefined ? {} : { lineHint: this.marker.lineHint }),
    };
  }
}
