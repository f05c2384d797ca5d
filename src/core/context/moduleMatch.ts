// How well the path of a file fits a module that another file imports. Nothing is resolved on disk: only paths are compared.
import type { FilePath } from '../model/document.ts';

/** 1 for the very module, less for a file inside of it or a partial agreement, 0 for another one. */
export function moduleMatch(path: FilePath, module: string, importer: FilePath): number {
  const have = path.replace(/\.d\.[cm]?ts$|\.\w+$/, '').split('/');
  const stem = /^(?:index|__init__|mod)$/.test(have.at(-1)!) ? have.slice(0, -1) : have;
  const wanted = segmentsOf(module, importer);
  if (wanted.isResolved) return resolvedMatch(stem, wanted.segments);
  return Math.max(tailMatch(stem, wanted.segments), 0.9 * tailMatch(have.slice(0, -1), wanted.segments));
}

/** The module's path from the workspace's root, without its ending; undefined for a package. */
export function resolvedSegments(module: string, importer: FilePath): readonly string[] | undefined {
  const { segments, isResolved } = segmentsOf(module, importer);
  return isResolved ? segments : undefined;
}

/** The same for every module: a package's name becomes segments too, which may or may not lie in the workspace. */
export const moduleSegments = (module: string, importer: FilePath): readonly string[] => segmentsOf(module, importer).segments;

interface Module {
  readonly segments: readonly string[];
  /** True when the segments start at the workspace's root. */
  readonly isResolved: boolean;
}

function segmentsOf(module: string, importer: FilePath): Module {
  const folder = importer.split('/').slice(0, -1);
  if (/^\.\.?(?:\/|$)/.test(module))
    return { segments: follow(folder, module.replace(/\.[cm]?[jt]sx?$/, '').split('/')), isResolved: true };
  const dots = /^\.*/.exec(module)![0].length;
  const named = module
    .slice(dots)
    .replace(/\.[cm]?[jt]sx?$/, '')
    .split(/\/|::|\./)
    .filter((part) => part !== '' && !/^[@~#]$/.test(part));
  if (dots > 0) return { segments: [...folder.slice(0, folder.length - dots + 1), ...named], isResolved: true };
  return { segments: named, isResolved: false };
}

function follow(folder: readonly string[], steps: readonly string[]): readonly string[] {
  const at = [...folder];
  for (const step of steps) {
    if (step === '..') at.pop();
    else if (step !== '.' && step !== '') at.push(step);
  }
  return at;
}

function resolvedMatch(stem: readonly string[], wanted: readonly string[]): number {
  if (wanted.some((part, at) => stem[at] !== part)) return 0;
  return stem.length === wanted.length ? 1 : 0.7;
}

/** Segments that agree from the end, as a share of what could agree. */
function tailMatch(have: readonly string[], wanted: readonly string[]): number {
  let matched = 0;
  while (matched < wanted.length && matched < have.length && have.at(-1 - matched) === wanted.at(-1 - matched)) matched++;
  const whole = matched === have.length || matched === wanted.length;
  if (matched === 0) return 0;
  return whole ? 1 : matched / Math.min(4, wanted.length + 1);
}
