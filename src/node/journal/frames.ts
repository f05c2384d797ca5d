// Journal lines on disk: what was appended together is one frame, with length and checksum in front, so that a frame cut by a crash can be
// told from one that was changed.
import { crc32 } from 'node:zlib';

const lineFeed = 0x0a;
const head = /^(\d{1,10}) ([0-9a-f]{8}) /;
const headBytes = 20;

/** Stands between the lines of a frame; JSON text never holds it as it is. */
const lineEnd = '\x1e';

/** `<byte length> <crc32> <lines>\n`; the lines hold no line feed. */
export function frameOf(lines: readonly string[]): Buffer {
  const body = Buffer.from(lines.join(lineEnd), 'utf8');
  return Buffer.concat([Buffer.from(`${body.length} ${crc32(body).toString(16).padStart(8, '0')} `), body, Buffer.from('\n')]);
}

/** `goodBytes` is where the readable lines end. What follows is nothing, a torn tail, or damage. */
export interface Frames {
  readonly lines: readonly string[];
  readonly goodBytes: number;
  readonly rest: 'none' | 'torn' | 'damaged';
}

export function readFrames(bytes: Buffer): Frames {
  const lines: string[] = [];
  let at = 0;
  for (;;) {
    const frame = frameAt(bytes, at);
    if (!frame) break;
    lines.push(...frame.text.split(lineEnd));
    at = frame.end;
  }
  return { lines, goodBytes: at, rest: at === bytes.length ? 'none' : restAt(bytes, at) };
}

function frameAt(bytes: Buffer, at: number): { text: string; end: number } | undefined {
  const found = head.exec(bytes.subarray(at, at + headBytes).toString('latin1'));
  if (!found) return undefined;
  const start = at + found[0].length;
  const end = start + Number(found[1]);
  if (bytes[end] !== lineFeed) return undefined;
  const body = bytes.subarray(start, end);
  return crc32(body) === Number.parseInt(found[2]!, 16) ? { text: body.toString('utf8'), end: end + 1 } : undefined;
}

/**
 * Only the last frame can be torn, because each was durable before the next was begun. So it is damage if a good one follows,
 * or if the bad one is complete and no block of it is missing (a block that never reached the disk reads as zeros).
 */
function restAt(bytes: Buffer, at: number): 'torn' | 'damaged' {
  const frameEnd = bytes.indexOf(lineFeed, at);
  if (frameEnd < 0) return 'torn';
  for (let next = frameEnd + 1; next > 0 && next < bytes.length; next = bytes.indexOf(lineFeed, next) + 1) {
    if (frameAt(bytes, next)) return 'damaged';
  }
  return bytes.subarray(at).includes(0) ? 'torn' : 'damaged';
}
