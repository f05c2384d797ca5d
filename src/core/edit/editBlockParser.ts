// Reads a model's answer as it streams: edit blocks among prose and fences, and at the end the forms that need the whole text.
// It never looks at a file; what the lines mean on a file is decided when the answer is fitted.
import { BlockReader } from './blockReader.ts';
import { HunkWatcher } from './hunkWatcher.ts';
import { createLineFeed } from './lineFeed.ts';
import { parseOpen } from './markers.ts';
import { OutsideReader } from './outsideReader.ts';
import type { AnswerBlock, ParsedAnswer, ParserEvent } from './parsedAnswer.ts';
import { parseEnvelope } from './patchEnvelope.ts';
import { looksLikeDiff, parseUnifiedDiff } from './unifiedDiffParser.ts';
import { parseWholeFiles } from './wholeFile.ts';

/** Events come as soon as their last line is complete; the sum of events and the result do not depend on how the text was cut. */
export interface EditBlockParser {
  push(chunk: string): ParserEvent[];
  finish(): ParsedAnswer;
}

export function createEditBlockParser(): EditBlockParser {
  const feed = createLineFeed();
  const outside = new OutsideReader();
  const watcher = new HunkWatcher();
  const blocks: AnswerBlock[] = [];
  let open: BlockReader | undefined;

  const readLine = (line: string, isTerminated: boolean): ParserEvent[] => {
    if (open) return readInside(open, line, isTerminated);
    const marker = parseOpen(line);
    if (!marker || (marker.indent !== '' && outside.isInDiff)) {
      outside.read(line);
      const hunks = blocks.length === 0 ? watcher.read(line) : [];
      return [{ kind: 'prose', text: line }, ...hunks.map((hunk) => ({ kind: 'searchComplete', ...hunk }) as const)];
    }
    const place = outside.enterBlock(marker.path);
    open = new BlockReader(blocks.length, marker, place);
    return [{ kind: 'blockStarted', ordinal: open.ordinal, ...(place.path === undefined ? {} : { path: place.path }) }];
  };

  const readInside = (block: BlockReader, line: string, isTerminated: boolean): ParserEvent[] => {
    const role = block.read(line, isTerminated);
    if (role === 'content') return [];
    if (role === 'firstDivider') return [searchEvent(block)];
    const done = block.finish();
    blocks.push(done);
    open = undefined;
    return [{ kind: 'blockComplete', block: done }];
  };

  return {
    push: (chunk) => feed.push(chunk).flatMap((line) => readLine(line, true)),
    finish: () => {
      const rest = feed.rest();
      if (rest !== undefined) readLine(rest, false);
      if (open) return { blocks, truncated: `The answer ends inside block ${open.ordinal + 1}.`, open: open.finish() };
      return withUnmarkedForms(blocks, outside);
    },
  };
}

/** Parses a complete answer. */
export function parseAnswer(text: string): ParsedAnswer {
  const parser = createEditBlockParser();
  parser.push(text);
  return parser.finish();
}

function searchEvent(block: BlockReader): ParserEvent {
  const { ordinal, search, lineHint } = block;
  const { path } = block.place;
  return {
    kind: 'searchComplete',
    ordinal,
    search,
    ...(path === undefined ? {} : { path }),
    ...(lineHint === undefined ? {} : { lineHint }),
  };
}

/** Diffs and patch envelopes count only where no edit block was found; a fenced whole file may stand beside blocks. */
function withUnmarkedForms(blocks: readonly AnswerBlock[], outside: OutsideReader): ParsedAnswer {
  if (blocks.length > 0) return { blocks: [...blocks, ...parseWholeFiles(outside.fences, blocks.length).blocks] };
  const envelope = parseEnvelope(outside.lines);
  if (envelope) return envelope;
  if (looksLikeDiff(outside.lines)) return parseUnifiedDiff(outside.lines);
  return parseWholeFiles(outside.fences, 0);
}
