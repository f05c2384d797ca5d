// One search: the store's own searches and the fields in memory, ranked, and shown by their best pieces.
import type { ChunkScore, ChunkStore, StoredChunk } from '../ports/chunkStore.ts';
import type { CodeHit, CodeQuery } from '../ports/codeIndex.ts';
import type { Embedder } from '../ports/embedder.ts';
import { favourDefiners } from './favourDefiners.ts';
import { type Candidate, type ChunkScores, findCandidates } from './features.ts';
import type { FileMeaning } from './fileMeaning.ts';
import type { FileView } from './fileView.ts';
import type { HistoryView } from './historyView.ts';
import { chunkId } from './indexFile.ts';
import { mergeExpanded } from './mergeExpanded.ts';
import { type ParsedQuery, parseQuery } from './queryTerms.ts';
import { rank } from './rank.ts';
import type { Tokenizer } from './tokens.ts';
import type { WordVectors } from './wordVectors.ts';

export interface Searchable {
  readonly files: FileView;
  readonly history: HistoryView;
  readonly tokenizer: Tokenizer;
  readonly store: ChunkStore;
  readonly embedder: Embedder | undefined;
  readonly words: WordVectors | undefined;
  /** What whole files are about, where there are words to tell. */
  readonly meaning: FileMeaning | undefined;
}

const chunkLimit = 500;
/** Long requests repeat themselves; the store is asked for their heaviest words only. */
const maxStoreTokens = 32;

/** What the searches found, before it is put in order. */
export interface Found {
  readonly parsed: ParsedQuery;
  readonly candidates: readonly Candidate[];
  /** Each path's best chunk. */
  readonly best: ReadonlyMap<string, string>;
}

export async function searchIndex(query: CodeQuery, index: Searchable, signal: AbortSignal): Promise<readonly CodeHit[]> {
  const { ranked, best } = await rankFiles(query, index, signal);
  const first = ranked.slice(0, query.maxFiles);
  const ids = first.map((file) => best.get(file.path) ?? chunkId(file.path, 0));
  const chunks = new Map((await index.store.read(ids)).map((chunk) => [chunk.path, chunk]));
  const top = first.reduce((most, { score }) => Math.max(most, score), 0) || 1;
  return first.map((file) => toHit(file, chunks.get(file.path), top));
}

async function rankFiles(query: CodeQuery, index: Searchable, signal: AbortSignal) {
  const own = await gatherCandidates(query.text, index, signal);
  const asked = rank({ ...query, plainness: own.parsed.plainness }, own.candidates, index.files);
  const plain = query.names ? favourDefiners(asked, query.names, index) : asked;
  const words = (query.terms ?? []).join(' ');
  if (words === '') return { ranked: plain, best: own.best };
  const more = await gatherCandidates(words, index, signal);
  const expanded = rank({ ...query, plainness: 0 }, more.candidates, index.files);
  return { ranked: mergeExpanded(plain, expanded), best: new Map([...more.best, ...own.best]) };
}

export async function gatherCandidates(text: string, index: Searchable, signal: AbortSignal): Promise<Found> {
  const parsed = parseQuery(text, index.tokenizer);
  if (parsed.terms.length === 0) return { parsed, candidates: [], best: new Map() };
  const { words, near } = await searchStore(text, parsed, index, signal);
  const { body } = index.files.fields;
  const akin = parsed.plainness > 0 ? (index.words?.neighboursOf(parsed.terms, (hash) => body.documentCount(hash) > 0) ?? []) : [];
  const candidates = findCandidates(parsed, index.files, index.history, {
    chunks: toScores(words, near, index.files),
    akin,
    meaning: parsed.plainness > 0 ? index.meaning : undefined,
  });
  return { parsed, candidates, best: bestChunks([...words, ...near]) };
}

function rarest(parsed: ParsedQuery, files: FileView): string[] {
  const gains = parsed.terms.map((term, place) => ({
    token: parsed.tokens[place]!,
    gain: term.weight * files.fields.body.rarity(term.hash),
  }));
  return gains
    .filter(({ gain }) => gain > 0)
    .sort((a, b) => b.gain - a.gain)
    .slice(0, maxStoreTokens)
    .map(({ token }) => token);
}

async function searchStore(text: string, parsed: ParsedQuery, index: Searchable, signal: AbortSignal) {
  const tokens = rarest(parsed, index.files);
  const none: readonly ChunkScore[] = [];
  const byMeaning = async () => {
    if (!index.embedder || parsed.plainness === 0) return none;
    const [vector] = await index.embedder.embed([text], signal);
    return vector ? index.store.search({ kind: 'near', vector }, chunkLimit) : none;
  };
  const [words, near] = await Promise.all([
    tokens.length > 0 ? index.store.search({ kind: 'words', tokens }, chunkLimit) : none,
    byMeaning(),
  ]);
  return { words, near };
}

function toScores(words: readonly ChunkScore[], near: readonly ChunkScore[], files: FileView): ChunkScores {
  const scores = { words: new Float32Array(files.paths.length), near: new Float32Array(files.paths.length) };
  const take = (found: readonly ChunkScore[], into: Float32Array) => {
    for (const { path, score } of found) {
      const file = files.numberOf(path);
      if (file !== undefined && score > into[file]!) into[file] = score;
    }
  };
  take(words, scores.words);
  // Every chunk has some nearness: files past the limit have at most the last one's.
  if (near.length === chunkLimit) scores.near.fill(Math.max(0, near.at(-1)!.score));
  take(near, scores.near);
  return scores;
}

/** The best chunk of each path; the first list that knows a path wins. */
function bestChunks(found: readonly ChunkScore[]): Map<string, string> {
  const best = new Map<string, string>();
  for (const { id, path } of [...found].reverse()) best.set(path, id);
  return best;
}

function toHit(file: { path: string; score: number; why: string }, chunk: StoredChunk | undefined, top: number): CodeHit {
  return {
    path: file.path,
    range: { startLine: chunk?.startLine ?? 0, endLine: chunk?.endLine ?? 0 },
    text: chunk?.content ?? '',
    ...(chunk?.symbol ? { symbol: chunk.symbol } : {}),
    score: top > 0 ? Math.max(0, file.score / top) : 0,
    why: file.why,
  };
}
