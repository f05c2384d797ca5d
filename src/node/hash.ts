// SHA-256 by the platform.
import { createHash } from 'node:crypto';

/** Lower-case hex of the SHA-256 of the UTF-8 text. */
export function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** Lower-case hex of the SHA-256 of the bytes as they are. */
export function sha256OfBytes(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
