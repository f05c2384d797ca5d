// Shows where edits will land while the answer still streams. It watches the story from outside: nothing of it is recorded.
import { createEditBlockParser, type EditBlockParser } from '../edit/editBlockParser.ts';
import { createLandingFinder, type FindLanding } from '../edit/landing.ts';
import type { ParserEvent } from '../edit/parsedAnswer.ts';
import type { FilePath } from '../model/document.ts';
import type { RunEvent } from '../model/run.ts';
import type { WorkspaceReader } from '../ports/workspaceReader.ts';

type LandingEvent = Extract<RunEvent, { kind: 'landingFound' }>;

/** Passes events on, and adds `landingFound` as soon as the SEARCH part of a block is complete and has one clear place. */
export async function* withLandings<T>(events: AsyncGenerator<RunEvent, T>, reader: WorkspaceReader): AsyncGenerator<RunEvent, T> {
  const finders = new Map<FilePath, FindLanding | undefined>();
  const landed = new Set<number>();
  let parser: EditBlockParser = createEditBlockParser();
  let focus: FilePath | undefined;
  for (;;) {
    const next = await events.next();
    if (next.done) return next.value;
    const event = next.value;
    yield event;
    if (event.kind === 'runStarted' && event.request.focus.length === 1) focus = event.request.focus[0]?.path;
    if (event.kind === 'modelAsked') {
      parser = createEditBlockParser();
      landed.clear();
    }
    if (event.kind !== 'textStreamed') continue;
    for (const found of parser.push(event.text)) {
      if (found.kind !== 'searchComplete' || landed.has(found.ordinal)) continue;
      const landing = await findLanding(found, { finders, focus, reader });
      if (!landing) continue;
      landed.add(found.ordinal);
      yield landing;
    }
  }
}

/** A read for showing is short and is never worth breaking off. */
const unstoppable = new AbortController().signal;

interface Watching {
  readonly finders: Map<FilePath, FindLanding | undefined>;
  readonly focus: FilePath | undefined;
  readonly reader: WorkspaceReader;
}

async function findLanding(found: Extract<ParserEvent, { kind: 'searchComplete' }>, watching: Watching): Promise<LandingEvent | undefined> {
  const path = found.path ?? watching.focus;
  if (path === undefined) return undefined;
  if (!watching.finders.has(path)) {
    const read = await watching.reader.read(path, unstoppable);
    watching.finders.set(path, read.kind === 'found' ? createLandingFinder(read.snapshot.text) : undefined);
  }
  const range = watching.finders.get(path)?.(found.search, found.lineHint);
  return range && { kind: 'landingFound', path, range };
}
