// Server-sent events from raw bytes. Never guesses: bytes that are not UTF-8 make an unreadable event, and nothing is skipped.

/** `unreadable`: bytes that are not UTF-8, or an event beyond the size limit. An `error:` field counts as an event named error. */
export type SseItem = { readonly kind: 'event'; readonly name: string; readonly data: string } | { readonly kind: 'unreadable' };

const lineFeed = 10;
const carriageReturn = 13;
const maxEventBytes = 32 * 1024 * 1024;

/** One stream. After an `unreadable` item the rest has no meaning. */
export class SseDecoder {
  private readonly utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  private parts: Uint8Array[] = [];
  private pendingBytes = 0;
  private isAfterCarriageReturn = false;
  private isFirstLine = true;
  private data: string[] = [];
  private name = '';

  /** The events that these bytes complete. */
  push(chunk: Uint8Array): SseItem[] {
    const items: SseItem[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; at++) {
      const byte = chunk[at];
      const wasAfterCarriageReturn = this.isAfterCarriageReturn;
      this.isAfterCarriageReturn = byte === carriageReturn;
      if (byte !== lineFeed && byte !== carriageReturn) continue;
      if (byte === lineFeed && wasAfterCarriageReturn) {
        start = at + 1;
        continue;
      }
      this.keep(chunk.subarray(start, at));
      start = at + 1;
      this.takeLine(items);
    }
    this.keep(chunk.subarray(start));
    if (this.pendingBytes > maxEventBytes) items.push({ kind: 'unreadable' });
    return items;
  }

  /** What the end of the body leaves: an event that lacks only its closing blank line. */
  finish(): SseItem[] {
    const items: SseItem[] = [];
    if (this.pendingBytes > 0) this.takeLine(items);
    this.dispatch(items);
    return items;
  }

  private keep(part: Uint8Array): void {
    if (part.length === 0) return;
    this.parts.push(part);
    this.pendingBytes += part.length;
  }

  private takeLine(items: SseItem[]): void {
    const line = this.decodeLine();
    if (line === undefined) items.push({ kind: 'unreadable' });
    else if (line === '') this.dispatch(items);
    else this.takeField(line, items);
  }

  private decodeLine(): string | undefined {
    const bytes = this.parts.length === 1 ? this.parts[0] : Buffer.concat(this.parts);
    this.parts = [];
    this.pendingBytes = 0;
    const isFirst = this.isFirstLine;
    this.isFirstLine = false;
    try {
      const line = this.utf8.decode(bytes);
      return isFirst && line.startsWith('\uFEFF') ? line.slice(1) : line;
    } catch {
      return undefined;
    }
  }

  private takeField(line: string, items: SseItem[]): void {
    const colon = line.indexOf(':');
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.name = value;
    else if (field === 'error') items.push({ kind: 'event', name: 'error', data: value });
  }

  private dispatch(items: SseItem[]): void {
    const data = this.data.join('\n');
    if (data.trim() !== '') items.push({ kind: 'event', name: this.name, data });
    this.data = [];
    this.name = '';
  }
}
