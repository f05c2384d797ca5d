// From candidates to an order: a weighted sum, with the penalty of tests and docs lifted when the request asks for them.
import type { FilePath } from '../model/document.ts';
import type { CodeQuery } from '../ports/codeIndex.ts';
import type { Candidate } from './features.ts';
import type { FileView } from './fileView.ts';
import { boostWeight, type FeatureName, featureNames, weightsFor } from './weights.ts';

export interface RankedFile {
  readonly path: FilePath;
  readonly file: number;
  readonly score: number;
  /** The signals that ranked it, strongest first. */
  readonly why: string;
}

/** Words by which a request asks for files of a kind, not merely mentions them. */
const asksFor: readonly { readonly kind: FeatureName; readonly words: RegExp }[] = [
  {
    kind: 'test',
    words:
      /\b(?:add|write|update|fix|improve|extend|missing|failing|flaky|broken|unit|e2e|integration)\b[^.\n]{0,30}\btests?\b|\btest (?:files?|cases?|suites?|coverage)\b/i,
  },
  { kind: 'docs', words: /\b(?:docs|documentation|readme|changelog|tutorial)\b/i },
  {
    kind: 'other',
    words: /\b(?:config files?|package\.json|workflow files?|dockerfile|pipelines?|stylesheets?)\b|\.(?:json|ya?ml|toml|s?css|html)\b/i,
  },
];
/** What is a penalty otherwise becomes a favour. */
const favour = 4;

/** Weights that this request puts in the place of the fitted ones. */
function askedKinds(text: string): Partial<Record<FeatureName, number>> {
  const title = text.split('\n')[0] ?? '';
  return Object.fromEntries(asksFor.filter(({ words }) => words.test(title)).map(({ kind }) => [kind, favour]));
}

/** Best first; equal scores by path, so that an order can be told again. */
export function rank(query: CodeQuery & { readonly plainness: number }, candidates: readonly Candidate[], files: FileView): RankedFile[] {
  const isFavoured = favouring(query.boost ?? []);
  const weights = { ...weightsFor(query.plainness), ...askedKinds(query.text) };
  const ranked = candidates.map(({ file, features }) => {
    const path = files.paths[file]!;
    const parts = featureNames.map((name) => ({ name, gain: weights[name] * features[name] }));
    if (isFavoured(path)) parts.push({ name: 'changes', gain: boostWeight });
    const score = parts.reduce((sum, part) => sum + part.gain, 0);
    return { path, file, score, parts };
  });
  ranked.sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
  return ranked.map(({ path, file, score, parts }) => ({ path, file, score, why: explain(parts) }));
}

/** A stack trace may name a file by its whole path. */
function favouring(boost: readonly FilePath[]): (path: FilePath) => boolean {
  const exact = new Set(boost);
  const whole = boost.filter((path) => path.startsWith('/'));
  return (path) => exact.has(path) || whole.some((one) => one.endsWith(`/${path}`));
}

const spoken: Partial<Record<FeatureName, string>> = {
  body: 'words',
  coverage: 'words',
  chunk: 'words close together',
  path: 'path',
  pathCoverage: 'path',
  baseCoverage: 'file name',
  symbols: 'definitions',
  prose: 'comments',
  history: 'history',
  similarCommits: 'similar commits',
  companions: 'changes with others found',
  folder: 'same folder',
  near: 'meaning',
  nearFile: 'meaning',
  akinBody: 'words alike',
  akinPath: 'words alike',
  akinSymbols: 'words alike',
  akinProse: 'words alike',
};

function explain(parts: readonly { readonly name: FeatureName; readonly gain: number }[]): string {
  const told = [...parts].filter((part) => part.gain > 0.15 && spoken[part.name]).sort((a, b) => b.gain - a.gain);
  return [...new Set(told.map((part) => spoken[part.name]))].slice(0, 3).join(', ');
}
