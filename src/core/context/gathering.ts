// What a collector gets, and how it answers. Each collector is one file in collectors/.
import type { ContextItem, ContextSource } from '../model/context.ts';
import type { FilePath, LineRange } from '../model/document.ts';
import type { Trust } from '../model/policy.ts';
import type { EditRequest } from '../model/run.ts';
import type { RunLimits } from '../model/settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { CodeIndex } from '../ports/codeIndex.ts';
import type { GitFacts } from '../ports/gitFacts.ts';
import type { LanguageFeatures } from '../ports/languageFeatures.ts';
import type { PageAnswer } from '../ports/pageReader.ts';
import type { Surroundings } from '../ports/surroundings.ts';
import type { SyntaxParser } from '../ports/syntaxParser.ts';
import type { TokenCounter } from '../ports/tokenCounter.ts';
import type { WorkspaceReader } from '../ports/workspaceReader.ts';
import { type FileCache, type FileView, textOf } from './fileCache.ts';

/** What building a context needs from outside. */
export interface ContextPorts {
  readonly reader: WorkspaceReader;
  readonly index: CodeIndex;
  readonly features: LanguageFeatures;
  readonly tokens: TokenCounter;
  readonly syntax: SyntaxParser;
  readonly clock: Clock;
  /** Pages that the request mentions, by the address it gives. */
  readonly fetched?: ReadonlyMap<string, PageAnswer>;
  /** Takes secrets out of a text; the same for equal secrets. Absent where nothing is sent. */
  readonly redact?: (text: string) => string;
  readonly git?: GitFacts;
  readonly surroundings?: Surroundings;
  /** Told when a collector has ended, for whoever measures; a late one ends after the context was built. */
  readonly onCollected?: (name: string) => void;
}

/** In an untrusted workspace its rules files are not read. Absent means trusted. Without `factMs` facts may take as long as code. */
export interface ContextLimits extends Pick<RunLimits, 'contextTokens' | 'collectMs'>, Partial<Pick<RunLimits, 'factMs'>> {
  readonly trust?: Trust;
}

export interface Gathering {
  readonly request: EditRequest;
  readonly limits: ContextLimits;
  readonly ports: ContextPorts;
  readonly files: FileCache;
  /** Code pieces to look for facts about; empty for the collectors that choose code. */
  readonly chosen: readonly ContextItem[];
}

/** Something that was looked for and cannot be shown, for the ledger. */
export interface LeftOut {
  readonly source: ContextSource;
  readonly title: string;
  readonly path?: FilePath;
  readonly why: string;
}

/** Takes pieces as they are found, so that a collector that is late has still given what it had. */
export interface Sink {
  offer(item: ContextItem): void;
  leaveOut(entry: LeftOut): void;
}

export interface Collector {
  readonly source: ContextSource;
  /** Where several collect from one source. */
  readonly name?: string;
  collect(gathering: Gathering, sink: Sink, signal: AbortSignal): Promise<void>;
}

/** What it is called where it is late or slow. */
export const nameOf = (collector: Collector): string => collector.name ?? collector.source;

/** What is said of a piece of a file. */
export interface PieceNote {
  readonly source: ContextSource;
  readonly title: string;
  readonly score: number;
  readonly reason: string;
  readonly required?: boolean;
}

/** Real lines of a file as a piece. */
export function filePiece(file: FileView, range: LineRange, note: PieceNote): ContextItem {
  return {
    id: idOf(note.source, file.path, range),
    path: file.path,
    range,
    text: textOf(file, range),
    totalLines: file.lines.length,
    ...note,
  };
}

/** Stable for equal source and place, so that a person's choice survives the next request. Lines one-based, as shown. */
export function idOf(source: ContextSource, path: FilePath | undefined, range?: LineRange): string {
  const place = range ? `:${range.startLine + 1}-${range.endLine}` : '';
  return `${source}:${path ?? ''}${place}`;
}
