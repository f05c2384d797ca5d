// The facts by which candidates are told apart, for one query. Scores of searches are divided by their best.

import type { QueryTerm } from './fieldIndex.ts';
import { folderOf } from './fileKind.ts';
import type { FileMeaning } from './fileMeaning.ts';
import type { FieldName, FileView } from './fileView.ts';
import { bestNumbers, type HistoryView } from './historyView.ts';
import type { ParsedQuery } from './queryTerms.ts';
import { countIn } from './terms.ts';
import type { Features } from './weights.ts';

/** Per file number: the best chunk's score by the store's own searches. */
export interface ChunkScores {
  readonly words: Float32Array;
  readonly near: Float32Array;
}

/** What the store's searches found, and words near in meaning to those of the query. */
export interface FoundElsewhere {
  readonly chunks: ChunkScores;
  readonly akin: readonly QueryTerm[];
  /** For requests in everyday words. */
  readonly meaning?: FileMeaning | undefined;
}

export interface Candidate {
  readonly file: number;
  readonly features: Features;
}

const maxCandidates = 300;
/** How many of the first round's best lend weight to their companions and folders. */
const leaders = 12;
const folderLeaders = 60;
/** So many of the first round's best are compared as whole files. */
const comparedWhole = 120;

type Scores = Readonly<Record<FieldName, Float32Array>>;

interface Gathered {
  readonly fields: Scores;
  readonly akin: Readonly<Record<'body' | 'path' | 'symbols' | 'prose', Float32Array>>;
  readonly chunk: Float32Array;
  readonly near: Float32Array;
  readonly similarCommits: Float32Array;
}

/** The best files by a plain sum of all searches, at most 300, each with its features. */
export function findCandidates(query: ParsedQuery, files: FileView, history: HistoryView, found: FoundElsewhere): Candidate[] {
  const gathered = gather(query, files, history, found);
  const first = firstRound(gathered, files, history);
  const order = bestNumbers(first, maxCandidates);
  const companions = companionsOf(order, first, history);
  const folders = foldersOf(order, first, files);
  const near = toShareAboveMean(order.map((file) => gathered.near[file]!));
  const nearFile = wholeFilesNear(order, query, found.meaning);
  const total = query.terms.reduce((sum, term) => sum + term.weight * files.fields.body.rarity(term.hash), 0) || 1;
  return order.map((file, place) => {
    const fields = fieldScores(gathered, file);
    const covered = coverageOf(file, query, files);
    return {
      file,
      features: {
        ...fields,
        near: near[place]!,
        nearFile: nearFile[place] ?? 0,
        coverage: covered.body / total,
        pathCoverage: covered.path / total,
        baseCoverage: covered.base,
        changes: Math.log1p(history.changes[file] ?? 0) / 5,
        recentChanges: Math.log1p(history.recentChanges[file] ?? 0) / 3,
        companions: companions[file]!,
        folder: folders.get(folderOf(files.paths[file]!)) ?? 0,
        kindActivity: (history.kindActivity[file] ?? 0) / 5,
        ...kindFlags(files, file),
        size: files.sizes[file]! / 8,
      },
    };
  });
}

function gather(query: ParsedQuery, files: FileView, history: HistoryView, { chunks, akin }: FoundElsewhere): Gathered {
  const count = files.paths.length;
  const search = (field: FieldName, terms = query.terms) => {
    const scores = new Float32Array(count);
    if (terms.length > 0) files.fields[field].addScores(terms, scores);
    return toShareOfBest(scores);
  };
  const similarCommits = new Float32Array(count);
  history.addSimilarCommits(query.terms, similarCommits);
  return {
    fields: {
      body: search('body'),
      path: search('path'),
      base: search('base'),
      symbols: search('symbols'),
      prose: search('prose'),
      history: search('history'),
    },
    akin: { body: search('body', akin), path: search('path', akin), symbols: search('symbols', akin), prose: search('prose', akin) },
    chunk: toShareOfBest(chunks.words),
    near: toShareOfBest(chunks.near),
    similarCommits: toShareOfBest(similarCommits),
  };
}

function fieldScores({ fields, akin, chunk, similarCommits }: Gathered, file: number) {
  return {
    body: fields.body[file]!,
    path: fields.path[file]!,
    base: fields.base[file]!,
    symbols: fields.symbols[file]!,
    prose: fields.prose[file]!,
    history: fields.history[file]!,
    chunk: chunk[file]!,
    similarCommits: similarCommits[file]!,
    akinBody: akin.body[file]!,
    akinPath: akin.path[file]!,
    akinSymbols: akin.symbols[file]!,
    akinProse: akin.prose[file]!,
  };
}

/** Files no search found keep 0 and are no candidates. */
function firstRound({ fields, akin, chunk, near, similarCommits }: Gathered, files: FileView, history: HistoryView): Float32Array {
  const sum = new Float32Array(files.paths.length);
  for (let file = 0; file < sum.length; file++) {
    const { body, path, symbols, prose, history: past } = fields;
    const plain = body[file]! + path[file]! + symbols[file]! + past[file]! + 0.5 * prose[file]!;
    const meant = 0.7 * near[file]! + 0.35 * (akin.body[file]! + akin.symbols[file]! + akin.path[file]!);
    const found = plain + chunk[file]! + meant + 0.7 * similarCommits[file]!;
    if (found === 0) continue;
    const kind = files.kinds[file] === 'source' ? 0.8 : 0;
    sum[file] = found + kind + 0.1 * Math.log1p(history.changes[file] ?? 0);
  }
  return sum;
}

function companionsOf(order: readonly number[], first: Float32Array, history: HistoryView): Float32Array {
  const scores = new Float32Array(first.length);
  const best = first[order[0] ?? 0] || 1;
  for (const file of order.slice(0, leaders)) history.addCompanions(file, (first[file]! / best) ** 2, scores);
  return toShareOfBest(scores);
}

function foldersOf(order: readonly number[], first: Float32Array, files: FileView): ReadonlyMap<string, number> {
  const sums = new Map<string, number>();
  for (const file of order.slice(0, folderLeaders)) {
    if (files.kinds[file] !== 'source') continue;
    const folder = folderOf(files.paths[file]!);
    sums.set(folder, (sums.get(folder) ?? 0) + first[file]! ** 2);
  }
  const best = Math.max(...sums.values(), Number.MIN_VALUE);
  return new Map([...sums].map(([folder, sum]) => [folder, sum / best]));
}

function coverageOf(file: number, query: ParsedQuery, files: FileView): { body: number; path: number; base: number } {
  const body = files.fields.body.bag(file);
  const path = files.fields.path.bag(file);
  const base = files.fields.base.bag(file);
  const covered = { body: 0, path: 0, base: 0 };
  for (const term of query.terms) {
    const gain = term.weight * files.fields.body.rarity(term.hash);
    if (countIn(body, term.hash) > 0) covered.body += gain;
    if (countIn(path, term.hash) > 0) covered.path += gain;
    if (countIn(base, term.hash) > 0) covered.base++;
  }
  if (base.hashes.length > 0) covered.base /= base.hashes.length;
  return covered;
}

function kindFlags(files: FileView, file: number) {
  const kind = files.kinds[file];
  return {
    test: Number(kind === 'test'),
    docs: Number(kind === 'docs'),
    generated: Number(kind === 'generated'),
    other: Number(kind === 'other'),
  };
}

/** Files of the first round's best beyond `comparedWhole` are missing at the end. */
function wholeFilesNear(order: readonly number[], { terms }: ParsedQuery, meaning: FileMeaning | undefined): readonly number[] {
  const first = order.slice(0, comparedWhole);
  const wanted = terms.map(({ hash }) => hash);
  return meaning ? toShareAboveMean(meaning.nearness(first, wanted)) : [];
}

/** Nearness is never 0: what counts is how far a file stands out, from 0 at the mean of all to 1 for the best. */
function toShareAboveMean(scores: readonly number[]): number[] {
  const mean = scores.reduce((sum, score) => sum + score, 0) / (scores.length || 1);
  const best = Math.max(...scores);
  return scores.map((score) => (best > mean ? Math.max(0, score - mean) / (best - mean) : 0));
}

function toShareOfBest(scores: Float32Array): Float32Array {
  let best = 0;
  for (const score of scores) if (score > best) best = score;
  if (best > 0) for (let i = 0; i < scores.length; i++) scores[i]! /= best;
  return scores;
}
