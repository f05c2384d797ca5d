// Fits the ranking weights on commits and questions with known answers, both columns at once, each request to each of them by its
// plainness. The fit is drawn towards the table that ships, and prints a new one only where it does better on repositories that it was
// not fitted on; otherwise the table stays, and that is what it prints.
// Usage: tsx test/bench/fitWeights.ts <folder with *.jsonl, questions/, trees/<id>, <id>.history>...
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gatherCandidates } from '../../src/core/codeIndex/searchIndex.ts';
import { codeWeights, type Features, featureNames, plainWeights } from '../../src/core/codeIndex/weights.ts';
import { close, index } from './modules/retrieval.ts';

const { signal } = new AbortController();
const size = 2 * featureNames.length;
const steps = 120;
const rate = 0.05;
/** How hard each column is drawn to the table that ships: questions are few. */
const penalty = { code: 0.003, plain: 0.03 };
const shipped = Float64Array.from([...featureNames.map((name) => codeWeights[name]), ...featureNames.map((name) => plainWeights[name])]);

interface Case {
  readonly repo: string;
  readonly kind: string;
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

/** The features once for each column, each with the column's share. */
const toRow = (features: Features, plainness: number) =>
  Float32Array.from([
    ...featureNames.map((name) => features[name] * (1 - plainness)),
    ...featureNames.map((name) => features[name] * plainness),
  ]);

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
      answers: files.length,
      right: files.map((file) => paths.indexOf(file)).filter((place) => place >= 0),
      rows: found.candidates.map(({ features }) => toRow(features, found.parsed.plainness)),
    });
  }
  await close(engine);
  rmSync(indexDir, { recursive: true, force: true });
  return cases;
}

const dot = (row: Float32Array, weights: Float64Array) => {
  let sum = 0;
  for (let i = 0; i < size; i++) sum += row[i]! * weights[i]!;
  return sum;
};

/** Every repository and kind of request weighs the same. Softmax over the candidates, mean over the right ones, Adam. */
function fitTable(cases: readonly Case[]): Float64Array {
  const usable = cases.filter(({ right }) => right.length > 0);
  const group = ({ repo, kind }: Case) => `${repo} ${kind}`;
  const sizes = new Map<string, number>();
  for (const one of usable) sizes.set(group(one), (sizes.get(group(one)) ?? 0) + 1);
  const weights = Float64Array.from(shipped);
  const mean = new Float64Array(size);
  const spread = new Float64Array(size);
  for (let step = 1; step <= steps; step++) {
    const slope = weights.map((weight, i) => (i < size / 2 ? penalty.code : penalty.plain) * (weight - shipped[i]!));
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

/** Recall of each kind, every repository weighing the same. Gives the mean of the kinds. */
function report(label: string, cases: readonly Case[], weightsFor: (repo: string) => Float64Array): number {
  const kinds = ['short', 'long', 'question'].filter((kind) => cases.some((one) => one.kind === kind));
  const means = kinds.map((kind) => {
    const repos = [...new Set(cases.filter((one) => one.kind === kind).map(({ repo }) => repo))];
    const each = repos.map((repo) => {
      const own = cases.filter((one) => one.kind === kind && one.repo === repo);
      return own.reduce((sum, one) => sum + recallAt5(one, weightsFor(repo)), 0) / own.length;
    });
    const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
    console.log(`${label} ${kind}: recall@5 ${mean.toFixed(3)} (${repos.map((repo, i) => `${repo} ${each[i]!.toFixed(3)}`).join(', ')})`);
    return mean;
  });
  return means.reduce((sum, value) => sum + value, 0) / means.length;
}

const cases: Case[] = [];
for (const folder of process.argv.slice(2))
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.jsonl')))
    cases.push(...(await casesOf(folder, name.slice(0, -6))));
const without = new Map(
  [...new Set(cases.map(({ repo }) => repo))].map((repo) => [repo, fitTable(cases.filter((one) => one.repo !== repo))]),
);
const kept = report('the table that ships,', cases, () => shipped);
const gained = report('fitted without the repository,', cases, (repo) => without.get(repo)!);
const table = gained > kept ? fitTable(cases) : shipped;
console.log(gained > kept ? 'A better table:' : 'The table that ships stays:');
for (const [name, from] of [
  ['codeWeights', 0],
  ['plainWeights', size / 2],
] as const)
  console.log(
    name,
    JSON.stringify(Object.fromEntries(featureNames.map((feature, i) => [feature, Math.round(table[from + i]! * 100) / 100]))),
  );
