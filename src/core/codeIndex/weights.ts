// The one table of ranking weights, one column for requests in code words and one for sentences in everyday words; fitted by test/bench/fitWeights on commits and questions of public repositories.

export const codeWeights = {
  body: 1.69,
  coverage: 1.37,
  chunk: 2.82,
  path: 1.26,
  base: -0.79,
  symbols: 1.04,
  prose: -0.13,
  history: 0.92,
  similarCommits: 0.66,
  changes: -0.29,
  recentChanges: 0.85,
  companions: 0.32,
  folder: 0.68,
  kindActivity: 0.76,
  test: -4.31,
  docs: -3.95,
  generated: -2.07,
  other: -2.84,
  size: 0.11,
  pathCoverage: 0.34,
  baseCoverage: 1.08,
  near: 0,
  nearFile: 0,
  akinBody: 0,
  akinPath: 0,
  akinSymbols: 0,
  akinProse: 0,
};
/**
 * Fitted, but for six. The four weights of names: a file whose name stands in the request is never held back, though few questions
 * name one. The two of nearness, set when the table of words was made anew: fits on ten repositories did no better on those left out.
 */
export const plainWeights: typeof codeWeights = {
  body: 0.54,
  coverage: 0.17,
  chunk: 0.39,
  path: 0.4,
  base: 0,
  symbols: 0.29,
  prose: 0.72,
  history: 0.12,
  similarCommits: 0.26,
  changes: 0.51,
  recentChanges: 0.25,
  companions: 0.55,
  folder: 0.67,
  kindActivity: 0.32,
  test: -1,
  docs: -0.7,
  generated: -0.3,
  other: -0.4,
  size: -0.56,
  pathCoverage: 0,
  baseCoverage: 0.8,
  near: 2,
  nearFile: 1.5,
  akinBody: 0.63,
  akinPath: 1.1,
  akinSymbols: 1.39,
  akinProse: 0.85,
};

export type FeatureName = keyof typeof codeWeights;
export const featureNames = Object.keys(codeWeights) as FeatureName[];
export type Features = Readonly<Record<FeatureName, number>>;

/** The column for a request, or what lies between both. */
export function weightsFor(plainness: number): Record<FeatureName, number> {
  const between = featureNames.map((name) => [name, plainWeights[name] * plainness + codeWeights[name] * (1 - plainness)] as const);
  return Object.fromEntries(between) as Record<FeatureName, number>;
}

/** What an editor knows counts this much on top. */
export const boostWeight = 0.8;
