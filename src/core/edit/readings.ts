// The ways a replace block can be meant: which divider parts it, and whether a fence or a path comment belongs to it.
import type { FilePath } from '../model/document.ts';
import { parseFence } from './markers.ts';
import type { ReplaceDraft } from './parsedAnswer.ts';
import { commentPath } from './pathText.ts';

export interface Reading {
  readonly form: 'block' | 'diff';
  readonly search: readonly string[];
  readonly replace: readonly string[];
}

const mostDividers = 24;

/** The longest SEARCH first, and the text as it stands before any packaging is taken off. */
export function readingsOf(draft: ReplaceDraft, path: FilePath): Reading[] {
  const dividers = draft.dividers.slice(0, mostDividers).toReversed();
  return dividers
    .map((divider) => ({ form: draft.form, search: draft.body.slice(0, divider), replace: draft.body.slice(divider + 1) }))
    .flatMap((reading) => (draft.form === 'diff' ? [reading] : unpacked(reading, path)));
}

function unpacked(reading: Reading, path: FilePath): Reading[] {
  const readings = [reading];
  const bare = { form: reading.form, search: withoutFence(reading.search), replace: withoutFence(reading.replace) };
  if (bare.search !== reading.search) readings.push(bare);
  return readings.flatMap((one) => {
    const search = withoutPath(one.search, path);
    return search === one.search ? [one] : [one, { form: one.form, search, replace: withoutPath(one.replace, path) }];
  });
}

function withoutFence(lines: readonly string[]): readonly string[] {
  if (lines.length < 2 || !parseFence(lines[0]!)) return lines;
  return parseFence(lines.at(-1)!)?.info === '' ? lines.slice(1, -1) : lines;
}

function withoutPath(lines: readonly string[], path: FilePath): readonly string[] {
  const named = commentPath(lines[0] ?? '');
  return named !== undefined && isSamePath(named, path) ? lines.slice(1) : lines;
}

/** A path may be written with fewer leading folders than it has, or from a folder above the workspace. */
export function isSamePath(written: FilePath, path: FilePath): boolean {
  return written === path || path.endsWith(`/${written}`) || written.endsWith(`/${path}`);
}
