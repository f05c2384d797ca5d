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
  akinBody: 0,
  akinPath: 0,
  akinSymbols: 0,
  akinProse: 0,
};
export const plainWeights: typeof codeWeights = {
  body: 0.56,
  coverage: 0.13,
  chunk: 0.39,
  path: -0.3,
  base: -0.38,
  symbols: 0.18,
  prose: 0.73,
  history: 0.11,
  similarCommits: 0.24,
  changes: 0.38,
  recentChanges: 0.17,
  companions: 0.5,
  folder: 0.65,
  kindActivity: 0.3,
  test: -1.8,
  docs: -1.4,
  generated: -0.8,
  other: -0.9,
  size: -0.58,
  pathCoverage: -0.05,
  baseCoverage: -0.42,
  near: 2.8,
  akinBody: 0.63,
  akinPath: 1,
  akinSymbols: 1.21,
  akinProse: 0.8,
};

export type FeatureName = keyof typeof codeWeights;
export const featureNames = Object.keys(codeWeights) as FeatureName[];
export type Features = Readonly<Record<FeatureName, number>>;

/** What an editor knows counts this much on top. */
export const boostWeight = 0.8;
