// Fits the ranking weights on commits and questions with known answers: each request in code words to the one column, each plain
// sentence to the other. Leaves one repository out in turn to show what a strange repository would gain.
// Usage: tsx test/bench/fitWeights.ts <folder with *.jsonl, questions/, trees/<id>, <id>.history>...
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatherCandidates } from '../../src/core/codeIndex/searchIndex.ts';
import { featureNames } from '../../src/core/codeIndex/weights.ts';
import { close, index } from './modules/retrieval.ts';

const { signal } = new AbortController();
const size = featureNames.length;
const steps = 150;
const rate = 0.12;
const penalty = { code: 0.002, plain: 0.02 };

interface Case {
  readonly repo: string;
  readonly kind: string;
  readonly isPlain: boolean;
  readonly answers: number;
  readonly right: readonly number[];
  readonly rows: readonly Float32Array[];
}

const readLines = (path: string): Record<string, unknown>[] =>
  existsSync(path)
    ? readFileSync(path, 'utf8')
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line))
    : [];

async function casesOf(folder: string, id: string): Promise<Case[]> {
  const indexDir = mkdtempSync(join(tmpdir(), 'understudy-fit-'));
  const history = [join(folder, `${id}.history`), join(folder, 'trees', `${id}.history.jsonl`)].find(existsSync);
  const engine = await index(join(folder, 'trees', id), { indexDir, ...(history ? { history } : {}) });
  const cases: Case[] = [];
  for (const query of [...readLines(join(folder, `${id}.jsonl`)), ...readLines(join(folder, 'questions', `${id}.jsonl`))]) {
    const found = await gatherCandidates(String(query.query), engine.searchable, signal);
    const paths = found.candidates.map(({ file }) => engine.searchable.files.paths[file] ?? '');
    const files = query.files as string[];
    cases.push({
      repo: id,
      kind: String(query.kind),
      isPlain: found.parsed.isPlain,
      answers: files.length,
      right: files.map((file) => paths.indexOf(file)).filter((place) => place >= 0),
      rows: found.candidates.map(({ features }) => Float32Array.from(featureNames, (name) => features[name])),
    });
  }
  await close(engine);
  rmSync(indexDir, { recursive: true, force: true });
  return cases;
}

const dot = (row: Float32Array, weights: Float64Array) => row.reduce((sum, value, i) => sum + value * weights[i]!, 0);

/** Every repository and kind of request weighs the same. Softmax over the candidates, mean over the right ones, Adam. */
function fitColumn(cases: readonly Case[], ridge: number): Float64Array {
  const usable = cases.filter(({ right }) => right.length > 0);
  const group = ({ repo, kind }: Case) => `${repo} ${kind}`;
  const sizes = new Map<string, number>();
  for (const one of usable) sizes.set(group(one), (sizes.get(group(one)) ?? 0) + 1);
  const weights = new Float64Array(size);
  const mean = new Float64Array(size);
  const spread = new Float64Array(size);
  for (let step = 1; step <= steps; step++) {
    const slope = weights.map((weight) => ridge * weight);
    for (const one of usable) addSlope(one, weights, slope, 1 / (sizes.get(group(one))! * sizes.size));
    for (let i = 0; i < size; i++) {
      mean[i] = 0.9 * mean[i]! + 0.1 * slope[i]!;
      spread[i] = 0.99 * spread[i]! + 0.01 * slope[i]! ** 2;
      weights[i]! -= (rate * (mean[i]! / (1 - 0.9 ** step))) / (Math.sqrt(spread[i]! / (1 - 0.99 ** step)) + 1e-8);
    }
  }
  return weights;
}

function addSlope(one: Case, weights: Float64Array, slope: Float64Array, share: number): void {
  const scores = one.rows.map((row) => dot(row, weights));
  const best = Math.max(...scores);
  const odds = scores.map((score) => Math.exp(score - best));
  const total = odds.reduce((sum, odd) => sum + odd, 0);
  const right = new Set(one.right);
  for (const [place, row] of one.rows.entries()) {
    const pull = share * (odds[place]! / total - (right.has(place) ? 1 / right.size : 0));
    for (let i = 0; i < size; i++) slope[i]! += pull * row[i]!;
  }
}

function recallAt5(one: Case, weights: Float64Array): number {
  const order = one.rows.map((row, place) => ({ place, score: dot(row, weights) })).sort((a, b) => b.score - a.score);
  const first = new Set(order.slice(0, 5).map(({ place }) => place));
  return one.right.filter((place) => first.has(place)).length / one.answers;
}

interface Columns {
  readonly code: Float64Array;
  readonly plain: Float64Array;
}
/** Questions are few: the plain column is fitted on them alone, so that commits that read like sentences do not drown them. */
const fitColumns = (cases: readonly Case[]): Columns => ({
  code: fitColumn(
    cases.filter((one) => one.kind !== 'question'),
    penalty.code,
  ),
  plain: fitColumn(
    cases.filter((one) => one.kind === 'question'),
    penalty.plain,
  ),
});

function report(label: string, cases: readonly Case[], columnsFor: (repo: string) => Columns): void {
  for (const kind of ['short', 'long', 'question']) {
    const repos = [...new Set(cases.filter((one) => one.kind === kind).map(({ repo }) => repo))];
    const means = repos.map((repo) => {
      const columns = columnsFor(repo);
      const own = cases.filter((one) => one.kind === kind && one.repo === repo);
      return own.reduce((sum, one) => sum + recallAt5(one, one.isPlain ? columns.plain : columns.code), 0) / own.length;
    });
    const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
    console.log(`${label} ${kind}: recall@5 ${mean.toFixed(3)} (${repos.map((repo, i) => `${repo} ${means[i]!.toFixed(3)}`).join(', ')})`);
  }
}

const cases: Case[] = [];
for (const folder of process.argv.slice(2))
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl')))
    cases.push(...(await casesOf(folder, name.slice(0, -6))));
const withQuestions = [...new Set(cases.filter((one) => one.kind === 'question').map(({ repo }) => repo))];
const everything = fitColumns(cases);
report('fitted on all,', cases, () => everything);
const without = new Map(withQuestions.map((repo) => [repo, fitColumns(cases.filter((one) => one.repo !== repo))]));
report(
  'left out,',
  cases.filter(({ repo }) => without.has(repo)),
  (repo) => without.get(repo)!,
);
for (const [name, weights] of Object.entries(everything))
  console.log(name, JSON.stringify(Object.fromEntries(featureNames.map((feature, i) => [feature, Math.round(weights[i]! * 100) / 100]))));
