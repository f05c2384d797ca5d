// The lines of an answer outside its edit blocks: which file is spoken of, and fenced texts that may be whole files.
import type { FilePath } from '../model/document.ts';
import type { BlockPlace } from './blockReader.ts';
import { closesFence, type Fence, parseFence } from './markers.ts';
import { fencePath, mentionedPath, wholePath } from './pathText.ts';

/** A fenced text outside blocks. `isClosed` is false when the answer ended inside it. */
export interface FencedText {
  readonly path?: FilePath;
  readonly lines: readonly string[];
  readonly isClosed: boolean;
}

interface OpenFence extends Fence {
  readonly path?: FilePath;
  readonly content: string[];
  inner: Fence[];
}

const isDiffInfo = (info: string) => /^(?:diff|patch|udiff)\b/i.test(info);

/** Remembers the last path named; a block takes the nearest one, and without a new one the path of the block before. */
export class OutsideReader {
  readonly lines: string[] = [];
  private readonly closed: FencedText[] = [];
  private named: BlockPlace = {};
  private lastBlock: BlockPlace = {};
  private fence: OpenFence | undefined;
  private wrapper: Fence | undefined;
  private sawHunk = false;

  /** Lines there may start with a blank that belongs to the diff. */
  get isInDiff(): boolean {
    return this.sawHunk || (this.fence !== undefined && isDiffInfo(this.fence.info));
  }

  get fences(): readonly FencedText[] {
    return this.fence ? [...this.closed, { ...placed(this.fence.path), lines: this.fence.content, isClosed: false }] : this.closed;
  }

  read(line: string): void {
    this.lines.push(line);
    if (line.startsWith('@@')) this.sawHunk = true;
    if (this.fence) this.readFenced(this.fence, line);
    else this.readProse(line);
  }

  /** A fence around a block is packaging, and the path before it is the block's. */
  enterBlock(headerPath: FilePath | undefined): BlockPlace {
    const inFence = this.fence && lastPath(this.fence.content);
    const place = [placed(headerPath), placed(inFence), placed(this.fence?.path), this.named].find((one) => one.path !== undefined);
    this.wrapper = this.fence ?? this.wrapper;
    this.fence = undefined;
    this.named = {};
    const inherited = this.lastBlock.path === undefined ? {} : { path: this.lastBlock.path, guessed: true };
    const result = place ?? inherited;
    this.lastBlock = result;
    return result;
  }

  private readProse(line: string): void {
    if (this.wrapper && closesFence(this.wrapper, line)) {
      this.wrapper = undefined;
      return;
    }
    const fence = parseFence(line);
    if (fence) {
      const path = fencePath(fence.info) ?? this.named.path;
      this.fence = { ...fence, content: [], inner: [], ...placed(path) };
      return;
    }
    if (line.trim() === '') return;
    const whole = wholePath(line);
    const mentioned = whole ?? mentionedPath(line);
    this.named = mentioned === undefined ? {} : { path: mentioned, guessed: whole === undefined };
  }

  private readFenced(fence: OpenFence, line: string): void {
    const innermost = fence.inner.at(-1) ?? fence;
    if (closesFence(innermost, line)) {
      if (fence.inner.pop() === undefined) this.closeFence(fence);
      else fence.content.push(line);
      return;
    }
    const inner = parseFence(line);
    if (inner && inner.info !== '') fence.inner.push(inner);
    fence.content.push(line);
  }

  private closeFence(fence: OpenFence): void {
    this.closed.push({ ...placed(fence.path), lines: fence.content, isClosed: true });
    this.fence = undefined;
    this.named = {};
  }
}

const placed = (path: FilePath | undefined): { path?: FilePath } => (path === undefined ? {} : { path });

const lastPath = (lines: readonly string[]): FilePath | undefined => {
  const line = lines.findLast((candidate) => candidate.trim() !== '');
  return line === undefined ? undefined : wholePath(line);
};
