// Where a path leads, whoever named it: inside the workspace, to a protected file, or out. The one judge for reading and writing.
import type { PathJudgement, PathPlace, PathPolicy } from '../ports/pathPolicy.ts';
import { joinAbsolute, type PathParts, readLinkTarget, readPathForm, splitAbsolute } from './pathForms.ts';
import { isProtected, isSecret } from './pathPlaces.ts';

const maxLinks = 40;
/** Folders whose files are not files: devices, processes, the kernel. */
const systemFolders = new Set(['dev', 'proc', 'sys']);
/** Characters that make a name read as another one. */
const directionOverride = /[\u202a-\u202e\u2066-\u2069]/;

export const pathPolicy: PathPolicy = { judge: judgePath, isSecret };

/** Links are followed part by part, before `..` goes up; where parts are missing, the nearest existing folder decides. */
export async function judgePath(path: string, place: PathPlace): Promise<PathJudgement> {
  const form = readPathForm(path, place.platform);
  if (form.kind === 'refused') return outside(path, path, `${form.why}.`);

  const root = await resolve(splitAbsolute(place.workspaceRoot, place.platform), undefined, place);
  if (root.kind === 'refused') return outside(path, path, 'the workspace folder itself cannot be followed.');
  const target = await resolve(form.form, root.at, place);
  if (target.kind === 'refused') return outside(path, path, target.why);

  const absolute = joinAbsolute(target.at, place.platform);
  const names = namesBelow(root.at, target.at, place);
  if (!names) return outside(path, absolute, `it leads to ${absolute}, outside of the workspace.`);
  if (names.length === 0) return outside(path, absolute, 'it is the workspace folder itself.');

  const resolved = names.join('/');
  const ways = [resolved, ...target.linksFollowed.flatMap((link) => namesBelow(root.at, link, place)?.join('/') ?? [])];
  const mayRead = !ways.some(isSecret);
  const guarded = ways.find(isProtected);
  if (guarded !== undefined)
    return { verdict: 'protected', mayRead, path: resolved, absolute, why: `${guarded} steers tools or holds secrets.` };
  if (names.some((name) => directionOverride.test(name)))
    return outside(path, absolute, 'it holds a character that turns the reading direction.');
  return { verdict: 'inside', mayRead, path: resolved, absolute, why: 'a file of the workspace.' };
}

/** `path` is the refused place: absolute where it is known, so that nobody takes it for a file of the workspace. */
function outside(asked: string, absolute: string, why: string): PathJudgement {
  return { verdict: 'outside', mayRead: false, path: absolute, absolute, why: `"${asked}" is refused: ${why}` };
}

type Resolved =
  | { readonly kind: 'found'; readonly at: PathParts; readonly linksFollowed: readonly PathParts[] }
  | { readonly kind: 'refused'; readonly why: string };

/** Follows every link on the way as the system would. A relative path starts at `from`. */
async function resolve(path: PathParts, from: PathParts | undefined, place: PathPlace): Promise<Resolved> {
  let at: PathParts = path.volume === undefined && from ? from : { volume: path.volume ?? '', parts: [] };
  const todo = [...path.parts];
  const linksFollowed: PathParts[] = [];
  for (let part = todo.shift(); part !== undefined; part = todo.shift()) {
    if (part === '.') continue;
    if (part === '..') {
      at = { volume: at.volume, parts: at.parts.slice(0, -1) };
      continue;
    }
    const next = { volume: at.volume, parts: [...at.parts, part] };
    if (isSystemFolder(next, from, place)) return { kind: 'refused', why: 'it leads to devices or processes, not files.' };
    const link = await place.readLink(joinAbsolute(next, place.platform));
    if (link === undefined) {
      at = next;
      continue;
    }
    linksFollowed.push(next);
    if (linksFollowed.length > maxLinks) return { kind: 'refused', why: 'its links lead in a circle.' };
    const target = readLinkTarget(link, at, place.platform);
    if (target.kind === 'refused') return target;
    at = target.from;
    todo.unshift(...target.parts);
  }
  return { kind: 'found', at, linksFollowed };
}

/** A workspace may lie below such a folder (memory disks do); then only its own part counts. */
function isSystemFolder(next: PathParts, root: PathParts | undefined, { platform }: PathPlace): boolean {
  if (platform === 'win32' || root === undefined) return false;
  const top = comparablePart(next.parts[0]!, platform);
  return systemFolders.has(top) && comparablePart(root.parts[0] ?? '', platform) !== top;
}

/** The names below the root, or undefined if the place is not below it. */
function namesBelow(root: PathParts, target: PathParts, { platform }: PathPlace): readonly string[] | undefined {
  const same = (left = '', right = '') => comparablePart(left, platform) === comparablePart(right, platform);
  if (!same(root.volume, target.volume) || target.parts.length < root.parts.length) return undefined;
  return root.parts.every((part, index) => same(part, target.parts[index])) ? target.parts.slice(root.parts.length) : undefined;
}

function comparablePart(name: string, platform: PathPlace['platform']): string {
  return platform === 'linux' ? name : name.normalize('NFC').toLowerCase();
}
