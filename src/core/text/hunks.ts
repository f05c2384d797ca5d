// A change as hunks, and the change that is left when only some hunks are accepted.
import { assertNever } from '../../base/assertNever.ts';
import type { FileChange, Hunk } from '../model/change.ts';
import type { LineRange } from '../model/document.ts';
import { diffLines } from './lineDiff.ts';
import { fullLines } from './lines.ts';

interface Part {
  readonly before: LineRange;
  readonly after: LineRange;
}

const nowhere: Part = { before: { startLine: 0, endLine: 0 }, after: { startLine: 0, endLine: 0 } };

/** Hunks in file order. A rename has a hunk of its own, first and without lines; a file created or deleted is one hunk. */
export function hunksOf(change: FileChange): Hunk[] {
  const before = fullLines(beforeText(change));
  const after = fullLines(afterText(change));
  return partsOf(change, before, after).map((part) => toHunk(change, part, before, after));
}

/**
 * The change with only these hunks; `undefined` when none of them is in it. All hunks give the change itself.
 * Without its rename hunk a rename becomes a change of the old file.
 */
export function applyHunks(change: FileChange, accepted: ReadonlySet<string>): FileChange | undefined {
  const hunks = hunksOf(change);
  const chosen = hunks.filter((hunk) => accepted.has(hunk.id));
  if (chosen.length === 0) return undefined;
  if (chosen.length === hunks.length) return change;
  switch (change.kind) {
    case 'create':
    case 'delete':
      return change;
    case 'modify':
      return { ...change, after: mergeHunks(change, chosen) };
    case 'rename': {
      const after = mergeHunks(change, chosen);
      if (accepted.has(hunks[0]!.id)) return { ...change, after };
      return { kind: 'modify', path: change.path, before: change.before, after };
    }
    default:
      return assertNever(change);
  }
}

function mergeHunks(change: FileChange, chosen: readonly Hunk[]): string {
  const before = fullLines(beforeText(change));
  const after = fullLines(afterText(change));
  const merged: string[] = [];
  let at = 0;
  for (const hunk of chosen) {
    merged.push(before.slice(at, hunk.before.startLine).join(''), after.slice(hunk.after.startLine, hunk.after.endLine).join(''));
    at = hunk.before.endLine;
  }
  return merged.join('') + before.slice(at).join('');
}

function partsOf(change: FileChange, before: readonly string[], after: readonly string[]): Part[] {
  const whole: Part = { before: { startLine: 0, endLine: before.length }, after: { startLine: 0, endLine: after.length } };
  if (change.kind === 'create' || change.kind === 'delete') return [whole];
  const parts = diffLines(before, after).map(({ aStart, aEnd, bStart, bEnd }) => ({
    before: { startLine: aStart, endLine: aEnd },
    after: { startLine: bStart, endLine: bEnd },
  }));
  return change.kind === 'rename' ? [nowhere, ...parts] : parts;
}

function toHunk(change: FileChange, part: Part, before: readonly string[], after: readonly string[]): Hunk {
  const removed = before.slice(part.before.startLine, part.before.endLine);
  const added = after.slice(part.after.startLine, part.after.endLine);
  const kind = change.kind === 'rename' && part === nowhere ? `rename ${change.to}` : '';
  return {
    id: `${change.path}:${part.before.startLine + 1}:${digest([kind, ...removed, '\0', ...added])}`,
    path: change.path,
    ...part,
    removed: removed.map(bare),
    added: added.map(bare),
  };
}

function beforeText(change: FileChange): string {
  return change.kind === 'create' ? '' : change.before.text;
}

function afterText(change: FileChange): string {
  return change.kind === 'delete' ? '' : change.after;
}

const bare = (line: string) => line.replace(/\r?\n$|\r$/, '');

/** Short content digest for ids; not for security. */
function digest(parts: readonly string[]): string {
  let high = 0xdeadbeef;
  let low = 0x41c6ce57;
  for (const part of parts) {
    for (let at = 0; at < part.length; at++) {
      const code = part.charCodeAt(at);
      high = Math.imul(high ^ code, 2654435761);
      low = Math.imul(low ^ code, 1597334677);
    }
    high = Math.imul(high ^ 31, 2246822507) ^ (low >>> 13);
    low = Math.imul(low ^ 17, 3266489909) ^ (high >>> 13);
  }
  return (high >>> 0).toString(16).padStart(8, '0') + (low >>> 0).toString(16).padStart(8, '0');
}
