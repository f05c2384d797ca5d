// Bytes to text and back without losing one. Knows the encodings that name themselves; every other one is refused, not guessed.

export type TextEncoding = 'utf8' | 'utf8bom' | 'utf16le' | 'utf16be';

/** `binary`: not text at all. `unknown`: text perhaps, in an encoding that does not say its name. */
export type DecodedText =
  | { readonly kind: 'text'; readonly text: string; readonly encoding: TextEncoding }
  | { readonly kind: 'binary' }
  | { readonly kind: 'unknown' };

const marks: readonly { readonly encoding: TextEncoding; readonly bytes: readonly number[] }[] = [
  { encoding: 'utf8bom', bytes: [0xef, 0xbb, 0xbf] },
  { encoding: 'utf16le', bytes: [0xff, 0xfe] },
  { encoding: 'utf16be', bytes: [0xfe, 0xff] },
];
const utf32LittleEndian = [0xff, 0xfe, 0x00, 0x00];
const loneSurrogate = /\p{Cs}/u;

const startsWith = (bytes: Uint8Array, mark: readonly number[]) => mark.every((byte, index) => bytes[index] === byte);

/** The text without its byte order mark. `encodeText` gives the same bytes back for every text this returns. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const mark = marks.find((candidate) => startsWith(bytes, candidate.bytes));
  const encoding = mark?.encoding ?? 'utf8';
  const body = bytes.subarray(mark?.bytes.length ?? 0);
  if (encoding === 'utf8' || encoding === 'utf8bom') {
    if (body.includes(0)) return { kind: 'binary' };
    return decoded(decodeStrictly(body, 'utf-8'), encoding);
  }
  if (startsWith(bytes, utf32LittleEndian)) return { kind: 'unknown' };
  const text = decodeStrictly(encoding === 'utf16be' ? swapped(body) : body, 'utf-16le');
  return text?.includes('\0') ? { kind: 'binary' } : decoded(text, encoding);
}

const decoded = (text: string | undefined, encoding: TextEncoding): DecodedText =>
  text === undefined ? { kind: 'unknown' } : { kind: 'text', text, encoding };

function decodeStrictly(bytes: Uint8Array, label: string): string | undefined {
  try {
    return new TextDecoder(label, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (thrown) {
    if (thrown instanceof TypeError) return undefined;
    throw thrown;
  }
}

/** Undefined for text that no encoding can carry: half of a surrogate pair. */
export function encodeText(text: string, encoding: TextEncoding): Uint8Array | undefined {
  if (loneSurrogate.test(text)) return undefined;
  const mark = marks.find((candidate) => candidate.encoding === encoding)?.bytes ?? [];
  const body = encoding === 'utf8' || encoding === 'utf8bom' ? new TextEncoder().encode(text) : encodeUtf16(text, encoding === 'utf16be');
  const bytes = new Uint8Array(mark.length + body.length);
  bytes.set(mark);
  bytes.set(body, mark.length);
  return bytes;
}

function encodeUtf16(text: string, bigEndian: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  for (let index = 0; index < text.length; index++) view.setUint16(index * 2, text.charCodeAt(index), !bigEndian);
  return new Uint8Array(view.buffer);
}

function swapped(bytes: Uint8Array): Uint8Array {
  const result = new Uint8Array(bytes);
  for (let index = 0; index + 1 < result.length; index += 2) [result[index], result[index + 1]] = [result[index + 1]!, result[index]!];
  return result;
}
