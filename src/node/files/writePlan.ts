// From accepted changes to what each place on disk must hold before and after. Looks at the disk, changes nothing.
import { lstat } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { FileChange } from '../../core/model/change.ts';
import type { FilePath } from '../../core/model/document.ts';
import type { PathPlace, PathPolicy } from '../../core/ports/pathPolicy.ts';
import type { WriteResult } from '../../core/ports/workspaceWriter.ts';
import { decodeText, encodeText, type TextEncoding } from '../../core/text/encoding.ts';
import { type DiskFile, isLocked, isWritable, readDiskFile } from './diskFile.ts';
import { type FileLikeness, orOn } from './durable.ts';

/** One place on disk. `before` undefined: nothing is there. `after` undefined: nothing will be. */
export interface Slot {
  readonly path: FilePath;
  readonly absolute: string;
  readonly before?: { readonly bytes: Uint8Array; readonly version: string };
  readonly after?: Uint8Array;
  /** Permissions and owner of what stands there, or of the file that is renamed to here. */
  readonly like?: FileLikeness;
}

export type Refusal = Extract<WriteResult, { kind: 'refused' }>;
export type WritePlan = { readonly kind: 'ready'; readonly slots: readonly Slot[] } | Refusal;

export interface Judges {
  readonly paths: PathPolicy;
  readonly place: PathPlace;
  readonly confirmed: ReadonlySet<FilePath>;
}

const refuse = (path: FilePath, reason: Refusal['reason'], message: string): Refusal => ({ kind: 'refused', path, reason, message });
const isRefusal = (value: object): value is Refusal => 'kind' in value && value.kind === 'refused';

/** All changes can be made as the disk stands now, or the first reason why not. */
export async function planWrite(changes: readonly FileChange[], judges: Judges): Promise<WritePlan> {
  const vacated = new Set<string>();
  for (const change of changes) {
    if (change.kind === 'delete' || change.kind === 'rename') vacated.add((await judges.paths.judge(change.path, judges.place)).absolute);
  }
  const slots = new Map<string, Slot>();
  for (const change of changes) {
    const planned = await planChange(change, vacated, judges);
    if (isRefusal(planned)) return planned;
    for (const slot of planned) {
      const merged = mergeSlots(slots.get(slot.absolute), slot);
      if (!merged)
        return refuse(slot.path, 'stale', `Two changes of this set write ${slot.path}. Nothing was written; run the edit again.`);
      slots.set(slot.absolute, merged);
    }
  }
  return { kind: 'ready', slots: [...slots.values()] };
}

/** Only a place that one change leaves and another takes may be named twice. */
function mergeSlots(known: Slot | undefined, slot: Slot): Slot | undefined {
  if (!known) return slot;
  if (known.after !== undefined && slot.after !== undefined) return undefined;
  if (known.after === undefined && slot.after === undefined) return undefined;
  const [leaving, coming] = known.after === undefined ? [known, slot] : [slot, known];
  return { ...coming, before: leaving.before };
}

async function planChange(change: FileChange, vacated: ReadonlySet<string>, judges: Judges): Promise<readonly Slot[] | Refusal> {
  if (change.kind === 'create') return planArrival(change.path, { text: change.after, encoding: 'utf8' }, vacated, judges);
  const standing = await planStanding(change.path, change.before.version, judges);
  if (isRefusal(standing)) return standing;
  const { slot, encoding } = standing;
  if (change.kind === 'delete') return [{ ...slot, after: undefined }];
  if (change.kind === 'modify') {
    const after = encodeText(change.after, encoding);
    return after ? [{ ...slot, after }] : cannotEncode(change.path);
  }
  const arrival = await planArrival(change.to, { text: change.after, encoding }, vacated, judges);
  return isRefusal(arrival) ? arrival : [slot, ...arrival.map((place) => ({ ...place, like: slot.like }))];
}

const cannotEncode = (path: FilePath) =>
  refuse(path, 'encoding', `The new text of ${path} holds half of a character, which no file can keep. Run the edit again.`);

/** A file that must still be as the change expects it. */
async function planStanding(path: FilePath, version: string, judges: Judges): Promise<{ slot: Slot; encoding: TextEncoding } | Refusal> {
  const judged = await judgeForWriting(path, judges);
  if (isRefusal(judged)) return judged;
  const file = await readDiskFile(judged.absolute);
  if (file.kind !== 'found') return notStanding(path, file.kind);
  if (file.version !== version) return refuse(path, 'stale', `${path} changed while the edit was being prepared. Run the edit again.`);
  if (!(await mayWrite(judged.absolute, file))) return readOnly(path);
  const decoded = decodeText(file.bytes);
  if (decoded.kind !== 'text') {
    return refuse(
      path,
      'encoding',
      `${path} is not text in UTF-8 or in UTF-16 with a byte order mark, so it cannot be written without loss.`,
    );
  }
  const { mode, uid, gid } = file.stats;
  const before = { bytes: file.bytes, version: file.version };
  return { slot: { path: judged.path, absolute: judged.absolute, before, like: { mode, uid, gid } }, encoding: decoded.encoding };
}

function notStanding(path: FilePath, kind: Exclude<DiskFile['kind'], 'found'>): Refusal {
  if (kind === 'notPermitted') return readOnly(path);
  return kind === 'missing'
    ? refuse(path, 'missing', `${path} no longer exists. Run the edit again.`)
    : refuse(path, 'missing', `${path} is no longer an ordinary file. Run the edit again.`);
}

const readOnly = (path: FilePath) =>
  refuse(path, 'readOnly', `${path} is read-only. Make it writable, then accept again; nothing was written.`);

async function mayWrite(absolute: string, file: Extract<DiskFile, { kind: 'found' }>): Promise<boolean> {
  return !isLocked(file.stats) && (await isWritable(absolute)) && (await isWritable(dirname(absolute)));
}

/** A place that must be free, or become free by the same set. */
async function planArrival(
  path: FilePath,
  content: { text: string; encoding: TextEncoding },
  vacated: ReadonlySet<string>,
  judges: Judges,
): Promise<readonly Slot[] | Refusal> {
  const judged = await judgeForWriting(path, judges);
  if (isRefusal(judged)) return judged;
  const standing = await orOn(['ENOENT', 'ENOTDIR'], lstat(judged.absolute), undefined);
  if (standing && !vacated.has(judged.absolute))
    return refuse(path, 'exists', `${path} exists already. Nothing was written; run the edit again.`);
  const parent = await nearestParent(judged.absolute);
  if (!parent.isFolder) return refuse(path, 'exists', `${path} cannot be created: a folder of that path is a file.`);
  if (!(await isWritable(parent.absolute))) return readOnly(path);
  const after = encodeText(content.text, content.encoding);
  return after ? [{ path: judged.path, absolute: judged.absolute, after }] : cannotEncode(path);
}

async function nearestParent(absolute: string): Promise<{ absolute: string; isFolder: boolean }> {
  const parent = dirname(absolute);
  const stats = await orOn(['ENOENT', 'ENOTDIR'], lstat(parent), undefined);
  if (stats === undefined && parent !== absolute) return nearestParent(parent);
  return { absolute: parent, isFolder: stats?.isDirectory() ?? false };
}

async function judgeForWriting(
  path: FilePath,
  { paths, place, confirmed }: Judges,
): Promise<{ path: FilePath; absolute: string } | Refusal> {
  const judged = await paths.judge(path, place);
  if (judged.verdict === 'outside') return refuse(path, 'outside', judged.why);
  if (judged.verdict === 'protected' && !confirmed.has(judged.path)) {
    return refuse(path, 'protected', `${judged.path} is protected: ${judged.why} It is written only after a confirmation that names it.`);
  }
  return { path: judged.path, absolute: judged.absolute };
}
