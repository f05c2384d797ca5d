// The packaged product as a test sees it: built once, its entries read, and unpacked into a folder with nothing beside it.
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, globSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';

const repository = join(import.meta.dirname, '..', '..');

export interface VsixEntry {
  readonly name: string;
  readonly size: number;
  /** Unix permissions. */
  readonly mode: number;
  text(): string;
  bytes(): Buffer;
}

/** The VSIX that `npm run package` made; made now unless UNDERSTUDY_SKIP_BUILD says that it is there. */
export function buildVsix(): string {
  const find = () => globSync('dist/*.vsix', { cwd: repository })[0];
  if (!process.env.UNDERSTUDY_SKIP_BUILD || !find()) {
    const made = spawnSync(process.execPath, ['test/package/makeVsix.mjs'], { cwd: repository, encoding: 'utf8' });
    if (made.status !== 0) throw new Error(`The VSIX could not be made:\n${made.stdout}${made.stderr}`);
  }
  return join(repository, find() ?? 'no VSIX');
}

/** Entries by the archive's own directory. */
export function readVsix(path: string): VsixEntry[] {
  const zip = readFileSync(path);
  const end = zip.lastIndexOf(Buffer.from('PK\u0005\u0006', 'latin1'));
  const entries: VsixEntry[] = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const packed = { method: zip.readUInt16LE(at + 10), length: zip.readUInt32LE(at + 20), header: zip.readUInt32LE(at + 42) };
    const bytes = () => {
      const start = packed.header + 30 + zip.readUInt16LE(packed.header + 26) + zip.readUInt16LE(packed.header + 28);
      const body = zip.subarray(start, start + packed.length);
      return packed.method === 0 ? body : inflateRawSync(body);
    };
    const mode = zip.readUInt32LE(at + 38) >>> 16;
    entries.push({ name, size: zip.readUInt32LE(at + 24), mode, bytes, text: () => bytes().toString('utf8') });
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return entries;
}

/** Unpacks as the editor does. */
export function unpackVsix(entries: readonly VsixEntry[], folder: string): void {
  for (const entry of entries) {
    if (entry.name.endsWith('/')) continue;
    const path = join(folder, entry.name);
    if (!existsSync(dirname(path))) mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, entry.bytes());
    if (entry.mode & 0o111) chmodSync(path, 0o755);
  }
}
