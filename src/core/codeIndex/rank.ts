// From candidates to an order: a weighted sum, with the penalty of tests and docs lifted when the request asks for them.
import type { FilePath } from '../model/document.ts';
import type { Candidate } from './features.ts';
import type { FileView } from './fileView.ts';
import { boostWeight, type FeatureName, featureNames, weights } from './weights.ts';

export interface RankedFile {
  readonly path: FilePath;
  readonly file: number;
  readonly score: number;
  /** The signals that ranked it, strongest first. */
  readonly why: string;
}

const asksForTests = /\b(?:unit |e2e |failing |flaky )?(?:tests?|specs?|test suites?|fixtures?|benchmarks?)\b/i;
const asksForDocs = /\b(?:docs?|documentation|readme|changelog|guide|tutorial|markdown)\b/i;
const asksForOther = /\b(?:config(?:uration)? files?|package\.json|workflows?|ci|pipelines?|dockerfile|yaml|toml|stylesheets?|css|scss)\b/i;
const liftedShare = 0.25;

/** Share of each kind's penalty that still holds for this request. */
function penaltiesOf(text: string): Partial<Record<FeatureName, number>> {
  const title = text.split('\n')[0] ?? '';
  return {
    test: asksForTests.test(title) ? liftedShare : 1,
    docs: asksForDocs.test(title) ? liftedShare : 1,
    other: asksForOther.test(title) ? liftedShare : 1,
  };
}

/** Best first; equal scores by path, so that an order can be told again. */
export function rank(text: string, candidates: readonly Candidate[], files: FileView, boost: readonly FilePath[]): RankedFile[] {
  const penalties = penaltiesOf(text);
  const favoured = new Set(boost);
  const ranked = candidates.map(({ file, features }) => {
    const path = files.paths[file]!;
    const parts = featureNames.map((name) => ({ name, gain: weights[name] * features[name] * (penalties[name] ?? 1) }));
    if (favoured.has(path)) parts.push({ name: 'changes', gain: boostWeight });
    const score = parts.reduce((sum, part) => sum + part.gain, 0);
    return { path, file, score, parts };
  });
  ranked.sort((a, b) => b.score - a.score || (a.path < b.path ? -1 : 1));
  return ranked.map(({ path, file, score, parts }) => ({ path, file, score, why: explain(parts) }));
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
};

function explain(parts: readonly { readonly name: FeatureName; readonly gain: number }[]): string {
  const told = [...parts].filter((part) => part.gain > 0.15 && spoken[part.name]).sort((a, b) => b.gain - a.gain);
  return [...new Set(told.map((part) => spoken[part.name]))].slice(0, 3).join(', ');
}
