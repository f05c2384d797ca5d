// All replace blocks of one file: ambiguity settled by line hints and by the order of the blocks, overlaps found.
import type { Placement } from './fitBlock.ts';
import type { FileEdit } from './splice.ts';

/** A block that may go to one or several places. `lineHint` is one-based. */
export interface PlacedBlock {
  readonly ordinal: number;
  readonly lineHint?: number;
  readonly options: readonly Placement[];
}

export interface Settled {
  readonly chosen: ReadonlyMap<number, Placement>;
  readonly ambiguous: readonly number[];
  readonly overlapping: readonly number[];
}

const hintReach = 5;

export function settlePlaces(blocks: readonly PlacedBlock[]): Settled {
  const open = blocks.map((block) => ({ ...block, options: byHint(block) }));
  const narrowed = narrowByOrder(open);
  const chosen = new Map<number, Placement>();
  const ambiguous: number[] = [];
  narrowed.forEach((options, at) => {
    const { ordinal } = open[at]!;
    if (options.length === 1) chosen.set(ordinal, options[0]!);
    else ambiguous.push(ordinal);
  });
  return { chosen, ambiguous, overlapping: findOverlaps(chosen) };
}

/** The one place within a few lines of the hint, or the clearly nearest of them. */
function byHint({ options, lineHint }: PlacedBlock): readonly Placement[] {
  if (options.length < 2 || lineHint === undefined) return options;
  const distance = (place: Placement) => Math.abs(place.start + 1 - lineHint);
  const near = options.filter((place) => distance(place) <= hintReach).sort((a, b) => distance(a) - distance(b));
  return near.length === 1 || (near.length > 1 && distance(near[0]!) < distance(near[1]!)) ? [near[0]!] : options;
}

/**
 * Where the blocks with one place stand in file order, the others are taken to do so too. A block is settled when only one of its
 * places leaves room for all blocks around it.
 */
function narrowByOrder(blocks: readonly PlacedBlock[]): (readonly Placement[])[] {
  const single = blocks.filter((block) => block.options.length === 1).map((block) => block.options[0]!);
  const isInOrder = single.every((place, at) => at === 0 || single[at - 1]!.end <= place.end);
  if (single.length === 0 || !isInOrder) return blocks.map((block) => block.options);
  const all = blocks.map((block) => block.options);
  return narrowBackward(narrowForward(all).toReversed()).toReversed();
}

/** The places that pass the first test that any passes; blocks may share lines of context, but not lines they change. */
function firstFitting(options: readonly Placement[], tests: readonly ((place: Placement) => boolean)[]): readonly Placement[] {
  return tests.map((test) => options.filter(test)).find((fitting) => fitting.length > 0) ?? options;
}

/** Leaves out places that begin before the earliest end the blocks above allow. */
function narrowForward(all: readonly (readonly Placement[])[]): (readonly Placement[])[] {
  let earliest = { end: -1, touched: -1 };
  return all.map((options) => {
    const kept = firstFitting(options, [(place) => place.start > earliest.end, (place) => firstTouched(place) > earliest.touched]);
    earliest = {
      end: Math.max(earliest.end, Math.min(...kept.map((place) => place.end))),
      touched: Math.max(earliest.touched, Math.min(...kept.map(lastTouched))),
    };
    return kept;
  });
}

function narrowBackward(all: readonly (readonly Placement[])[]): (readonly Placement[])[] {
  let latest = { start: Number.POSITIVE_INFINITY, touched: Number.POSITIVE_INFINITY };
  return all.map((options) => {
    const kept = firstFitting(options, [(place) => place.end < latest.start, (place) => lastTouched(place) < latest.touched]);
    latest = {
      start: Math.min(latest.start, Math.max(...kept.map((place) => place.start))),
      touched: Math.min(latest.touched, Math.max(...kept.map(firstTouched))),
    };
    return kept;
  });
}

const firstTouched = (place: Placement) => place.edits[0]?.start ?? place.start;
const lastTouched = (place: Placement) => Math.max(place.edits.at(-1)?.end ?? 0, place.start + 1) - 1;

function findOverlaps(chosen: ReadonlyMap<number, Placement>): number[] {
  const edits = [...chosen].flatMap(([ordinal, place]) => place.edits.map((edit) => ({ ordinal, edit })));
  edits.sort((a, b) => a.edit.start - b.edit.start || a.edit.end - b.edit.end || a.ordinal - b.ordinal);
  const found = new Set<number>();
  for (let at = 1; at < edits.length; at++) {
    const { ordinal, edit } = edits[at]!;
    const before = edits[at - 1]!;
    if (before.ordinal !== ordinal && edit.start < before.edit.end && !isSame(before.edit, edit)) found.add(ordinal);
  }
  return [...found];
}

const isSame = (a: FileEdit, b: FileEdit) => a.start === b.start && a.end === b.end && a.lines.join('\n') === b.lines.join('\n');
