// Runs collectors side by side until their deadline.
import { messageOf } from '../../base/errors.ts';
import type { ContextItem } from '../model/context.ts';
import type { Deadline } from './deadline.ts';
import { type Collector, type Gathering, type LeftOut, nameOf } from './gathering.ts';

export interface Collected {
  readonly items: readonly ContextItem[];
  readonly leftOut: readonly LeftOut[];
}

type Ending = { readonly kind: 'done' } | { readonly kind: 'late' } | { readonly kind: 'failed'; readonly fault: unknown };

/** Items in the order of the collectors. A late or failed collector costs only what it had not found yet, and is said. */
export async function collectAll(collectors: readonly Collector[], gathering: Gathering, deadline: Deadline): Promise<Collected> {
  const parts = await Promise.all(collectors.map((collector) => collectOne(collector, gathering, deadline)));
  return { items: parts.flatMap((part) => part.items), leftOut: parts.flatMap((part) => part.leftOut) };
}

async function collectOne(collector: Collector, gathering: Gathering, deadline: Deadline): Promise<Collected> {
  const items: ContextItem[] = [];
  const leftOut: LeftOut[] = [];
  let open = true;
  const sink = {
    offer: (item: ContextItem) => void (open && putItem(items, item)),
    leaveOut: (entry: LeftOut) => void (open && leftOut.push(entry)),
  };
  const work = collector.collect(gathering, sink, deadline.signal).then(
    (): Ending => ({ kind: 'done' }),
    (fault: unknown): Ending => ({ kind: 'failed', fault }),
  );
  void work.then(() => gathering.ports.onCollected?.(nameOf(collector)));
  const ending = await Promise.race([work, deadline.passed.then((): Ending => ({ kind: 'late' }))]);
  open = false;
  const why = describe(ending, deadline);
  return {
    items,
    leftOut: why === undefined ? leftOut : [...leftOut, { source: collector.source, title: `${nameOf(collector)} (collector)`, why }],
  };
}

/** An item that is offered again, knowing more, takes the place of the one before. */
function putItem(items: ContextItem[], item: ContextItem): void {
  const earlier = items.findIndex((other) => other.id === item.id);
  if (earlier < 0) items.push(item);
  else if (items[earlier]!.score <= item.score) items[earlier] = item;
}

function describe(ending: Ending, deadline: Deadline): string | undefined {
  if (ending.kind === 'done') return undefined;
  if (ending.kind === 'late' || deadline.signal.aborted)
    return `late: not finished after ${Math.round(deadline.afterMs)} ms, went on without the rest`;
  return `failed: ${messageOf(ending.fault)}`;
}
